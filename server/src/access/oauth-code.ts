import { WecomRefusedError } from '../kernel/app-error.ts'

/** WeCom's error codes for an OAuth code that is used, older than five minutes, or of another app (doc 90313). */
const BAD_CODE_ERRORS = new Set([40029, 42003, 42022])
/** An OAuth code has at most 512 bytes (doc 91022), which are visible ASCII characters. */
const CODE = /^[\x21-\x7e]{1,512}$/

export const isCode = (text: string): boolean => CODE.test(text)

/** Returns whether WeCom refused the code itself: the same call may succeed with another code. */
export const isBadCodeRefusal = (error: unknown): error is WecomRefusedError =>
  error instanceof WecomRefusedError && BAD_CODE_ERRORS.has(error.errcode)
