import type { Messages } from '../locales/messages.ts'
import { ApiError, type ApiErrorCode } from './api-error.ts'

/** Returns the message of an error. Unknown errors, and codes of a newer server, use the message of `internal`. */
export const messageFor = (messages: Messages['core'], error: unknown): string =>
  messages.errors[codeOf(messages, error)]

/** Returns the message of a failed read, which loses no input. */
export function toLoadError(messages: Messages['core'], error: unknown): { text: string; isOffline: boolean } {
  const code = codeOf(messages, error)
  return {
    text: code === 'internal' ? messages.lists.notRead : messages.errors[code],
    isOffline: code === 'offline',
  }
}

const codeOf = ({ errors }: Messages['core'], error: unknown): ApiErrorCode =>
  error instanceof ApiError && Object.keys(errors).includes(error.code) ? error.code : 'internal'
