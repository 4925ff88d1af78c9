import type { Messages } from '../locales/messages.ts'
import { ApiError, type ApiErrorCode } from './api-error.ts'

/** Every code has words, in every language. Unknown throwables, and codes that a newer server knows, read as `internal`. */
export const messageFor = (messages: Messages['core'], error: unknown): string =>
  messages.errors[codeOf(messages, error)]

/** Of what was only to be read: nothing was written that could be lost. */
export function toLoadError(messages: Messages['core'], error: unknown): { text: string; isOffline: boolean } {
  const code = codeOf(messages, error)
  return {
    text: code === 'internal' ? messages.lists.notRead : messages.errors[code],
    isOffline: code === 'offline',
  }
}

const codeOf = ({ errors }: Messages['core'], error: unknown): ApiErrorCode =>
  error instanceof ApiError && Object.keys(errors).includes(error.code) ? error.code : 'internal'
