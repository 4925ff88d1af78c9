import type { RequestId } from '@desk/shared/kernel/ids'

/** The case that a job of this kind is about. */
export function caseIdOf(payload: unknown): RequestId {
  const { requestId } = payload as { requestId?: unknown }
  if (typeof requestId !== 'string') throw new Error('A job of this kind without a case')
  return requestId as RequestId
}
