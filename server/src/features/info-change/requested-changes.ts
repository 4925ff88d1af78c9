import { changesOf, infoChange, type InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestRow } from '../requests/model/request-queries.ts'
import type { Wanted } from './read-values.ts'

export const payloadOf = (request: Pick<RequestRow, 'payload'>): InfoChangePayload =>
  infoChange.payload.parse(request.payload)

/** What the applicant asked for, in form order. */
export const requestedChanges = (request: Pick<RequestRow, 'payload'>) => changesOf(payloadOf(request))

/** Fields that were agreed to, with the value to write. */
export function agreedChanges(request: Pick<RequestRow, 'payload' | 'outcome'>): Wanted[] {
  const payload = payloadOf(request)
  return changesOf(payload)
    .filter(({ field }) => request.outcome.verdicts[field]?.verdict === 'agree')
    .map(({ field, to }) => ({ field, to, toId: field === 'department' ? (payload.department?.toId ?? null) : null }))
}
