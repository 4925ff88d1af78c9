import { instantOf, nextLoudTime, onNextWorkingDay, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { budgetDay, DAILY_BUDGET, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { HeldBackError } from '../../../outbox/job-deferred-error.ts'
import type { Checkpoint, JobHandlers } from '../../../outbox/run-job.ts'
import { countsUpToDate } from '../roster/refresh-counters.ts'
import { MAIL_OVER_TOPIC, mailOverHandler } from './close-mailings.ts'
import { planDigests } from './department-digest.ts'
import type { MailDeps } from '../document/policy-deps.ts'
import { nextPage, type Page } from './reminder-batch-pages.ts'
import { ROUND_TOPIC } from './plan-reminder-batch.ts'
import { MAIL_TOPIC, noticeOfKey, planMailing } from './plan-mailing.ts'
import {
  advanceRound,
  bookNotices,
  findRound,
  listSated,
  type MailingRow,
  requireMailing,
  type RoundRow,
  saveMailing,
  saveReach,
  settleNotices,
} from './reminder-batch-queries.ts'
import { SOURCE } from '../../notifications/notice-text.ts'
import { listUnsigned } from './unsigned-members.ts'
import { urgedObject } from './reminder-key.ts'

/** 09:05, as the digest: what the day before had no room for. */
const MORNING_MINUTES = 9 * 60 + 5

/** Tells people page by page, each page booked in one transaction, each call fixed before it goes out. */
export const policyHandlers = (deps: MailDeps): JobHandlers => ({
  [ROUND_TOPIC]: {
    async handle(job, checkpoint) {
      const { key } = job.payload as { key: string }
      const calendar = await loudOrHeldBack(deps)
      for (;;) {
        const round = await findRound(deps.db, key)
        if (!round || round.finishedAt !== null) return async () => {}
        const page = await nextPage(deps, round)
        // What department admins are told are the numbers of the board.
        if (page.isLast && round.scope.kind === 'daily') await countsUpToDate(deps)
        await checkpoint((tx) => bookPage(deps, tx, { round, page, calendar }))
        deps.failPoints.hit('policy.page_booked')
      }
    },
  },
  [MAIL_TOPIC]: {
    async handle(job, checkpoint) {
      const { id } = job.payload as { id: string }
      if ((await requireMailing(deps.db, id)).sentAt !== null) return async () => {}
      await loudOrHeldBack(deps)
      const mailing = await freeze(deps, checkpoint, id)
      return mailing.userids.length === 0
        ? (tx) => saveMailing(tx, id, { sentAt: deps.clock.now() })
        : send(deps, mailing)
    },
  },
  [MAIL_OVER_TOPIC]: mailOverHandler(deps),
})

async function loudOrHeldBack(deps: MailDeps): Promise<WorkingCalendar> {
  const calendar = await loadCalendar(deps)
  const now = deps.clock.now()
  const loud = nextLoudTime(calendar, now)
  if (loud.getTime() > now.getTime()) throw new HeldBackError('quiet_hours', loud)
  return calendar
}

/** What a round's messages are to whoever gets them: the same thing is said to nobody twice. */
function noticeOf({ key, scope, day }: Pick<RoundRow, 'key' | 'scope' | 'day'>): {
  event: NoticeEvent
  object: string
} {
  switch (scope.kind) {
    case 'asked':
    case 'told':
      return { event: `policy.${scope.kind}`, object: key.slice(key.indexOf(':') + 1) }
    case 'urged':
      return { event: 'policy.urged', object: urgedObject(scope.policyId, day) }
    case 'daily':
      return { event: 'policy.reminded', object: day }
  }
}

type Booking = { round: RoundRow; page: Page; calendar: WorkingCalendar }

async function bookPage(deps: MailDeps, tx: Tx, { round, page, calendar }: Booking): Promise<void> {
  const now = deps.clock.now()
  const dayStart = instantOf(calendar.timeZone, budgetDay(calendar, now), 0)
  let told = 0
  for (const { card, policyIds, userids } of page.groups) {
    const booked = await bookNotices(tx, deps, { ...noticeOf(round), userids, policyIds })
    const sated = await listSated(tx, booked, { dayStart, limit: DAILY_BUDGET })
    const [later, soon] = [booked.filter(has(sated)), booked.filter((userid) => !has(sated)(userid))]
    told += booked.length
    for (const [receivers, runAt] of [
      [soon, now],
      [later, onNextWorkingDay(calendar, now, MORNING_MINUTES)],
    ] as const)
      await planMailing(deps, tx, { roundKey: round.key, card, policyIds, userids: receivers }, runAt)
  }
  if (page.isLast && round.scope.kind === 'daily')
    for (const digest of await planDigests({ ...deps, db: tx }, round)) {
      const booked = await bookNotices(tx, deps, digest.notice)
      await planMailing(deps, tx, { roundKey: digest.key, card: digest.card, policyIds: [], userids: booked }, now)
    }
  await advanceRound(tx, round.key, { afterUserid: page.upTo, told, finishedAt: page.isLast ? now : null })
}

const has = (set: ReadonlySet<string>) => (userid: string) => set.has(userid.toLowerCase())

/** Leaves out who signed meanwhile, and remembers who is left: a second try says the same to the same people, which WeCom drops. */
async function freeze(deps: MailDeps, checkpoint: Checkpoint, id: string): Promise<MailingRow> {
  const mailing = await requireMailing(deps.db, id)
  if (mailing.frozenAt !== null) return mailing
  const userids = await listUnsigned(deps, mailing)
  const left = new Set(userids)
  const frozen = { ...mailing, userids, frozenAt: deps.clock.now() }
  const notice = await noticeOfMailing(deps, mailing)
  await checkpoint(async (tx) => {
    await saveMailing(tx, id, { userids, frozenAt: frozen.frozenAt })
    const dropped = mailing.userids.filter((userid) => !left.has(userid))
    await settleNotices(tx, notice, dropped, { state: 'dropped' })
    if (mailing.policyIds.length > 0)
      await deps.emit(tx, 'workload.changed', { userids: mailing.userids, at: frozen.frozenAt })
  })
  return frozen
}

async function noticeOfMailing({ db }: MailDeps, { roundKey }: MailingRow) {
  const round = await findRound(db, roundKey)
  if (round) return noticeOf(round)
  return noticeOfKey(roundKey)
}

async function send(deps: MailDeps, { id, userids, card, ...mailing }: MailingRow) {
  const notice = await noticeOfMailing(deps, { id, userids, card, ...mailing })
  const { path, ...words } = card
  deps.failPoints.hit('notice.calling')
  const { undelivered, responseCode } = await deps.wecom.sendCards(userids, {
    ...words,
    source: SOURCE,
    url: `${deps.site.publicUrl}${path}`,
    // With a button where that is possible: its code replaces the card once one of them has done it.
    ...(mailing.about !== null && deps.site.hasAppCallback ? { taskId: id, button: '去看看' } : {}),
  })
  deps.failPoints.hit('notice.called')
  const lost = new Set(undelivered.map((userid) => userid.toLowerCase()))
  const [failed, delivered] = [userids.filter(has(lost)), userids.filter((userid) => !has(lost)(userid))]
  return async (tx: Tx) => {
    const at = deps.clock.now()
    await saveMailing(tx, id, { sentAt: at, responseCode })
    await settleNotices(tx, notice, delivered, { state: 'sent', admittedAt: at })
    await settleNotices(tx, notice, failed, { state: 'undelivered' })
    await markCountsStale(tx, await saveReach(tx, { delivered, undelivered: failed, at }))
  }
}
