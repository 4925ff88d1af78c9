import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { RequestNotFoundError, TooManyError } from '../../kernel/app-error.ts'
import { actorNow } from '../../access/act-now.ts'
import { authorize } from '../../access/authorize.ts'
import type { RateWindow } from '../../kernel/rate-window.ts'
import type { EngineDeps } from '../requests/model/engine-deps.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { recordChange } from '../requests/model/record-change.ts'
import { findRequest, lockRequest } from '../requests/model/request-queries.ts'
import { agreedChanges } from './asked-changes.ts'
import { followUpOf } from './follow-up.ts'
import { conclude, noteOpen } from './progress.ts'
import { differing, readMember, readValues } from './read-values.ts'

/**
 * "Done" was said. Nobody's word closes anything: WeCom is read, and what it holds decides.
 *
 * @throws TooManyError when somebody taps faster than WeCom should be asked
 */
export async function lookNow(
  deps: EngineDeps,
  actor: MemberActor,
  id: RequestId,
  taps: RateWindow,
): Promise<RequestView> {
  const request = await findRequest(deps.db, actor, id)
  if (!request) throw new RequestNotFoundError()
  // Nothing waits any more, or not for him: he sees what became of it.
  if (!followUpOf(request, actor, deps.clock.now()).allowed.includes('look')) return getRequest(deps, actor, id)
  if (taps.isFull(id)) throw new TooManyError('WeCom was asked a moment ago')
  taps.add(id)
  const wanted = agreedChanges(request)
  const member = await readMember(deps, request.applicantId)
  const values = await readValues(deps, member, wanted)
  deps.failPoints.hit('look.read')
  const open = differing(values, wanted)
  await deps.db.transaction(async (tx) => {
    const current = await lockRequest(tx, id)
    authorize(await actorNow(deps, tx, actor), 'request.read', current)
    if (current.state !== 'executing') return
    const fields = open.map(({ field }) => field)
    await recordChange(deps, tx, { actor, request: current, type: 'proof_looked', details: { fields } })
    if (open.length === 0) await conclude(deps, tx, id, { member, values, wanted, isManual: false })
    else await noteOpen(tx, current, fields)
  })
  deps.failPoints.hit('look.committed')
  deps.wakeWorker()
  return getRequest(deps, actor, id)
}
