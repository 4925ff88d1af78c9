import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { TransferTargets } from '@desk/shared/requests/approval-schemas'
import type { TransferBody } from '@desk/shared/requests/command-bodies'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { NotEligibleError, RequestNotFoundError } from '../../../kernel/app-error.ts'
import { authorize } from '../../../access/authorize.ts'
import type { Database } from '../../../db/database.ts'
import { typed } from '../../../kernel/audit/typed-text.ts'
import { askThem, releaseThem } from '../approvers/candidate-queries.ts'
import { changeRequest } from './change-request.ts'
import { deciderRef } from '../approvers/approver-ref.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { KindDeps } from '../model/request-kind.ts'
import type { DayDeps, ReadDeps } from '../../../kernel/deps.ts'
import { askCandidates, closeCards } from '../../notifications/notices.ts'
import { namesOf } from '../approvers/people-queries.ts'
import { questionOf } from './reroute-request.ts'
import { findRequest, requireRequest, type RequestRow } from '../model/request-queries.ts'
import { type Asked, resolveLevels } from '../approvers/resolve-approvers.ts'
import { requireOpen } from './conflict-details.ts'

/** A candidate hands it to somebody else who may decide it. From then on only that one is asked. */
export function transferRequest(
  deps: RequestDeps,
  actor: MemberActor,
  { to, note, ...order }: TransferBody & { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  return changeRequest(deps, actor, { ...order, command: 'transfer', body: { to, note } }, async (scene) => {
    const { tx, request, now } = scene
    const target = (await targetsOf(deps, tx, actor, request)).find(({ userid }) => sameUserid(userid, to))
    if (!target) throw new NotEligibleError()
    const released = request.candidates.filter((userid) => !sameUserid(userid, target.userid))
    return {
      patch: {},
      type: 'transferred',
      details: { asked: [target.userid], released, ...(note === '' ? {} : { note: typed(deps, note) }) },
      async follow(saved) {
        await releaseThem(tx, saved.id, released, now)
        await askThem(tx, saved.id, [{ ...target, because: 'transferred' }], now)
        const open = await requireRequest(tx, saved.id)
        await closeCards(deps, tx, open, released)
        await askCandidates(deps, tx, open, String(saved.version))
      },
    }
  })
}

/** Everybody who may decide it, apart from whoever wants to hand it over. */
async function targetsOf(deps: DayDeps, db: Database, actor: MemberActor, request: RequestRow): Promise<Asked[]> {
  const eligible = (await resolveLevels({ ...deps, db }, questionOf(request))).flat()
  return eligible.filter(
    ({ userid }, index) =>
      !sameUserid(userid, actor.userid) && eligible.findIndex((one) => sameUserid(one.userid, userid)) === index,
  )
}

export async function listTransferTargets(
  deps: ReadDeps & KindDeps,
  actor: MemberActor,
  id: RequestId,
): Promise<TransferTargets> {
  const request = await findRequest(deps.db, actor, id)
  if (!request) throw new RequestNotFoundError()
  authorize(actor, 'request.transfer', request)
  await requireOpen(deps, actor, request)
  const targets = await targetsOf(deps, deps.db, actor, request)
  const names = await namesOf(
    deps.db,
    targets.flatMap(({ userid, onBehalfOf }) => [userid, ...(onBehalfOf === null ? [] : [onBehalfOf])]),
  )
  return { items: targets.map((target) => deciderRef(names, target)) }
}
