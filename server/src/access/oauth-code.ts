import { WecomRefusedError } from '../kernel/app-error.ts'

/** Refusals of a code that is used, older than five minutes, or of another app (doc 90313). */
const BAD_CODE = new Set([40029, 42003, 42022])
/** An OAuth code has at most 512 bytes (doc 91022), of characters that need no escaping. */
const CODE = /^[\x21-\x7e]{1,512}$/

export const isCode = (text: string): boolean => CODE.test(text)

/** Returns whether WeCom refused the code itself: with another one the same call succeeds. */
export const isBadCodeRefusal = (error: unknown): error is WecomRefusedError =>
  error instanceof WecomRefusedError && BAD_CODE.has(error.errcode)
