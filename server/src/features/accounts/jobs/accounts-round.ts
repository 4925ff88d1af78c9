import { pagePaths } from '@desk/shared/pages/page-paths'
import { minutesOf } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../access/grant-conditions.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import {
  groupByAdmin,
  groupBySubmitter,
  listResponsible,
  namesOnCard,
  notifyAccount,
} from '../model/account-notices.ts'
import { lateStage, listInviteDue, listLate } from '../model/due-opening-queries.ts'
import {
  listMissedActivations,
  listFirstDays,
  lockOpening,
  saveOpenings,
  type OpeningRow,
} from '../model/opening-queries.ts'
import { activateOpening } from '../opening/activate-joiners.ts'
import { isInviteTime, planInvitations } from '../opening/invite-joiners.ts'
import { recordFirstDayProgress } from '../first-day/complete-first-day.ts'
import { type FirstDayDeps, stateOfFirstDay } from '../first-day/first-day-state.ts'

/** How many openings a round activates at most, and of how many it checks the first day. */
const PER_ROUND = 200
/** 09:30: people are notified once joiners have had time to arrive. */
const LATE_AT_MINUTES = 9 * 60 + 30

/**
 * Runs every minute: sends due invitations, records sign-ins for which no event arrived, notifies HR and department admins
 * of joiners who have not signed in, and completes first days. Each part is safe to repeat, on any number of servers.
 */
export async function runAccountsRound(deps: AccountDeps & FirstDayDeps): Promise<void> {
  for (const id of await listMissedActivations(deps.db, PER_ROUND))
    await deps.db.transaction((tx) => activateOpening(deps, tx, id))
  if (isInviteTime(deps) && (await listInviteDue(deps, 1)).length > 0)
    await deps.db.transaction((tx) => planInvitations(tx, deps.clock.now()))
  await notifyOfLateJoiners(deps)
  const shuffleSeed = deps.clock.now().toISOString()
  for (const row of await listFirstDays(deps.db, PER_ROUND, shuffleSeed)) await noteDerivedSteps(deps, row)
}

/**
 * Notifies HR and the department admins of joiners who have not signed in. The submitter and the admin each receive
 * one card about all of their joiners.
 */
async function notifyOfLateJoiners(deps: AccountDeps): Promise<void> {
  if (minutesOf(deps.site.timeZone, deps.clock.now()) < LATE_AT_MINUTES) return
  const day = today(deps)
  await deps.db.transaction(async (tx) => {
    const txDeps = { ...deps, db: tx }
    const lateOpenings = await listLate(txDeps)
    if (lateOpenings.length === 0) return
    // An admin who submitted the same openings is notified once, since both notices have the same object.
    const notify = (
      person: string,
      rows: readonly (typeof lateOpenings)[number][],
      to: { userids: string[]; path: string },
    ) =>
      notifyAccount(deps, tx, {
        event: 'account.late',
        object: `${person}:${day}:${rows[0]?.id ?? ''}`,
        values: namesOnCard(rows),
        ...to,
      })
    for (const [submittedBy, rows] of groupBySubmitter(lateOpenings)) {
      const userids = await listResponsible(txDeps, submittedBy)
      await notify(submittedBy, rows, { userids, path: `${pagePaths.joiners}?view=late` })
    }
    for (const [admin, rows] of await groupByAdmin(txDeps, lateOpenings))
      await notify(admin, rows, { userids: [admin], path: pagePaths.people })
    await saveOpenings(
      tx,
      lateOpenings.map(({ id }) => id),
      { lateNotices: lateStage(deps) },
      deps.clock.now(),
    )
  })
}

/** Records the steps of a first day that are done elsewhere. A joiner holds no role yet. */
async function noteDerivedSteps(deps: AccountDeps & FirstDayDeps, row: OpeningRow): Promise<void> {
  const { done } = await stateOfFirstDay(deps, { kind: 'member', userid: row.userid, roles: [], adminOf: [] }, row)
  await deps.db.transaction(async (tx) => {
    const locked = await lockOpening(tx, row.id)
    if (locked) await recordFirstDayProgress(deps, tx, locked, done)
  })
}
