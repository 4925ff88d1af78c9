import { sameUserid } from '@desk/shared/kernel/ids'
import { whoActsNext } from '@desk/shared/requests/who-acts-next'
import type { RequestRow } from './request-queries.ts'

type Facts = Pick<RequestRow, 'kind' | 'state' | 'phase' | 'applicantId'>

/** Agreed to, and people have to do something themselves: the management department, or the applicant. */
export const waitsForManualTask = (request: Facts): boolean => {
  const next = whoActsNext(request)
  const isAgreed = request.state === 'executing' || request.state === 'failed'
  return isAgreed && next !== null && next !== 'worker' && next !== 'timer'
}

/** Whether this person of the management department may do what is to be done. */
export const isForOps = (request: Facts, userid: string): boolean =>
  whoActsNext(request) === 'ops' || !sameUserid(userid, request.applicantId)
