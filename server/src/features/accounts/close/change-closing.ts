import { advanceClosing, isHandedOver } from '@desk/shared/accounts/close/closing-flow'
import { type ClosingAction, mayActOnClosing, mayReadClosing } from '@desk/shared/accounts/close/closing-rules'
import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { ClosingId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { ForbiddenError } from '../../../kernel/app-error.ts'
import { actorNow } from '../../../access/current-actor.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { ClosingDeps } from './closing-deps.ts'
import { ClosingRefusedError } from './closing-errors.ts'
import { rolesOfOpener } from './closing-notices.ts'
import {
  factsOf,
  type ClosingRow,
  insertItems,
  type ItemRow,
  listItems,
  lockClosing,
  type NewItem,
  requireClosing,
} from './closing-queries.ts'
import { getClosing } from './get-closing.ts'
import { findHeld, type Held } from './held-queries.ts'
import { moveClosing } from './record-closing.ts'

/** A command of a person on a closing, with the version that they saw. */
type Command = { id: ClosingId; action: ClosingAction; version: number }

/** A locked closing within the transaction of a command. `actor` has the roles that they hold now. */
export type ClosingContext = {
  tx: Tx
  row: ClosingRow
  items: readonly ItemRow[]
  actor: MemberActor
  now: Date
}

/**
 * Runs a command of a person on a closing: locks it, checks that the actor may see it and take the action, that the phase
 * allows it and that the version is the one they saw, and runs `change` in the same transaction. Returns the changed closing.
 *
 * @throws ClosingRefusedError, ForbiddenError
 */
export async function changeClosing(
  deps: ClosingDeps,
  caller: MemberActor,
  { id, action, version }: Command,
  change: (context: ClosingContext) => Promise<unknown>,
): Promise<ClosingView> {
  await deps.db.transaction(async (tx) => {
    const row = await lockClosing(tx, id)
    const actor = await actorNow(deps, tx, caller)
    if (!row) throw new ClosingRefusedError('not_found')
    const items = await listItems(tx, [id])
    const facts = { ...factsOf(row, items), openerRoles: await rolesOfOpener(deps, tx, row) }
    if (!mayReadClosing(actor, facts)) throw new ClosingRefusedError('not_found')
    if (!mayActOnClosing(actor, action, facts)) throw new ForbiddenError(`closing.${action}`)
    if (version !== row.version) throw new ClosingRefusedError('changed_meanwhile')
    if (advanceClosing(row.phase, action) === undefined)
      throw new ClosingRefusedError('command_refused', { phase: row.phase })
    await change({ tx, row, items, actor, now: deps.clock.now() })
    await settlePhase(deps, tx, id)
  })
  deps.failPoints.hit('closing.committed')
  return getClosing(deps, caller, id)
}

/** Moves the closing between `preparing` and `ready`, by its items and the leaver's statement about their devices. */
export async function settlePhase(deps: ClosingDeps, tx: Tx, id: ClosingId): Promise<ClosingRow> {
  const row = await requireClosing(tx, id)
  if (row.phase !== 'preparing' && row.phase !== 'ready') return row
  const isReady = isComplete(row, await listItems(tx, [id]))
  const phase = advanceClosing(row.phase, isReady ? 'settle' : 'unsettle')
  if (phase === undefined) return row
  return moveClosing(deps, tx, row, { phase, blockedAt: null }, isReady ? 'ready' : 'reopened')
}

/** Returns a new item for each entry of what a person holds. */
export const toItems = ({ ids }: Pick<ClosingDeps, 'ids'>, closingId: ClosingId, held: readonly Held[]): NewItem[] =>
  held.map(({ kind, objectId, title, count }) => ({
    id: ids.next('handover'),
    closingId,
    kind,
    objectId,
    title,
    count,
    state: isHandedOver(kind) ? 'open' : 'automatic',
  }))

/** Adds what the leaver took on after the closing was opened. Returns the closing in the phase that results. */
export async function addHeld(deps: ClosingDeps, tx: Tx, row: ClosingRow): Promise<ClosingRow> {
  // The sessions of the leaver are listed once, when the closing is opened.
  const held = (await findHeld(tx, row.subjectId, today(deps))).filter(({ kind }) => kind !== 'sessions')
  const added = await insertItems(tx, toItems(deps, row.id, held))
  return added > 0 ? settlePhase(deps, tx, row.id) : row
}

/** Lists what blocks the closing: items without an heir who accepted. */
export const listBlocking = (items: readonly ItemRow[]): ItemRow[] =>
  items.filter(({ state }) => state === 'open' || state === 'offered' || state === 'declined')

const isComplete = (row: ClosingRow, items: readonly ItemRow[]) =>
  listBlocking(items).length === 0 && (row.kind === 'transfer' || row.cleanedAt !== null)
