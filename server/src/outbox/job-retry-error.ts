/** Thrown by a handler after which a later attempt may succeed: it counts as an attempt, and the last one ends the job. */
export class JobRetryError extends Error {
  override readonly name = 'JobRetryError'
  readonly why: string
  constructor(why: string) {
    super(`Failed, to be tried again: ${why}`)
    this.why = why
  }
}
