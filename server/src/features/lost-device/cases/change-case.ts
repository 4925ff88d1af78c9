import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { advanceLost, type LostCommand, type LostEventType } from '@desk/shared/lost-device/lost-device'
import { allowedLost, type LostAction, mayLost } from '@desk/shared/lost-device/lost-device-rules'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import type { Tx } from '../../../db/database.ts'
import { ChangedMeanwhileError } from '../../requests/request-errors.ts'
import { ForbiddenError, RequestNotFoundError } from '../../../kernel/app-error.ts'
import { actorNow } from '../../../access/current-actor.ts'
import type { CaseDeps } from './case-deps.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import type { ChangeDetails } from '../../requests/model/record-change.ts'
import { factsOf } from './case-facts.ts'
import { type CasePatch, type CaseRow, lockCase, requireCase, saveCase } from './case-queries.ts'
import { mayLook, toCaseView } from './case-view.ts'
import { recordCase } from './record-case.ts'

/** What a person wants of a case, with the version that was on his screen; null from a card, whose key says what it saw. */
export type CaseCommand = { id: RequestId; action: LostAction; version: number | null }

export type Step = {
  /** Null: the phase stays. */
  command: LostCommand | null
  type: LostEventType
  patch?: CasePatch
  details?: ChangeDetails
  /** Owes messages and effects, in the same transaction. Instead of `command` where an order does all of it. */
  follow?(saved: CaseRow): Promise<unknown>
}

/** Null: it was said already. */
type TransitionFn = (scene: { tx: Tx; row: CaseRow; now: Date }) => Promise<Step | null>

/** The one way in which people move a case: seen, allowed, in a phase for it, still what was on screen. */
export async function changeCase(
  deps: CaseDeps,
  caller: MemberActor,
  order: CaseCommand,
  plan: TransitionFn,
): Promise<LostCase> {
  await deps.db.transaction(async (tx) => {
    const row = await lockCase(tx, order.id)
    const actor = await actorNow(deps, tx, caller)
    if (!row) throw new RequestNotFoundError()
    await authorizeCase(deps, tx, actor, row, order)
    const now = deps.clock.now()
    const step = await plan({ tx, row, now })
    if (!step) return
    const { command, type, patch = {}, details = {}, follow } = step
    const phase = command === null ? row.phase : advanceLost(row.phase, command)
    if (!phase) throw new ChangedMeanwhileError({ current: await toCaseView(deps, tx, actor, row) })
    const saved = await saveCase(tx, row, { ...patch, phase }, now)
    await recordCase(deps, tx, saved, type, { actor, ...details })
    await follow?.(saved)
  })
  return toCaseView(deps, deps.db, caller, await requireCase(deps.db, order.id))
}

/** What he may not see is not there; what he may not do is forbidden; what is over is said with how it stands. */
async function authorizeCase(
  deps: DayDeps,
  tx: Tx,
  actor: MemberActor,
  row: CaseRow,
  { action, version }: CaseCommand,
): Promise<void> {
  const facts = await factsOf({ ...deps, db: tx }, row)
  if (!mayLook(actor, facts)) throw new RequestNotFoundError()
  if (!mayLost(actor, action, facts)) throw new ForbiddenError(`lost.${action}`)
  const isLate = !allowedLost(actor, row.phase, facts).includes(action) || (version !== null && version !== row.version)
  if (isLate) throw new ChangedMeanwhileError({ current: await toCaseView(deps, tx, actor, row) })
}
