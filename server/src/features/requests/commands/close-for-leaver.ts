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

/** Whether the applicant left before the request took effect: they can no longer edit or withdraw it. */
export const isLeavers = ({ state }: RequestRow, applicant: Person): boolean =>
  applicant.status === LEFT && advance(state, 'withdraw') !== null

/** Withdraws the request of an applicant who left, with the reason in its timeline. */
export async function closeForLeaver(deps: RequestDeps, tx: Tx, request: RequestRow): Promise<void> {
  const now = deps.clock.now()
  const patch = { state: 'withdrawn', waitingSince: null, dueAt: null, undoUntil: null } as const
  const saved = await saveRequest(tx, request, { ...patch, updatedAt: now })
  await recordChange(deps, tx, { actor: registrar, request: saved, type: 'applicant_left' })
  if (request.state === 'open') await closeApprovals(deps, tx, saved, now)
}
