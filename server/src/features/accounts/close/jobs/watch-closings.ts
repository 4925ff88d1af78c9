import { advanceClosing } from '@desk/shared/accounts/close/closing-flow'
import type { ClosingId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../../db/database.ts'
import { recordGone } from '../account-handler.ts'
import { settleGroups } from '../apply-handover.ts'
import { listBlocking, settlePhase } from '../change-closing.ts'
import type { ClosingEffectDeps } from '../closing-deps.ts'
import { adminsFor, hrFor, leadsFor, notifyOfClosing } from '../closing-notices.ts'
import {
  listContradicted,
  listDueClosings,
  listItems,
  listItemsOfGoneHeirs,
  lockClosing,
  patchItems,
  requireClosing,
} from '../closing-queries.ts'
import { moveClosing } from '../record-closing.ts'
import { enqueueAccountJob, startDisabling } from '../start-disabling.ts'
import { CLOSE_TOPIC } from '../closing-topics.ts'

const BATCH = 100

/**
 * Starts the closings whose evening has come, names what blocks the others, reopens items whose heir is gone, and notices
 * accounts that were enabled or deleted in the console.
 */
export async function watchClosings(deps: ClosingEffectDeps): Promise<void> {
  const { db, clock } = deps
  for (const { id, closingId } of await listItemsOfGoneHeirs(db, BATCH))
    await db.transaction((tx) => reopenItem(deps, tx, closingId, id))
  for (const id of await listDueClosings(db, clock.now(), BATCH))
    await db.transaction((tx) => closeOrBlock(deps, tx, id))
  for (const { id, isGone } of await listContradicted(db, BATCH)) {
    if (isGone) {
      const row = await requireClosing(db, id)
      await db.transaction((tx) => recordGone(deps, tx, row))
    } else await db.transaction((tx) => disableAgain(deps, tx, id))
  }
}

async function closeOrBlock(deps: ClosingEffectDeps, tx: Tx, id: ClosingId): Promise<void> {
  const row = await lockClosing(tx, id)
  if (!row || row.disableAt === null || row.disableAt > deps.clock.now() || row.endedAt !== null) return
  if (advanceClosing(row.phase, 'reach') !== undefined) {
    await startDisabling(deps, tx, row)
    return
  }
  if (row.phase !== 'preparing' || row.blockedAt !== null) return
  const items = listBlocking(await listItems(tx, [id]))
  const details = { items: items.map((item) => item.id), cleaned: row.cleanedAt !== null }
  const saved = await moveClosing(deps, tx, row, { blockedAt: deps.clock.now() }, 'blocked', { details })
  const people = [...(await hrFor(deps, tx, saved)), ...(await leadsFor(deps, tx, saved))]
  await notifyOfClosing(deps, tx, saved, 'closing.blocked', people, {
    count: String(items.length + (row.cleanedAt === null ? 1 : 0)),
    again: String(saved.version),
  })
}

/** The heir left, or leaves too: the item needs another one. */
async function reopenItem(
  deps: ClosingEffectDeps,
  tx: Tx,
  closingId: ClosingId,
  itemId: Parameters<typeof patchItems>[1][number],
): Promise<void> {
  const row = await lockClosing(tx, closingId)
  const item = (await listItems(tx, [closingId])).find(({ id }) => id === itemId)
  if (!row || row.endedAt !== null || !item || (item.state !== 'offered' && item.state !== 'accepted')) return
  await settleGroups(tx, [item])
  await patchItems(tx, [itemId], { state: 'open', heirId: null, answeredAt: null })
  const saved = await moveClosing(deps, tx, row, { blockedAt: null }, 'reopened', { note: item.heirId ?? '' })
  const people = [...(await adminsFor(deps, tx, saved)), ...(await hrFor(deps, tx, saved))]
  await notifyOfClosing(deps, tx, saved, 'closing.heir_gone', people, { again: String(saved.version) })
  await settlePhase(deps, tx, closingId)
}

/** Somebody enabled a closed account in the console: it is disabled again, and HR and the management department are told. */
async function disableAgain(deps: ClosingEffectDeps, tx: Tx, id: ClosingId): Promise<void> {
  const row = await lockClosing(tx, id)
  const phase = row ? advanceClosing(row.phase, 'reopen') : undefined
  if (!row || phase === undefined) return
  const patch = { phase, trouble: null, triedAt: null }
  const saved = await moveClosing(deps, tx, row, patch, 'enabled_outside')
  const people = [...(await hrFor(deps, tx, saved)), ...(await leadsFor(deps, tx, saved))]
  await notifyOfClosing(deps, tx, saved, 'closing.enabled_outside', people, { again: String(saved.version) })
  await enqueueAccountJob(deps, tx, CLOSE_TOPIC, saved)
}
