import { createHash, createHmac } from 'node:crypto'

/** Returns the SHA-256 of a text, lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Returns the same with a key, for values that a reader of the database could guess: without the key, guesses cannot be
 * verified.
 */
export const keyedHash = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex')
