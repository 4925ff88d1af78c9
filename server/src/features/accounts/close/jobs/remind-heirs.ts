import { type ClosingPhase, isHandingOver } from '@desk/shared/accounts/close/closing-flow'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import type { ClosingId, GroupId } from '@desk/shared/kernel/ids'
import { isWorkingDay, shiftDay, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../../db/database.ts'
import { today } from '../../../../access/grant-conditions.ts'
import { loadCalendar } from '../../../../kernel/calendar-queries.ts'
import { offerIfVacant } from '../../../groups/ownership/offer-ownership.ts'
import { addHeld, listBlocking } from '../change-closing.ts'
import type { ClosingDeps } from '../closing-deps.ts'
import { hrFor, notifyOfClosing } from '../closing-notices.ts'
import { type ItemRow, listClosingsToRemind, listItems, lockClosing, patchClosing } from '../closing-queries.ts'
import { REMINDED_AFTER, REMINDED_AT, sendOffer } from '../handover-offers.ts'
import { listClosingsToRemindLater } from '../list-queries.ts'
import { recordClosing } from '../record-closing.ts'
import { isUnasked } from './ask-to-delete.ts'

const BATCH = 100
/** HR is notified from this many working days before the last day on. */
const HR_FROM = 3
/** The leaver is asked again on the last working day before they leave. */
const LEAVER_FROM = 1
/** Five working days lie within these calendar days, even around the longest holidays. */
const WINDOW_DAYS = 21

/** Returns the number of working days after `from`, up to and including `to`. */
function workingDaysUntil(calendar: WorkingCalendar, from: CalendarDay, to: CalendarDay): number {
  let count = 0
  for (let day = shiftDay(from, 1); day <= to; day = shiftDay(day, 1)) if (isWorkingDay(calendar, day)) count += 1
  return count
}

/**
 * Reminds heirs who have not answered five, three and one working days before the last day; from three on also notifies HR,
 * and on the last one the leaver who has not stated that they removed data. Adds what the leaver took on meanwhile. Handles
 * each closing once a day, and none on a day off; after an outage, sends the nearest reminder that was missed. After the last
 * day, heirs are asked again three, six and nine working days after the offer.
 */
export async function remindHeirs(deps: ClosingDeps): Promise<void> {
  const day = today(deps)
  const calendar = await loadCalendar(deps)
  if (!isWorkingDay(calendar, day)) return
  const window = { day, until: shiftDay(day, WINDOW_DAYS) }
  for (const { id, lastDay } of await listClosingsToRemind(deps.db, window, BATCH)) {
    const daysLeftOn = (from: CalendarDay) => workingDaysUntil(calendar, from, lastDay)
    await deps.db.transaction((tx) => remind(deps, tx, id, { day, daysLeftOn }))
  }
  const daysSince = (from: CalendarDay) => workingDaysUntil(calendar, from, day)
  for (const id of await listClosingsToRemindLater(deps.db, day, BATCH))
    await deps.db.transaction((tx) => remindLater(deps, tx, id, { day, daysSince }))
}

/**
 * Asks again for what is still offered once the account is closed, or the person has moved; with the last reminder, also the
 * members of the groups.
 */
async function remindLater(
  deps: ClosingDeps,
  tx: Tx,
  id: ClosingId,
  { day, daysSince }: { day: CalendarDay; daysSince: (from: CalendarDay) => number },
): Promise<void> {
  const row = await lockClosing(tx, id)
  if (!row || !isHandingOver(row.phase) || row.endedAt !== null || row.remindedOn === day) return
  // The day is also marked when people are asked to confirm the deletion; an offer is sent once a day in any case.
  const isMarked = !isUnasked(row, day)
  if (isMarked) await patchClosing(tx, id, { remindedOn: day })
  const sinceOffer = (offeredAt: Date) => daysSince(dayIn(deps.site.timeZone, offeredAt))
  const isDue = ({ state, offeredAt }: ItemRow) =>
    state === 'offered' && offeredAt !== null && REMINDED_AFTER.includes(sinceOffer(offeredAt))
  const due = (await listItems(tx, [id])).filter(isDue)
  const heirs = new Set(due.flatMap(({ heirId }) => heirId ?? []))
  for (const heir of heirs) await sendOffer(deps, tx, row, heir, { on: day })
  if (!isMarked) return
  for (const { kind, objectId, offeredAt } of due)
    if (kind === 'group_owner' && offeredAt && sinceOffer(offeredAt) === REMINDED_AFTER.at(-1))
      await offerIfVacant(deps, tx, objectId as GroupId)
}

const isInPreparation = (phase: ClosingPhase): boolean => phase === 'preparing' || phase === 'ready'

async function remind(
  deps: ClosingDeps,
  tx: Tx,
  id: ClosingId,
  { day, daysLeftOn }: { day: CalendarDay; daysLeftOn: (from: CalendarDay) => number },
): Promise<void> {
  const locked = await lockClosing(tx, id)
  if (!locked || !isInPreparation(locked.phase) || locked.remindedOn === day) return
  await patchClosing(tx, id, { remindedOn: day })
  const daysLeft = daysLeftOn(day)
  // The first run for this closing may be late too, but the offers are new then.
  const daysBefore = locked.remindedOn === null ? daysLeft + 1 : daysLeftOn(locked.remindedOn)
  const isDue = REMINDED_AT.some((days) => daysLeft <= days && days < daysBefore)
  const row = locked.kind === 'transfer' ? locked : await addHeld(deps, tx, locked)
  if (row.phase !== 'preparing' || !isDue) return
  const open = listBlocking(await listItems(tx, [id]))
  const heirs = new Set(open.flatMap(({ state, heirId }) => (state === 'offered' && heirId !== null ? [heirId] : [])))
  for (const heir of heirs) await sendOffer(deps, tx, row, heir, { daysLeft })
  const again = `${String(row.lastDay)}:${String(daysLeft)}`
  const isCleaningMissing = row.kind !== 'transfer' && row.cleanedAt === null
  if (isCleaningMissing && daysLeft <= LEAVER_FROM)
    await notifyOfClosing(deps, tx, row, 'closing.clean', [row.subjectId], { again })
  const count = open.length + (isCleaningMissing ? 1 : 0)
  if (count > 0)
    await recordClosing(deps, tx, row, 'reminded', { details: { daysLeft, heirs: heirs.size, open: count } })
  if (count > 0 && daysLeft <= HR_FROM)
    await notifyOfClosing(deps, tx, row, 'closing.unanswered', await hrFor(deps, tx, row), {
      count: String(count),
      days: String(daysLeft),
      again,
    })
}
