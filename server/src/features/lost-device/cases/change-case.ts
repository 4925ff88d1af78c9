import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { nextCasePhase, type LostCommand, type LostDeviceEventType } from '@desk/shared/lost-device/lost-device'
import { allowedCaseActions, type LostAction, mayActOnCase } from '@desk/shared/lost-device/lost-device-rules'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import type { Tx } from '../../../db/database.ts'
import { ChangedMeanwhileError } from '../../requests/request-errors.ts'
import { ForbiddenError, RequestNotFoundError } from '../../../kernel/app-error.ts'
import { actorNow } from '../../../access/current-actor.ts'
import type { CaseDeps } from './case-deps.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import type { ChangeDetails } from '../../requests/model/record-change.ts'
import { factsOf } from './case-approvers.ts'
import { type CasePatch, type CaseRow, lockCase, requireCase } from './case-queries.ts'
import { mayViewCase, toCaseView } from './case-view.ts'
import { moveCase } from './record-case.ts'

/**
 * A command of a person. `version`: the one that they saw; null where it is not compared, as for a card, whose key has the hash
 * of what it showed.
 */
export type CaseCommand = { id: RequestId; action: LostAction; version: number | null }

/** A locked case within the transaction of a command. `actor` has the roles that they hold now. */
export type CaseContext = { deps: CaseDeps & { db: Tx }; tx: Tx; row: CaseRow; actor: MemberActor; now: Date }

/**
 * Runs a command of a person on a case: locks it, checks that the actor may see it and take the action, that the phase
 * allows it and that the version is the one they saw, and runs `change` in the same transaction.
 */
export async function changeCase(
  deps: CaseDeps,
  caller: MemberActor,
  command: CaseCommand,
  change: (context: CaseContext) => Promise<unknown>,
): Promise<LostCase> {
  await deps.db.transaction(async (tx) => {
    const row = await lockCase(tx, command.id)
    const actor = await actorNow(deps, tx, caller)
    if (!row) throw new RequestNotFoundError()
    await authorizeCase(deps, tx, actor, row, command)
    await change({ deps: { ...deps, db: tx }, tx, row, actor, now: deps.clock.now() })
  })
  return toCaseView(deps, deps.db, caller, await requireCase(deps.db, command.id))
}

/** Moves the case to its next phase, in the name of the actor. @throws ChangedMeanwhileError when the phase does not allow it */
export async function advanceCase(
  { deps, tx, row, actor }: CaseContext,
  command: LostCommand,
  type: LostDeviceEventType,
  { patch = {}, ...details }: ChangeDetails & { patch?: CasePatch } = {},
): Promise<CaseRow> {
  const phase = nextCasePhase(row.phase, command)
  if (!phase) throw new ChangedMeanwhileError({ current: await toCaseView(deps, tx, actor, row) })
  return moveCase(deps, tx, row, { ...patch, phase }, type, { actor, ...details })
}

/**
 * Throws RequestNotFoundError for a case that the actor may not see, ForbiddenError for an action that they may not take, and
 * ChangedMeanwhileError with the present case when the action or the version is out of date.
 */
async function authorizeCase(
  deps: DayDeps,
  tx: Tx,
  actor: MemberActor,
  row: CaseRow,
  { action, version }: CaseCommand,
): Promise<void> {
  const facts = await factsOf({ ...deps, db: tx }, row)
  if (!mayViewCase(actor, facts)) throw new RequestNotFoundError()
  if (!mayActOnCase(actor, action, facts)) throw new ForbiddenError(`lost.${action}`)
  const isOutdated =
    !allowedCaseActions(actor, row.phase, facts).includes(action) || (version !== null && version !== row.version)
  if (isOutdated) throw new ChangedMeanwhileError({ current: await toCaseView(deps, tx, actor, row) })
}
