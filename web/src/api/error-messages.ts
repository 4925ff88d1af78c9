import type { Messages } from '../locales/messages.ts'
import { ApiError, type ApiErrorCode } from './api-error.ts'

/** Returns the message of an error. Unknown errors, and codes of a newer server, use the message of `internal`. */
export function messageFor(messages: Messages['core'], error: unknown): string {
  return withRequestId(messages, messages.errors[codeOf(messages, error)], error)
}

/** Adds the request id, by which operators find the log entry, to an internal error of the server. Errors of a gateway have none. */
const withRequestId = (messages: Messages['core'], text: string, error: unknown): string =>
  error instanceof ApiError && error.code === 'internal' && error.requestId !== undefined
    ? `${text} · ${messages.problem.code} ${error.requestId}`
    : text

/** Returns the message of a failed read, which loses no input. */
export function toLoadError(messages: Messages['core'], error: unknown): { text: string; isOffline: boolean } {
  const code = codeOf(messages, error)
  return {
    text: withRequestId(messages, code === 'internal' ? messages.lists.notRead : messages.errors[code], error),
    isOffline: code === 'offline',
  }
}

const codeOf = ({ errors }: Messages['core'], error: unknown): ApiErrorCode =>
  error instanceof ApiError && Object.keys(errors).includes(error.code) ? error.code : 'internal'
