import { isWorkingDay, minutesOf, shiftDay, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { enqueueNotice } from '../../notifications/notices.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { currentYear } from '../confirm-custody.ts'
import {
  countUnasked,
  dropAskingLine,
  insertAsks,
  listAskedAfterConfirming,
  listUnasked,
  lockYear,
  markConfirmed,
  saveYear,
} from '../custody-queries.ts'
import { custodyNotice } from '../custody-notices.ts'

/** 10:20: not on the hour, and after the other reminders of the morning. */
const FROM_MINUTES = 10 * 60 + 20
/** Members read at once. */
const BATCH = 200
/** The rest is spread over at least this many days, so that a start late in the year does not ask everybody at once. */
const MIN_DAYS = 20

/**
 * Asks the members in the order of their userids for the yearly account confirmation, on each working day an equal share of
 * those not asked yet. After the last one it starts again with members who joined meanwhile or could not sign in. Each member is
 * asked once a year; the next year begins with those who were not asked. Returns the number of members asked.
 */
export async function askCustody(deps: NoticeDeps & Pick<Deps, 'db' | 'site' | 'holidays'>): Promise<number> {
  const day = today(deps)
  const calendar = await loadCalendar(deps)
  if (!isWorkingDay(calendar, day) || minutesOf(deps.site.timeZone, deps.clock.now()) < FROM_MINUTES) return 0
  const year = currentYear(deps)
  return deps.db.transaction(async (tx) => {
    const state = await lockYear(tx, year)
    if (state.day >= day) return 0
    await closeConfirmed(deps, tx, year)
    const share = Math.ceil((await countUnasked(tx, year)) / Math.max(MIN_DAYS, workingDaysLeft(calendar, day)))
    const first = await askNext(deps, tx, { after: state.afterUserid, share, year })
    const isAtEnd = first.asked < share && state.afterUserid !== ''
    const restarted = isAtEnd ? await askNext(deps, tx, { after: '', share: share - first.asked, year }) : null
    await saveYear(tx, { year, day, afterUserid: (restarted ?? first).last })
    return first.asked + (restarted?.asked ?? 0)
  })
}

/** Ends the questions to members who had confirmed before they were asked. */
async function closeConfirmed(deps: NoticeDeps, tx: Tx, year: number): Promise<void> {
  const confirmed = await listAskedAfterConfirming(tx, year)
  if (confirmed.length === 0) return
  for (const { userid, confirmedAt } of confirmed) {
    await markConfirmed(tx, userid, year, confirmedAt)
    await dropAskingLine(tx, userid, year)
  }
  await deps.emit(tx, 'workload.changed', { userids: confirmed.map(({ userid }) => userid), at: deps.clock.now() })
}

async function askNext(
  deps: NoticeDeps,
  tx: Tx,
  { after, share, year }: { after: string; share: number; year: number },
): Promise<{ asked: number; last: string }> {
  const { title: line } = await textOf({ db: tx }, 'custody.asked', { year: String(year) })
  let last = after
  let asked = 0
  while (asked < share) {
    const userids = await listUnasked(tx, year, last, Math.min(BATCH, share - asked))
    if (userids.length === 0) break
    await insertAsks(tx, userids, year, deps.clock.now())
    for (const userid of userids) await enqueueNotice(deps, tx, custodyNotice(userid, year, line))
    await deps.emit(tx, 'workload.changed', { userids, at: deps.clock.now() })
    asked += userids.length
    last = (userids.at(-1) ?? last).toLowerCase()
  }
  return { asked, last }
}

/** Counts the working days from this one to the end of its year. */
function workingDaysLeft(calendar: WorkingCalendar, day: string): number {
  let days = 0
  for (let current = day; current.startsWith(day.slice(0, 4)); current = shiftDay(current, 1))
    if (isWorkingDay(calendar, current)) days += 1
  return days
}
