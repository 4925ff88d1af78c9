import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { nextTimeOutsideQuietHours } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { cardDay } from '../../notifications/card-dates.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce } from '../../notifications/plan-mailing.ts'
import { isFullRecountPending, markAllCountsStale, readTotals } from '../counting/recount-queries.ts'
import { refreshConfirmationCounters } from './refresh-counters.ts'
import { type CampaignRow, listCampaignsOn, lockCampaign, saveCampaign, stateOf } from '../model/campaign-queries.ts'
import { lastDayFrom } from '../model/late-start.ts'
import { enqueueAsking } from '../asking/asking-cards.ts'
import { listAdmins, listHr, listToAsk } from '../asking/asking-queries.ts'

const WORKER = 'system:confirmations.ask'
/** People asked in one transaction. */
const PAGE = 200

export type AskDeps = NoticeDeps & Pick<Deps, 'db' | 'site' | 'holidays' | 'failPoints'> & Stoppable

/**
 * Starts campaigns on their first day; after an outage, starts them late, moves the last day and notifies HR of it. Asks everyone
 * who was not asked yet, and after the last day notifies department admins how many people did not answer. Checks the audience
 * again each day for people who joined, were activated, or whose data changed after their answer. Runs on every instance: the
 * instances take turns, page by page, and one continues where another one stopped. Returns the number of people asked.
 */
export async function askPeople(deps: AskDeps): Promise<number> {
  const calendar = await loadCalendar(deps)
  const now = deps.clock.now()
  // During quiet hours every card would be deferred to the morning one by one.
  if (nextTimeOutsideQuietHours(calendar, now).getTime() > now.getTime()) return 0
  await refreshConfirmationCounters(deps)
  let asked = 0
  for (const { id } of await listCampaignsOn(deps.db, today(deps)))
    while (deps.signal?.aborted !== true) {
      const newlyAsked = await deps.db.transaction(async (tx) => {
        const campaign = await lockCampaign(tx, id)
        return campaign && campaign.endedAt === null ? performNextStep(deps, tx, campaign) : null
      })
      if (newlyAsked === null) break
      asked += newlyAsked
      deps.failPoints.hit('confirmation.page_asked')
    }
  return asked
}

/** Performs the next step of a campaign. Returns the number of people asked; null if nothing is due. */
async function performNextStep(deps: AskDeps, tx: Tx, campaign: CampaignRow): Promise<number | null> {
  const { id, askedOn, overdueToldAt } = campaign
  if (campaign.startedAt === null) return startCampaign(deps, tx, campaign)
  if (stateOf(deps, campaign) === 'late') {
    if (overdueToldAt !== null) return null
    // The server was down for the rest of the period before everyone was asked.
    return askedOn === null ? startCampaign(deps, tx, campaign) : notifyAdmins(deps, tx, campaign)
  }
  if (askedOn === today(deps)) return null
  const people = await listToAsk({ ...deps, db: tx }, campaign, PAGE)
  let asked = 0
  for (const person of people) if (await enqueueAsking(deps, tx, campaign, person)) asked += 1
  const last = people.at(-1)
  const isLast = people.length < PAGE || !last
  await saveCampaign(tx, id, isLast ? { askedAfter: '', askedOn: today(deps) } : { askedAfter: last.userid })
  return asked
}

/** Starts a campaign, or starts it again after an outage during which its period passed. */
async function startCampaign(deps: AskDeps, tx: Tx, campaign: CampaignRow): Promise<number> {
  const { id, startsOn } = campaign
  const at = deps.clock.now()
  const endsOn = await lastDayFrom({ ...deps, db: tx }, campaign)
  await saveCampaign(tx, id, { startedAt: at, endsOn })
  await markAllCountsStale(tx, id)
  const isMoved = endsOn !== campaign.endsOn
  const details = isMoved ? { before: [startsOn, campaign.endsOn], after: [today(deps), endsOn] } : {}
  if (isMoved) await notifyOfMovedEnd(deps, tx, campaign, endsOn)
  await recordAudit(tx, { at, actor: WORKER, action: 'confirmation.started', object: id, details })
  return 0
}

/** Notifies HR that the last day was moved. */
async function notifyOfMovedEnd(
  deps: AskDeps,
  tx: Tx,
  { id, title, endsOn: planned }: CampaignRow,
  endsOn: CalendarDay,
): Promise<void> {
  const values = { title, day: cardDay(endsOn), planned: cardDay(planned) }
  const text = await textOf({ db: tx }, 'confirm.moved', values)
  await sendCardOnce(deps, tx, {
    key: `confirm.moved:${id}:${endsOn}`,
    userids: await listHr({ ...deps, db: tx }, null),
    card: { ...text, path: pagePaths.confirmationBoard(id) },
  })
}

/** Notifies each department admin how many of their people did not answer. Waits for the counts. */
async function notifyAdmins(deps: AskDeps, tx: Tx, campaign: CampaignRow): Promise<number | null> {
  if (await isFullRecountPending(tx, campaign.id)) return null
  const { id, title } = campaign
  for (const { userid, departmentId, name } of await listAdmins({ ...deps, db: tx })) {
    const counts = (await readTotals(tx, [id], departmentId)).get(id)
    const open = (counts?.pending ?? 0) + (counts?.changed ?? 0)
    if (open === 0) continue
    const text = await textOf({ db: tx }, 'confirm.overdue', { title, count: String(open), department: name })
    const path = `${pagePaths.confirmationBoard(id)}?department=${String(departmentId)}`
    await sendCardOnce(deps, tx, {
      key: `confirm.overdue:${id}:${String(departmentId)}`,
      userids: [userid],
      card: { ...text, path },
    })
  }
  const at = deps.clock.now()
  await saveCampaign(tx, id, { overdueToldAt: at })
  await recordAudit(tx, { at, actor: WORKER, action: 'confirmation.overdue', object: id, details: {} })
  return 0
}
