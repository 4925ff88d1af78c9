import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import { actorNow } from '../../../access/current-actor.ts'
import { authorize } from '../../../access/authorize.ts'
import type { RateWindow } from '../../../kernel/rate-window.ts'
import { cancelGroup } from '../../../outbox/outbox-queries.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { recordChange } from '../../requests/model/record-change.ts'
import { requireVisibleRequest, lockRequest } from '../../requests/model/request-queries.ts'
import { currentChanges } from '../current-changes.ts'
import { followUpOf } from './follow-up.ts'
import {
  concludeVerification,
  endWithoutDepartment,
  groupOf,
  leftOpen,
  recordOpenFields,
  waitsForVerification,
} from '../progress.ts'
import { differing, readMember, readValues, withoutDeletedDepartment } from '../read-values.ts'
import { requireInfoChange } from '../requested-changes.ts'

/**
 * Reads WeCom when a person reports a change as done; only what WeCom holds completes the request.
 *
 * @throws TooManyError when taps come faster than WeCom may be queried
 */
export async function verifyNow(
  deps: RequestDeps & Pick<Deps, 'wecom'>,
  actor: MemberActor,
  id: RequestId,
  taps: RateWindow,
): Promise<RequestView> {
  const request = await requireVisibleRequest(deps.db, actor, id)
  requireInfoChange(request)
  // If nothing waits for this person any more, they see the present state.
  if (!followUpOf(request, actor, deps.clock.now()).allowed.includes('look')) return getRequest(deps, actor, id)
  taps.addOrThrow(id, 'WeCom was queried a moment ago')
  const approved = await currentChanges(deps.db, request)
  const member = await readMember(deps, subjectIdOf(request))
  const read = { member, approved, values: await readValues(deps, member, approved) }
  const reading = await withoutDeletedDepartment(deps, request, read)
  deps.failPoints.hit('look.read')
  await deps.db.transaction(async (tx) => {
    const current = await lockRequest(tx, id)
    authorize(await actorNow(deps, tx, actor), 'request.read', current)
    if (!waitsForVerification(current)) return
    const fields = differing(read.values, approved).map(({ field }) => field)
    await recordChange(deps, tx, { actor, request: current, type: 'proof_looked', details: { fields } })
    const left = reading && leftOpen(current, reading)
    if (left !== null) return recordOpenFields(tx, current, left)
    // Nothing is left for the scheduled verification to wait for.
    await cancelGroup(tx, groupOf(id))
    if (reading === null) await endWithoutDepartment(deps, tx, id, read)
    else await concludeVerification(deps, tx, current, reading)
  })
  deps.failPoints.hit('look.committed')
  return getRequest(deps, actor, id)
}
