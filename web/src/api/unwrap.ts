import type { ErrorCode } from '@desk/shared/errors'
import { zhCn } from '../locales/zh-CN/core.ts'
import { ApiError } from './api-error.ts'

/** As much of a response as this needs: that of `fetch`, and that of the typed client. */
export type AnswerOf<Body> = Pick<Response, 'ok' | 'status'> & { json(): Promise<Body> }

// The words are the one list of codes that is here anyway; the contract's own schema would bring a parser to the home page.
const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && code !== 'offline' && Object.keys(zhCn.errors).includes(code)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A gateway may answer in HTML, and a newer server may know newer codes: only our own envelope is believed. */
function errorOf(body: unknown): ApiError {
  const error = isRecord(body) ? body['error'] : undefined
  if (!isRecord(error) || typeof error['requestId'] !== 'string') return new ApiError('internal')
  const { code, requestId, details } = error
  return new ApiError(isErrorCode(code) ? code : 'internal', requestId, isRecord(details) ? details : {})
}

/** The typed body of a success; throws `ApiError` for everything else, no network included. */
export async function unwrap<Body>(pending: Promise<AnswerOf<Body>>): Promise<Body> {
  const answer = await pending.catch((cause: unknown) => {
    throw new ApiError('offline', undefined, {}, { cause })
  })
  if (answer.ok) return answer.json()
  throw errorOf(await answer.json().catch(() => null))
}
