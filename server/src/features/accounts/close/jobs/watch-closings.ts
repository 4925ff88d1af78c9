import { advanceClosing } from '@desk/shared/accounts/close/closing-flow'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { type ClosingId, type GroupId, type HandoverId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../../db/database.ts'
import { hasSecondWriter } from '../../../../kernel/second-writer-setting.ts'
import { offerIfVacant } from '../../../groups/ownership/offer-ownership.ts'
import { recordGone, recordNotVisible } from '../account-handler.ts'
import { addHeld, listBlocking, settlePhase } from '../change-closing.ts'
import type { ClosingEffectDeps } from '../closing-deps.ts'
import { adminsFor, hrFor, isLastLead, leadsFor, notifyOfClosing } from '../closing-notices.ts'
import {
  clearNotVisible,
  heldStates,
  listContradicted,
  listDueClosings,
  listItems,
  listItemsOfGoneHeirs,
  lockClosing,
  patchItems,
  requireClosing,
} from '../closing-queries.ts'
import { closeOffer, listOffered } from '../handover-offers.ts'
import { listTakenItems } from '../held-queries.ts'
import { moveClosing, recordClosing } from '../record-closing.ts'
import { enqueueAccountJob, startDisabling } from '../start-disabling.ts'

const BATCH = 100
/** Days after a deletion within which a group may get the owner who had accepted it; people may have to change it. */
const SETTLED_LATER_DAYS = 90

/**
 * Starts the disabling of the accounts that are due, or notifies of what blocks it. Reopens items whose heir is gone, completes
 * items that somebody took over elsewhere, and finds accounts that were enabled or deleted in the console.
 */
export async function watchClosings(deps: ClosingEffectDeps): Promise<void> {
  const { db, clock } = deps
  const itemsOfGoneHeirs = await listItemsOfGoneHeirs(db, BATCH)
  for (const id of new Set(itemsOfGoneHeirs.map(({ closingId }) => closingId)))
    await db.transaction((tx) =>
      reopenItems(
        deps,
        tx,
        id,
        itemsOfGoneHeirs.flatMap((item) => (item.closingId === id ? [item.id] : [])),
      ),
    )
  const since = new Date(clock.now().getTime() - SETTLED_LATER_DAYS * DAY_MS)
  for (const taken of await listTakenItems(db, since, BATCH)) await db.transaction((tx) => settleTaken(deps, tx, taken))
  for (const id of await listDueClosings(db, clock.now(), BATCH))
    await db.transaction((tx) => closeOrBlock(deps, tx, id))
  await clearNotVisible(db)
  const contradicted = await listContradicted(db, BATCH)
  for (const { id, isGone } of contradicted) if (!isGone) await db.transaction((tx) => disableAgain(deps, tx, id))
  for (const { id, isGone } of contradicted) {
    if (!isGone) continue
    const row = await requireClosing(db, id)
    // The directory does not distinguish deleted accounts from those that left the visible range.
    const record = (await deps.wecom.hasAccount(row.subjectId)) === false ? recordGone : recordNotVisible
    await db.transaction((tx) => record(deps, tx, row))
  }
}

/** Starts the disabling of an account that is due, or notifies of what blocks it. */
async function closeOrBlock(deps: ClosingEffectDeps, tx: Tx, id: ClosingId): Promise<void> {
  const locked = await lockClosing(tx, id)
  if (!locked || locked.disableAt === null || locked.disableAt > deps.clock.now() || locked.endedAt !== null) return
  const row = await addHeld(deps, tx, locked)
  const isReady = advanceClosing(row.phase, 'reach') !== undefined
  // The other leads may have left since the closing was opened.
  if (isReady && !(await isLastLead(deps, tx, row.subjectId))) {
    await startDisabling(deps, tx, row)
    return
  }
  if ((row.phase !== 'preparing' && !isReady) || row.blockedAt !== null) return
  const items = listBlocking(await listItems(tx, [id]))
  const details = { items: items.map((item) => item.id), cleaned: row.cleanedAt !== null }
  const event = isReady ? 'last_lead' : 'blocked'
  const saved = await moveClosing(deps, tx, row, { blockedAt: deps.clock.now() }, event, { details })
  const people = [...(await hrFor(deps, tx, saved)), ...(await leadsFor(deps, tx, saved))]
  await notifyOfClosing(deps, tx, saved, `closing.${event}`, people, {
    count: String(items.length + (row.cleanedAt === null ? 1 : 0)),
    again: String(saved.version),
  })
}

/** Completes an item that was taken over outside the closing: by the group's own offer, in WeCom, or on the partner's page. */
async function settleTaken(
  deps: ClosingEffectDeps,
  tx: Tx,
  { id, closingId, holderId }: Awaited<ReturnType<typeof listTakenItems>>[number],
): Promise<void> {
  const row = await lockClosing(tx, closingId)
  const items = await listItems(tx, [closingId])
  const item = items.find(({ id: itemId }) => itemId === id)
  if (!row || !item || !heldStates.some((state) => state === item.state)) return
  if (row.endedAt !== null && (row.phase !== 'deleted' || item.state !== 'accepted')) return
  if (item.heirId !== null && item.state === 'offered')
    await closeOffer(deps, tx, row, listOffered(items, item.heirId), '事项有变动，请打开查看')
  const isHeir = item.state === 'accepted' && item.heirId !== null && sameUserid(item.heirId, holderId ?? '')
  await patchItems(tx, [id], {
    state: 'done',
    ...(isHeir ? {} : { heirId: holderId, answeredAt: deps.clock.now() }),
  })
  if (!isHeir) await recordClosing(deps, tx, row, 'accepted', { details: { item: id, heir: holderId } })
  await settlePhase(deps, tx, closingId)
}

/** Reopens items whose heir can no longer take them over (`listItemsOfGoneHeirs`): they need another heir. */
async function reopenItems(
  deps: ClosingEffectDeps,
  tx: Tx,
  closingId: ClosingId,
  itemsOfGoneHeirs: readonly HandoverId[],
): Promise<void> {
  const row = await lockClosing(tx, closingId)
  const items = (await listItems(tx, [closingId])).filter(
    ({ id, state }) => itemsOfGoneHeirs.includes(id) && (state === 'offered' || state === 'accepted'),
  )
  if (!row || row.endedAt !== null || items.length === 0) return
  await patchItems(
    tx,
    items.map(({ id }) => id),
    { state: 'open', heirId: null, answeredAt: null },
  )
  for (const { kind, objectId } of items) if (kind === 'group_owner') await offerIfVacant(deps, tx, objectId as GroupId)
  const saved = await moveClosing(deps, tx, row, { blockedAt: null }, 'reopened', { details: { items: items.length } })
  const people = [...(await adminsFor(deps, tx, saved)), ...(await hrFor(deps, tx, saved))]
  await notifyOfClosing(deps, tx, saved, 'closing.heir_gone', people, { again: String(saved.version) })
  await settlePhase(deps, tx, closingId)
}

/** Disables a closed account again that somebody enabled in the console, and notifies HR and the leads. */
async function disableAgain(deps: ClosingEffectDeps, tx: Tx, id: ClosingId): Promise<void> {
  const row = await lockClosing(tx, id)
  const phase = row ? advanceClosing(row.phase, 'reopen') : undefined
  if (!row || phase === undefined) return
  const patch = { phase, trouble: null, triedAt: null }
  const saved = await moveClosing(deps, tx, row, patch, 'enabled_outside')
  const people = [...(await hrFor(deps, tx, saved)), ...(await leadsFor(deps, tx, saved))]
  // Another system that enables the account every night is reported once.
  const again = (await hasSecondWriter(tx)) ? 'feed' : String(saved.version)
  await notifyOfClosing(deps, tx, saved, 'closing.enabled_outside', people, { again })
  await enqueueAccountJob(deps, tx, saved)
}
