import { changesOf, infoChange, type InfoChangePayload } from '@desk/shared/info-change/info-change'
import { RequestNotFoundError } from '../../kernel/app-error.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'
import type { ApprovedChange } from './read-values.ts'

/** Throws RequestNotFoundError for a request of another type: the follow-up of a change does not exist for it. */
export function requireInfoChange({ kind }: Pick<RequestRow, 'kind'>): void {
  if (kind !== 'info_change') throw new RequestNotFoundError()
}

export const payloadOf = (request: Pick<RequestRow, 'payload'>): InfoChangePayload =>
  infoChange.payload.parse(request.payload)

/** Returns the requested changes in form order. */
export const requestedChanges = (request: Pick<RequestRow, 'payload'>) => changesOf(payloadOf(request))

/** Returns the approved fields with the values to write. */
export function approvedChanges(request: Pick<RequestRow, 'payload' | 'outcome'>): ApprovedChange[] {
  const payload = payloadOf(request)
  return changesOf(payload)
    .filter(({ field }) => request.outcome.verdicts[field]?.verdict === 'agree')
    .map(({ field, to }) => ({ field, to, toId: field === 'department' ? (payload.department?.toId ?? null) : null }))
}
