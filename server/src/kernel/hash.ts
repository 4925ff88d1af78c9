import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Returns the SHA-256 of a text, lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Returns the same with a key, for values that a reader of the database could guess: without the key, guesses cannot be
 * verified.
 */
export const keyedHash = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Compares in constant time, so that an answer's delay does not tell how much of a guess is right. */
export function isSameSecret(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
