import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { advance } from '@desk/shared/requests/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ChangedMeanwhileError, CommandRefusedError, RequestNotFoundError } from '../../kernel/app-error.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { EngineDeps } from './engine-deps.ts'
import { closeCards } from './notices.ts'
import { recordChange } from './record-change.ts'
import { closeCandidates, findRequest, requireRequest, saveRequest } from './request-queries.ts'
import { toRequestView } from './request-view.ts'

/** The applicant takes it back, as long as nobody has decided. */
export async function withdrawRequest(
  deps: EngineDeps,
  actor: MemberActor,
  input: { id: RequestId; version: number },
): Promise<RequestView> {
  const withdrawn = await deps.db.transaction(async (tx) => {
    const request = await findRequest(tx, actor, input.id)
    if (!request) throw new RequestNotFoundError()
    authorize(actor, 'request.withdraw', request)
    const current = () => toRequestView(deps, tx, actor, request)
    const state = advance(request.state, 'withdraw')
    if (!state) throw new CommandRefusedError(request.state, 'withdraw', await current())
    if (request.version !== input.version) throw new ChangedMeanwhileError(await current())
    const now = deps.clock.now()
    const saved = await saveRequest(tx, request, { state, updatedAt: now })
    if (!saved) return null
    await closeCandidates(tx, request.id, now)
    await recordChange(deps, tx, { actor, request, type: 'withdrawn' })
    await closeCards(deps, tx, saved)
    return saved
  })
  if (!withdrawn)
    throw new ChangedMeanwhileError(await toRequestView(deps, deps.db, actor, await requireRequest(deps.db, input.id)))
  deps.wakeWorker()
  return toRequestView(deps, deps.db, actor, withdrawn)
}
