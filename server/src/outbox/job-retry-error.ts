/** Thrown by a handler when a later attempt may succeed. The attempt counts; after the last one the job is a dead letter. */
export class JobRetryError extends Error {
  override readonly name = 'JobRetryError'
  readonly why: string
  constructor(why: string) {
    super(`Failed, to be tried again: ${why}`)
    this.why = why
  }
}
