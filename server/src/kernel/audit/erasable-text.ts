import type { Deps } from '../deps.ts'
import { sha256 } from '../hash.ts'

/**
 * What somebody typed, on its way into the audit. Rows of the audit cannot be erased, so they carry its salted hash, and the
 * text goes into a row of its own that can.
 */
export class ErasableText {
  readonly text: string
  readonly salt: string
  constructor(text: string, salt: string) {
    this.text = text
    this.salt = salt
  }
}

export const typed = ({ ids }: Pick<Deps, 'ids'>, text: string): ErasableText => new ErasableText(text, ids.token())

/** Without the salt, which goes with the text, nobody can try what the text may have been. */
export const hashErasable = ({ text, salt }: ErasableText): string => sha256(`${salt}\n${text}`)

/** `value` with everything in it, however deep, that `change` puts something else in the place of. */
export function mapDeep(value: unknown, change: (inner: unknown) => unknown): unknown {
  const changed = change(value)
  if (changed !== value) return changed
  if (Array.isArray(value)) return value.map((item) => mapDeep(item, change))
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapDeep(inner, change)]))
}

/** For rows that can be changed: the text itself. */
export const withPlainText = (value: unknown): unknown =>
  mapDeep(value, (inner) => (inner instanceof ErasableText ? inner.text : inner))
