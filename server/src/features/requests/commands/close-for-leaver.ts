import type { SystemActor } from '@desk/shared/identity/actor'
import { advance } from '@desk/shared/requests/model/request-flow'
import type { Tx } from '../../../db/database.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { closeApprovals } from './update-approvers.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { Person } from '../approvers/people-queries.ts'
import { recordChange } from '../model/record-change.ts'
import { type RequestRow, saveRequest } from '../model/request-queries.ts'

const registrar: SystemActor = { kind: 'system', job: 'requests.leavers' }

/** Whoever left can neither mend nor withdraw what he asked for, and nothing may be done for him any more. */
export const isLeavers = ({ state }: RequestRow, applicant: Person): boolean =>
  applicant.status === LEFT && advance(state, 'withdraw') !== null

/** Ends such a request, with the reason in its timeline. What is being written already comes to its own end. */
export async function closeForLeaver(deps: RequestDeps, tx: Tx, request: RequestRow): Promise<void> {
  const now = deps.clock.now()
  const patch = { state: 'withdrawn', waitingSince: null, dueAt: null, undoUntil: null } as const
  const saved = await saveRequest(tx, request, { ...patch, updatedAt: now })
  await recordChange(deps, tx, { actor: registrar, request: saved, type: 'applicant_left' })
  if (request.state === 'open') await closeApprovals(deps, tx, saved, now)
}
