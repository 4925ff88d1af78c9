import { pagePaths } from '@desk/shared/pages/page-paths'
import { minutesOf } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../access/grant-conditions.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { listResponsible, notifyAccount } from '../model/account-notices.ts'
import {
  addLateNotice,
  listActivated,
  listFirstDays,
  listInviteDue,
  listLate,
  lockOpening,
  moveOpenings,
  type OpeningRow,
} from '../model/opening-queries.ts'
import { activateOpening } from '../opening/activate-joiners.ts'
import { isInviteTime, planInvitations } from '../opening/invite-joiners.ts'
import { noteDone } from '../first-day/complete-first-day.ts'
import { type FirstDayDeps, stateOfFirstDay } from '../first-day/first-day-state.ts'

/** Openings handled in one transaction of a round. */
const PER_ROUND = 200
/** 09:30: HR hears after the morning in which people arrive began. */
const LATE_AT_MINUTES = 9 * 60 + 30

/**
 * Invites, every minute, who is due, records who signed in although no event arrived, tells HR who did not, and ends
 * first days. Each part repeats safely, on any number of servers.
 */
export async function runAccountsRound(deps: AccountDeps & FirstDayDeps): Promise<void> {
  for (const id of await listActivated(deps.db, PER_ROUND))
    await deps.db.transaction((tx) => activateOpening(deps, tx, id))
  if (isInviteTime(deps) && (await listInviteDue(deps.db, today(deps), 1)).length > 0)
    await deps.db.transaction((tx) => planInvitations(tx, deps.clock.now()))
  await tellOfLate(deps)
  const turn = deps.clock.now().toISOString()
  for (const row of await listFirstDays(deps.db, PER_ROUND, turn)) await noteDerivedSteps(deps, row)
}

/** Tells HR, in one card to each, who was invited and has not signed in. */
async function tellOfLate(deps: AccountDeps): Promise<void> {
  if (minutesOf(deps.site.timeZone, deps.clock.now()) < LATE_AT_MINUTES) return
  const day = today(deps)
  await deps.db.transaction(async (tx) => {
    const late = await listLate(tx, day)
    const bySubmitter = new Map<string, typeof late>()
    for (const row of late) bySubmitter.set(row.submittedBy, [...(bySubmitter.get(row.submittedBy) ?? []), row])
    for (const [submittedBy, rows] of bySubmitter)
      await notifyAccount(deps, tx, {
        event: 'account.late',
        object: `${submittedBy}:${day}`,
        userids: await listResponsible({ ...deps, db: tx }, submittedBy),
        values: { count: String(rows.length), name: rows[0]?.name ?? '' },
        path: `${pagePaths.joiners}?view=late`,
      })
    await moveOpenings(
      tx,
      late.map(({ id }) => id),
      { lateNotices: addLateNotice },
      deps.clock.now(),
    )
  })
}

async function noteDerivedSteps(deps: AccountDeps & FirstDayDeps, row: OpeningRow): Promise<void> {
  const { done } = await stateOfFirstDay(deps, { userid: row.userid, roles: [], adminOf: [] }, row)
  await deps.db.transaction(async (tx) => {
    const locked = await lockOpening(tx, row.id)
    if (locked) await noteDone(deps, tx, locked, done)
  })
}
