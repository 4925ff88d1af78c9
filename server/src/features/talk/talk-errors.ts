import { AppError } from '../../kernel/app-error.ts'

/** Enough for today. */
export class FileQuotaError extends AppError {
  override readonly name = 'FileQuotaError'
  readonly code = 'file.quota'
  constructor() {
    super('This person stored enough files today')
  }
}
