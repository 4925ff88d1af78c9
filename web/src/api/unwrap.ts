import type { ErrorCode } from '@desk/shared/errors'
import { ApiError } from './api-error.ts'

/** As much of a response as this needs: that of `fetch`, and that of the typed client. */
export type TypedResponse<Body> = Pick<Response, 'ok' | 'status'> & { json(): Promise<Body> }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A gateway may answer in HTML: only our own envelope is believed. */
function errorOf(body: unknown): ApiError {
  const error = isRecord(body) ? body['error'] : undefined
  if (!isRecord(error) || typeof error['requestId'] !== 'string') return new ApiError('internal')
  const { code, requestId, details } = error
  return new ApiError(
    typeof code === 'string' ? (code as ErrorCode) : 'internal',
    requestId,
    isRecord(details) ? details : {},
  )
}

/** The typed body of a success; throws `ApiError` for everything else, no network included. */
export async function unwrap<Body>(pending: Promise<TypedResponse<Body>>): Promise<Body> {
  const answer = await pending.catch((cause: unknown) => {
    throw new ApiError('offline', undefined, {}, { cause })
  })
  if (answer.ok) return answer.json()
  throw errorOf(await answer.json().catch(() => null))
}
