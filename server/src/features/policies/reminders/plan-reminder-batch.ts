import { dayIn } from '@desk/shared/kernel/calendar-day'
import { nextTimeOutsideQuietHours } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { insertReminderBatch, type ReminderBatchScope } from './reminder-batch-queries.ts'

export type ReminderBatchDeps = Pick<Deps, 'clock' | 'site' | 'holidays' | 'afterRestore'>

export const REMINDER_BATCH_TOPIC = 'policy.round'

/** Plans a reminder batch, once per key, outside quiet hours. Returns false if planned before, or suppressed after a restore. */
export async function planReminderBatch(
  deps: ReminderBatchDeps,
  tx: Tx,
  key: string,
  scope: ReminderBatchScope,
): Promise<boolean> {
  const now = deps.clock.now()
  const calendar = await loadCalendar({ ...deps, db: tx })
  const runAt = nextTimeOutsideQuietHours(calendar, now)
  const isSuppressed = deps.afterRestore?.suppressesNotifications() ?? false
  const isNew = await insertReminderBatch(tx, {
    key,
    scope,
    // A batch deferred to the next morning belongs to that day: a deferred daily batch replaces the one of that day.
    day: dayIn(deps.site.timeZone, runAt),
    startedAt: now,
    afterUserid: '',
    notified: 0,
    // Batches that were planned after the backup were sent before the restore, and are not sent again.
    ...(isSuppressed ? { finishedAt: now } : {}),
  })
  if (!isNew || isSuppressed) return false
  await enqueue(tx, [
    {
      topic: REMINDER_BATCH_TOPIC,
      payload: { key },
      dedupeKey: `${REMINDER_BATCH_TOPIC}:${key}`,
      groupKey: `${REMINDER_BATCH_TOPIC}:${key}`,
      runAt,
    },
  ])
  return true
}
