import { SECOND_MS } from '@desk/shared/kernel/durations'
import { instantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { OpeningId, OpeningRow } from '../model/opening-queries.ts'

export const CREATE_TOPIC = 'account.create'

/** 09:00 on the day before the first day: early enough to correct what WeCom refuses. */
const CREATE_AT_MINUTES = 9 * 60
/** How many accounts are created per second: other jobs run between them, and the calls stay far below the limit of WeCom. */
const PER_SECOND = 20

/** Returns the outbox group of the jobs of an opening. */
export const groupOf = (id: OpeningId): string => `account:${id}`

/**
 * Plans one creation for each opening: on the day before its first day, or now. With `asks` the call is made even while
 * WeCom refuses others for lack of places.
 */
export async function scheduleCreation(
  deps: DayDeps,
  tx: Tx,
  rows: readonly OpeningRow[],
  { asks = false }: { asks?: boolean } = {},
): Promise<void> {
  const now = deps.clock.now().getTime()
  await enqueue(
    tx,
    rows.map(({ id, startsOn, version }, nth) => {
      const day = instantOf(deps.site.timeZone, shiftDay(startsOn, -1), CREATE_AT_MINUTES)
      const start = Math.max(now, day.getTime())
      return {
        topic: CREATE_TOPIC,
        payload: { id, asks },
        dedupeKey: `${CREATE_TOPIC}:${id}:${String(version)}`,
        groupKey: groupOf(id),
        runAt: new Date(start + Math.floor(nth / PER_SECOND) * SECOND_MS),
      }
    }),
  )
}
