import { closeCards } from '../cards/request-notices.ts'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { TransferTargets } from '@desk/shared/requests/approval-schemas'
import type { TransferBody } from '@desk/shared/requests/command-bodies'
import { withoutLastStep } from '@desk/shared/requests/model/decision-time'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { NotEligibleError } from '../request-errors.ts'
import { authorize } from '../../../access/authorize.ts'
import type { Database } from '../../../db/database.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { RequestTypeDeps } from '../model/request-type.ts'
import type { DayDeps, Deps, ReadDeps } from '../../../kernel/deps.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { replaceApprovers } from './update-approvers.ts'
import { executeCommand } from './execute-command.ts'
import { approverQueryOf } from '../model/approver-query.ts'
import { scheduleEscalation } from '../model/request-clock.ts'
import { requireVisibleRequest, type RequestRow } from '../model/request-queries.ts'
import { currentView } from '../model/request-view.ts'
import { type Approver, approverRef, resolveLevels } from '../approvers/resolve-approvers.ts'
import { requireOpen } from './conflict-details.ts'

/**
 * Transfers a request to another approver, who is then its only one. If the management department was among the others because
 * the request is late, it is asked again after half of the decision time.
 */
export async function transferRequest(
  deps: RequestDeps,
  caller: MemberActor,
  { to, note, ...seen }: TransferBody & { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  const command = { ...seen, name: 'transfer', body: { to, note } } as const
  await executeCommand(deps, caller, command, async ({ tx, actor, request, now, write }) => {
    const target = (await targetsOf(deps, tx, actor, request)).find(({ userid }) => sameUserid(userid, to))
    if (!target) throw new NotEligibleError()
    const release = request.approverIds.filter((userid) => !sameUserid(userid, target.userid))
    const change = { asked: [target.userid], released: release }
    const details = note === '' ? change : { ...change, note: erasableText(deps, note) }
    const slaEscalationStep = withoutLastStep(request.slaEscalationStep)
    const transferred = await write({ type: 'transferred', patch: { slaEscalationStep }, details })
    const open = await replaceApprovers(deps, tx, transferred, {
      add: [{ ...target, because: 'transferred' }],
      release,
      now,
    })
    await closeCards(deps, tx, open, release)
    // The request stays due when it was; only the step counts from now.
    if (slaEscalationStep < request.slaEscalationStep) await scheduleEscalation(deps, tx, { ...open, dueAt: now })
    return open
  })
  return currentView(deps, caller, seen.id)
}

/** Lists every approver who may decide a request, once, except the actor. */
async function targetsOf(deps: DayDeps, db: Database, actor: MemberActor, request: RequestRow): Promise<Approver[]> {
  const eligible = (await resolveLevels({ ...deps, db }, approverQueryOf(request))).flat()
  return eligible.filter(
    ({ userid }, index) =>
      !sameUserid(userid, actor.userid) && eligible.findIndex((other) => sameUserid(other.userid, userid)) === index,
  )
}

export async function listTransferTargets(
  deps: ReadDeps & RequestTypeDeps & Pick<Deps, 'holidays'>,
  actor: MemberActor,
  id: RequestId,
): Promise<TransferTargets> {
  const request = await requireVisibleRequest(deps.db, actor, id)
  authorize(actor, 'request.transfer', request)
  await requireOpen(deps, actor, request)
  const targets = await targetsOf(deps, deps.db, actor, request)
  const names = await memberNames(
    deps.db,
    targets.flatMap(({ userid, onBehalfOf }) => [userid, ...(onBehalfOf === null ? [] : [onBehalfOf])]),
  )
  return { items: targets.map((target) => approverRef(names, target)) }
}
