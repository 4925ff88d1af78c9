import { AppError } from '../../kernel/app-error.ts'

/** The request has the maximum number of comments. */
export class TalkFullError extends AppError {
  override readonly name = 'TalkFullError'
  readonly code = 'comment.full'
  constructor() {
    super('This request has as many comments as are shown')
  }
}

/** The person stored the maximum of a day. */
export class FileQuotaError extends AppError {
  override readonly name = 'FileQuotaError'
  readonly code = 'file.quota'
  constructor() {
    super('This person stored enough files today')
  }
}
