import type { Deps } from '../deps.ts'
import { sha256 } from '../hash.ts'

/**
 * Free text on its way into the audit. Audit rows cannot be erased, so they store a salted hash; the text is stored in
 * a separate row that can be erased.
 */
export class ErasableText {
  readonly text: string
  readonly salt: string
  constructor(text: string, salt: string) {
    this.text = text
    this.salt = salt
  }
}

/** Returns free text for the audit, with a new salt. */
export const erasableText = ({ ids }: Pick<Deps, 'ids'>, text: string): ErasableText =>
  new ErasableText(text, ids.token())

/**
 * Returns the hex SHA-256 of salt and text. The salt is erased with the text, so the text cannot be guessed from the
 * hash afterwards.
 */
export const hashErasable = ({ text, salt }: ErasableText): string => sha256(`${salt}\n${text}`)

/**
 * Returns a copy of `value` with `change` applied at every depth of plain objects and arrays. A value that `change`
 * replaces is not descended into.
 */
export function mapDeep(value: unknown, change: (inner: unknown) => unknown): unknown {
  const changed = change(value)
  if (changed !== value) return changed
  if (Array.isArray(value)) return value.map((item) => mapDeep(item, change))
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapDeep(inner, change)]))
}

/** Replaces every `ErasableText` in `value` by its text, for rows that can be erased. */
export const withPlainText = (value: unknown): unknown =>
  mapDeep(value, (inner) => (inner instanceof ErasableText ? inner.text : inner))
