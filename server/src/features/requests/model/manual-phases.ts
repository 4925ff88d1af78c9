import { sameUserid } from '@desk/shared/kernel/ids'
import { whoActsNext } from '@desk/shared/requests/who-acts-next'
import type { RequestRow } from './request-queries.ts'

type Facts = Pick<RequestRow, 'kind' | 'state' | 'phase' | 'applicantId'>

/** Whether a manual task of the management department or of the applicant is due. */
export const waitsForManualTask = (request: Facts): boolean => {
  const next = whoActsNext(request)
  const isAgreed = request.state === 'executing' || request.state === 'failed'
  return isAgreed && next !== null && next !== 'worker' && next !== 'timer'
}

/** Whether this member of the management department may do the manual task. */
export const isForOps = (request: Facts, userid: string): boolean =>
  whoActsNext(request) === 'ops' || !sameUserid(userid, request.applicantId)
