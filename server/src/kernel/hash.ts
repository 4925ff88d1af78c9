import { createHash, createHmac } from 'node:crypto'

/** SHA-256 of a text, lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** As `sha256`, for what a reader of the database could guess: without the key nobody can try. */
export const keyedHash = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex')
