import type { MemberActor } from '@desk/shared/identity/actor'
import { advance } from '@desk/shared/requests/model/request-flow'
import type { Tx } from '../../../db/database.ts'
import { withdrawWithin } from '../../requests/commands/withdraw-request.ts'
import { lockRequest } from '../../requests/model/request-queries.ts'
import type { ClosingDeps } from './closing-deps.ts'
import type { ClosingRow } from './closing-queries.ts'

/** Withdraws the change of a transfer that is called off. Returns false when the change is being written or in effect. */
export async function callOffChange(
  deps: ClosingDeps,
  tx: Tx,
  { changeId }: ClosingRow,
  actor: MemberActor,
): Promise<boolean> {
  if (changeId === null) return true
  const request = await lockRequest(tx, changeId)
  if (advance(request.state, 'withdraw') !== null) await withdrawWithin(deps, tx, request, { actor, type: 'withdrawn' })
  return request.state !== 'executing' && request.state !== 'done'
}
