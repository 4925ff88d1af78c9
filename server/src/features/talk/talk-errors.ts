import type { ImageRefusal } from '../../ports/images.ts'
import { AppError } from '../../kernel/app-error.ts'

/** The file is none that we take, or cannot be read. `details.reason` says which. */
export class FileRefusedError extends AppError {
  override readonly name = 'FileRefusedError'
  readonly code = 'file.refused'
  constructor(reason: ImageRefusal | 'kind' | 'too_large') {
    super(`The file was not taken: ${reason}`, { details: { reason } })
  }
}

/** Enough for today. */
export class FileQuotaError extends AppError {
  override readonly name = 'FileQuotaError'
  readonly code = 'file.quota'
  constructor() {
    super('This person stored enough files today')
  }
}
