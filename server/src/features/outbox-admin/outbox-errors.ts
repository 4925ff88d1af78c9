import { AppError } from '../../kernel/app-error.ts'

/** It is being tried, or it is done: somebody else was faster. */
export class NotDeadError extends AppError {
  override readonly name = 'NotDeadError'
  readonly code = 'outbox.not_dead'
  constructor() {
    super('This effect is no dead letter any more')
  }
}

/** Somebody says that he did it; WeCom says otherwise. */
export class NotSoError extends AppError {
  override readonly name = 'NotSoError'
  readonly code = 'outbox.not_so'
  constructor() {
    super('What was read back is not what was asked')
  }
}
