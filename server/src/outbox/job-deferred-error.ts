/** Thrown by a handler whose effect must wait: nothing failed, no attempt is spent. */
export class HeldBackError extends Error {
  override readonly name = 'HeldBackError'
  readonly why: string
  readonly until: Date
  constructor(why: string, until: Date) {
    super(`Held back until ${until.toISOString()}: ${why}`)
    this.why = why
    this.until = until
  }
}
