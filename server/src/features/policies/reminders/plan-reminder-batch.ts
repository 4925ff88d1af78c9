import { dayIn } from '@desk/shared/kernel/calendar-day'
import { nextLoudTime } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { insertRound, type RoundScope } from './reminder-batch-queries.ts'

export type RoundDeps = Pick<Deps, 'clock' | 'site' | 'holidays' | 'afterRestore'>

export const ROUND_TOPIC = 'policy.round'

/** Owes a round of messages, once for each key; it begins when people may be disturbed. False: it was owed before. */
export async function planRound(deps: RoundDeps, tx: Tx, key: string, scope: RoundScope): Promise<boolean> {
  const now = deps.clock.now()
  const calendar = await loadCalendar({ ...deps, db: tx })
  const runAt = nextLoudTime(calendar, now)
  const isQuiet = deps.afterRestore?.isQuiet() ?? false
  const isNew = await insertRound(tx, {
    key,
    scope,
    // What waits for the morning is that day's: it takes the place of what would be said then.
    day: dayIn(deps.site.timeZone, runAt),
    startedAt: now,
    afterUserid: '',
    told: 0,
    // Of a day that the database forgot: the round was made, and is not made again.
    ...(isQuiet ? { finishedAt: now } : {}),
  })
  if (!isNew || isQuiet) return false
  await enqueue(tx, [
    {
      topic: ROUND_TOPIC,
      payload: { key },
      dedupeKey: `${ROUND_TOPIC}:${key}`,
      groupKey: `${ROUND_TOPIC}:${key}`,
      runAt,
    },
  ])
  return true
}
