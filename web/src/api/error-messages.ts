import type { Words } from '../locales/zh-CN/core.ts'
import { ApiError } from './api-error.ts'

/** Every code has words, in every language. Unknown throwables read as `internal`. */
export const messageFor = (words: Words, error: unknown): string => words.errors[codeOf(error)]

/** Of what was only to be read: nothing was written that could be lost. */
export function readProblem(words: Words, error: unknown): { text: string; isOffline: boolean } {
  const code = codeOf(error)
  return {
    text: code === 'internal' ? words.lists.notRead : words.errors[code],
    isOffline: code === 'offline',
  }
}

const codeOf = (error: unknown) => (error instanceof ApiError ? error.code : 'internal')
