import { whoActsNext } from '@desk/shared/requests/who-acts-next'
import type { Database } from '../../../db/database.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { isForOps, waitsForManualTask } from './manual-phases.ts'
import type { RequestRow } from './request-queries.ts'
import { holdersFor } from '../approvers/people-queries.ts'

/**
 * Returns the assignees of a manual task: the applicant, or the management department; its leads if it has no other
 * member.
 */
export async function manualTaskAssignees(deps: DayDeps, db: Database, request: RequestRow): Promise<string[]> {
  if (!waitsForManualTask(request)) return []
  if (whoActsNext(request) === 'applicant') return [request.applicantId]
  const { ops, leads } = await holdersFor({ ...deps, db }, [])
  const fit = (holders: typeof ops) => holders.map(({ userid }) => userid).filter((userid) => isForOps(request, userid))
  return fit(ops).length > 0 ? fit(ops) : fit(leads)
}
