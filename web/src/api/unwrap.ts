import type { ErrorCode } from '@desk/shared/errors'
import { ApiError } from './api-error.ts'

/** The part of a response that is used here; both `fetch` and the typed client provide it. */
type TypedResponse<Body> = Pick<Response, 'ok' | 'status'> & { json(): Promise<Body> }

// Not `is-record.ts` of `platform`, which would be one more file for every page to load.
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Reads the error envelope of the server. Any other body, such as the HTML page of a gateway, is reported as `internal`. */
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

function failOffline(cause: unknown): never {
  throw new ApiError('offline', undefined, {}, { cause })
}

async function successOf<Body>(pending: Promise<TypedResponse<Body>>): Promise<TypedResponse<Body>> {
  const response = await pending.catch(failOffline)
  if (!response.ok) throw errorOf(await response.json().catch(() => null))
  return response
}

/**
 * Returns the typed body of a successful response; throws an `ApiError` in every other case, even without a network, and
 * when the connection breaks within the body.
 */
export const unwrap = async <Body>(pending: Promise<TypedResponse<Body>>): Promise<Body> =>
  (await successOf(pending)).json().catch(failOffline)

/** Does the same as `unwrap`, for endpoints whose successful response has no body. */
export async function unwrapEmpty(pending: Promise<TypedResponse<unknown>>): Promise<void> {
  await successOf(pending)
}
