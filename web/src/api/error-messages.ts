import type { Messages } from '../locales/messages.ts'
import { ApiError, type ApiErrorCode } from './api-error.ts'

/** Every code has words, in every language. Unknown throwables, and codes that a newer server knows, read as `internal`. */
export const messageFor = (words: Messages['core'], error: unknown): string => words.errors[codeOf(words, error)]

/** Of what was only to be read: nothing was written that could be lost. */
export function toLoadError(words: Messages['core'], error: unknown): { text: string; isOffline: boolean } {
  const code = codeOf(words, error)
  return {
    text: code === 'internal' ? words.lists.notRead : words.errors[code],
    isOffline: code === 'offline',
  }
}

const codeOf = ({ errors }: Messages['core'], error: unknown): ApiErrorCode =>
  error instanceof ApiError && Object.keys(errors).includes(error.code) ? error.code : 'internal'
