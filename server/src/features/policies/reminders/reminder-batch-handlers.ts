import { instantOf, onNextWorkingDay, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { budgetDay, DAILY_BUDGET } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { type JobHandlers, noWrites } from '../../../outbox/run-job.ts'
import { mailingHandlers } from '../../notifications/mailing-handlers.ts'
import { insertNotices, listOverBudget, type MailingRow } from '../../notifications/mailing-queries.ts'
import { type MailingNotice, noticeOfKey, planMailing } from '../../notifications/plan-mailing.ts'
import { requireOutsideQuietHours } from '../../notifications/quiet-hours.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import { planDepartmentDigests } from './department-digest.ts'
import type { MessageDeps } from './message-deps.ts'
import { REMINDER_BATCH_TOPIC } from './plan-reminder-batch.ts'
import { noticeOf } from './reminder-batch-notice.ts'
import { nextBatchPage, type Page } from './reminder-batch-pages.ts'
import { advanceReminderBatch, findReminderBatch, type ReminderBatchRow, saveReach } from './reminder-batch-queries.ts'
import { listUnsigned } from './unsigned-members.ts'

/** 09:05, the time of the digest: messages above the daily budget are sent then. */
const MORNING_MINUTES = 9 * 60 + 5

/** Sends reminder batches page by page. Each page is planned in one transaction. */
export const reminderBatchHandlers = (deps: MessageDeps): JobHandlers => ({
  [REMINDER_BATCH_TOPIC]: {
    async handle(job, checkpoint) {
      const { key } = job.payload as { key: string }
      const calendar = await requireOutsideQuietHours(deps)
      for (;;) {
        const batch = await findReminderBatch(deps.db, key)
        if (!batch || batch.finishedAt !== null) return noWrites
        const page = await nextBatchPage(deps, batch)
        // The digest contains the counts of the board.
        if (page.isLast && batch.scope.kind === 'daily') await refreshBeforeRead(deps)
        await checkpoint((tx) => planPage(deps, tx, { batch, page, calendar }))
        deps.failPoints.hit('policy.page_booked')
      }
    },
  },
  ...mailingHandlers(deps, {
    noticeOf: (mailing) => noticeOfMailing(deps, mailing),
    listReceivers: (mailing) => listUnsigned(deps, mailing),
    onSent: async (tx, reach) => markCountsStale(tx, await saveReach(tx, reach)),
  }),
})

type PagePlan = { batch: ReminderBatchRow; page: Page; calendar: WorkingCalendar }

async function planPage(deps: MessageDeps, tx: Tx, { batch, page, calendar }: PagePlan): Promise<void> {
  const now = deps.clock.now()
  const dayStart = instantOf(calendar.timeZone, budgetDay(calendar, now), 0)
  let notified = 0
  for (const { card, policyIds, userids } of page.groups) {
    const inserted = await insertNotices(tx, deps, { ...noticeOf(batch), userids, policyIds })
    const overBudget = await listOverBudget(tx, inserted, { dayStart, limit: DAILY_BUDGET })
    const [later, soon] = [
      inserted.filter(isAmong(overBudget)),
      inserted.filter((userid) => !isAmong(overBudget)(userid)),
    ]
    notified += inserted.length
    for (const [recipients, runAt] of [
      [soon, now],
      [later, onNextWorkingDay(calendar, now, MORNING_MINUTES)],
    ] as const)
      await planMailing(deps, tx, { batchKey: batch.key, card, policyIds, userids: recipients }, runAt)
  }
  if (page.isLast && batch.scope.kind === 'daily')
    for (const digest of await planDepartmentDigests({ ...deps, db: tx }, batch)) {
      const inserted = await insertNotices(tx, deps, digest.notice)
      await planMailing(deps, tx, { batchKey: digest.key, card: digest.card, policyIds: [], userids: inserted }, now)
    }
  await advanceReminderBatch(tx, batch.key, { afterUserid: page.upTo, notified, finishedAt: page.isLast ? now : null })
}

const isAmong = (set: ReadonlySet<string>) => (userid: string) => set.has(userid.toLowerCase())

async function noticeOfMailing({ db }: MessageDeps, { batchKey }: MailingRow): Promise<MailingNotice> {
  const batch = await findReminderBatch(db, batchKey)
  return batch ? noticeOf(batch) : noticeOfKey(batchKey)
}
