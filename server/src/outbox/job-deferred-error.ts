/** Thrown by a handler whose job must wait: not a failure, and no attempt is counted. */
export class JobDeferredError extends Error {
  override readonly name = 'JobDeferredError'
  readonly why: string
  readonly until: Date
  constructor(why: string, until: Date) {
    super(`Deferred until ${until.toISOString()}: ${why}`)
    this.why = why
    this.until = until
  }
}
