import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Returns the SHA-256 of a text or of bytes, lower-case hex. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/**
 * Returns the HMAC-SHA-256 of a text, lower-case hex: a seal that only holders of the key can make, or a hash of
 * guessable values that a reader of the database cannot verify.
 */
export const keyedHash = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Compares in constant time, so that an answer's delay does not tell how much of a guess is right. */
export function isSameSecret(first: string, second: string): boolean {
  const [left, right] = [Buffer.from(first), Buffer.from(second)]
  return left.length === right.length && timingSafeEqual(left, right)
}
