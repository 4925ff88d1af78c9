import { instantOf, nextLoudTime, onNextWorkingDay, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { budgetDay, DAILY_BUDGET, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { Checkpoint, JobHandlers } from '../../../outbox/run-job.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import { CLOSED_MAILING_TOPIC, closedMailingHandler } from './close-mailings.ts'
import { planDepartmentDigests } from './department-digest.ts'
import { nextBatchPage, type Page } from './reminder-batch-pages.ts'
import { REMINDER_BATCH_TOPIC } from './plan-reminder-batch.ts'
import { MAIL_TOPIC, noticeOfKey, planMailing, type MailDeps } from './plan-mailing.ts'
import {
  advanceReminderBatch,
  bookNotices,
  findReminderBatch,
  listOverBudget,
  type MailingRow,
  requireMailing,
  type ReminderBatchRow,
  saveMailing,
  saveReach,
  settleNotices,
} from './reminder-batch-queries.ts'
import { SOURCE } from '../../notifications/notice-text.ts'
import { remindedObject } from './remind-queries.ts'
import { listUnsigned } from './unsigned-members.ts'

/** 09:05, the time of the digest: messages above the daily budget are sent then. */
const MORNING_MINUTES = 9 * 60 + 5

/** Sends reminder batches page by page. Each page is planned in one transaction; the receivers of a call are fixed before it is made. */
export const policyHandlers = (deps: MailDeps): JobHandlers => ({
  [REMINDER_BATCH_TOPIC]: {
    async handle(job, checkpoint) {
      const { key } = job.payload as { key: string }
      const calendar = await requireOutsideQuietHours(deps)
      for (;;) {
        const batch = await findReminderBatch(deps.db, key)
        if (!batch || batch.finishedAt !== null) return async () => {}
        const page = await nextBatchPage(deps, batch)
        // The digest contains the counts of the board.
        if (page.isLast && batch.scope.kind === 'daily') await refreshBeforeRead(deps)
        await checkpoint((tx) => bookPage(deps, tx, { batch, page, calendar }))
        deps.failPoints.hit('policy.page_booked')
      }
    },
  },
  [MAIL_TOPIC]: {
    async handle(job, checkpoint) {
      const { id } = job.payload as { id: string }
      if ((await requireMailing(deps.db, id)).sentAt !== null) return async () => {}
      await requireOutsideQuietHours(deps)
      const mailing = await fixReceivers(deps, checkpoint, id)
      return mailing.userids.length === 0
        ? (tx) => saveMailing(tx, id, { sentAt: deps.clock.now() })
        : send(deps, mailing)
    },
  },
  [CLOSED_MAILING_TOPIC]: closedMailingHandler(deps),
})

async function requireOutsideQuietHours(deps: MailDeps): Promise<WorkingCalendar> {
  const calendar = await loadCalendar(deps)
  const now = deps.clock.now()
  const loud = nextLoudTime(calendar, now)
  if (loud.getTime() > now.getTime()) throw new JobDeferredError('quiet_hours', loud)
  return calendar
}

/** Returns event and object of a batch's notices, by which no member receives the same message twice. */
function noticeOf({ key, scope, day }: Pick<ReminderBatchRow, 'key' | 'scope' | 'day'>): {
  event: NoticeEvent
  object: string
} {
  switch (scope.kind) {
    case 'asked':
    case 'told':
      return { event: `policy.${scope.kind}`, object: key.slice(key.indexOf(':') + 1) }
    case 'urged':
      return { event: 'policy.urged', object: remindedObject(scope.policyId, day) }
    case 'daily':
      return { event: 'policy.reminded', object: day }
  }
}

type Booking = { batch: ReminderBatchRow; page: Page; calendar: WorkingCalendar }

async function bookPage(deps: MailDeps, tx: Tx, { batch, page, calendar }: Booking): Promise<void> {
  const now = deps.clock.now()
  const dayStart = instantOf(calendar.timeZone, budgetDay(calendar, now), 0)
  let notified = 0
  for (const { card, policyIds, userids } of page.groups) {
    const booked = await bookNotices(tx, deps, { ...noticeOf(batch), userids, policyIds })
    const overBudget = await listOverBudget(tx, booked, { dayStart, limit: DAILY_BUDGET })
    const [later, soon] = [booked.filter(isIn(overBudget)), booked.filter((userid) => !isIn(overBudget)(userid))]
    notified += booked.length
    for (const [receivers, runAt] of [
      [soon, now],
      [later, onNextWorkingDay(calendar, now, MORNING_MINUTES)],
    ] as const)
      await planMailing(deps, tx, { batchKey: batch.key, card, policyIds, userids: receivers }, runAt)
  }
  if (page.isLast && batch.scope.kind === 'daily')
    for (const digest of await planDepartmentDigests({ ...deps, db: tx }, batch)) {
      const booked = await bookNotices(tx, deps, digest.notice)
      await planMailing(deps, tx, { batchKey: digest.key, card: digest.card, policyIds: [], userids: booked }, now)
    }
  await advanceReminderBatch(tx, batch.key, { afterUserid: page.upTo, notified, finishedAt: page.isLast ? now : null })
}

const isIn = (set: ReadonlySet<string>) => (userid: string) => set.has(userid.toLowerCase())

/** Drops receivers who signed since then and stores the rest, so that a retry repeats the same call, which WeCom deduplicates. */
async function fixReceivers(deps: MailDeps, checkpoint: Checkpoint, id: string): Promise<MailingRow> {
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

async function noticeOfMailing({ db }: MailDeps, { batchKey }: MailingRow) {
  const batch = await findReminderBatch(db, batchKey)
  return batch ? noticeOf(batch) : noticeOfKey(batchKey)
}

async function send(deps: MailDeps, { id, userids, card, ...mailing }: MailingRow) {
  const notice = await noticeOfMailing(deps, { id, userids, card, ...mailing })
  const { path, ...text } = card
  deps.failPoints.hit('notice.calling')
  const { undelivered, responseCode } = await deps.wecom.sendCards(userids, {
    ...text,
    source: SOURCE,
    url: `${deps.site.publicUrl}${path}`,
    // With a button where card actions are received: its response code allows the card to be replaced once one member has acted.
    ...(mailing.about !== null && deps.site.hasAppCallback ? { taskId: id, button: '去看看' } : {}),
  })
  deps.failPoints.hit('notice.called')
  const failedUserids = new Set(undelivered.map((userid) => userid.toLowerCase()))
  const [failed, delivered] = [
    userids.filter(isIn(failedUserids)),
    userids.filter((userid) => !isIn(failedUserids)(userid)),
  ]
  return async (tx: Tx) => {
    const at = deps.clock.now()
    await saveMailing(tx, id, { sentAt: at, responseCode })
    await settleNotices(tx, notice, delivered, { state: 'sent', admittedAt: at })
    await settleNotices(tx, notice, failed, { state: 'undelivered' })
    await markCountsStale(tx, await saveReach(tx, { delivered, undelivered: failed, at }))
  }
}
