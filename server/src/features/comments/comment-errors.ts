import { AppError } from '../../kernel/app-error.ts'

/** A list that is read whole has an end. */
export class TalkFullError extends AppError {
  override readonly name = 'TalkFullError'
  readonly code = 'comment.full'
  constructor() {
    super('This request has as many comments as are shown')
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
