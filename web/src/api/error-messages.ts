import type { Words } from '../words/zh-cn.ts'
import { ApiError } from './api-error.ts'

/** Every code has words, in every language. Unknown throwables read as `internal`. */
export const messageFor = (words: Words, error: unknown): string =>
  words.errors[error instanceof ApiError ? error.code : 'internal']
