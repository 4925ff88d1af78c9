import { sameUserid } from '@desk/shared/kernel/ids'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import { whoActsNext } from '@desk/shared/requests/who-acts-next'
import type { Database } from '../../../db/database.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { holdersFor } from '../approvers/people-queries.ts'
import type { RequestRow } from './request-queries.ts'

type Facts = Pick<RequestRow, 'kind' | 'state' | 'phase' | 'applicantId' | 'subjectId'>

/** Returns whether a manual task of the management department or of the applicant is still to be done. */
export const waitsForManualTask = (request: Facts): boolean => {
  const next = whoActsNext(request)
  const isAgreed = request.state === 'executing' || request.state === 'failed'
  return isAgreed && next !== null && next !== 'worker' && next !== 'timer'
}

/** Returns whether this member of the management department may do the manual task. */
const isForOps = (request: Facts, userid: string): boolean =>
  whoActsNext(request) === 'ops' || ![request.applicantId, subjectIdOf(request)].some((own) => sameUserid(userid, own))

/**
 * Returns the assignees of a manual task: the applicant, or the management department; its leads if no other member may
 * do it.
 */
export async function manualTaskAssignees(deps: DayDeps, db: Database, request: RequestRow): Promise<string[]> {
  if (!waitsForManualTask(request)) return []
  if (whoActsNext(request) === 'applicant') return [request.applicantId]
  const { ops, leads } = await holdersFor({ ...deps, db }, [])
  const assigneesIn = (holders: typeof ops) =>
    holders.map(({ userid }) => userid).filter((userid) => isForOps(request, userid))
  return assigneesIn(ops).length > 0 ? assigneesIn(ops) : assigneesIn(leads)
}
