import { ApiError, type ApiErrorCode } from './api-error.ts'

const temporary: readonly ApiErrorCode[] = [
  'offline',
  'internal',
  'unavailable',
  'storage.full',
  'input.too_many',
  'input.limit_reached',
]

/** Returns whether a call that failed may have been carried out, or may succeed later with the same input. */
export const isTemporary = (cause: unknown): boolean => cause instanceof ApiError && temporary.includes(cause.code)
