import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { today } from '../../../access/grant-conditions.ts'
import { readTotals, WHOLE_COMPANY } from '../roster/count-queries.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import { countForecast, type Forecast } from './forecast-queries.ts'

/** How long a count is used again. It reads every member, and everyone who opens the page of the draft gets the same. */
const SHARED_MS = MINUTE_MS
/** More than the drafts that people work on in a minute. */
const MAX_KEPT = 50

/**
 * Returns a `countForecast` that counts again after a minute, and before it when the audience or the board of the policy
 * has changed: people who sign, join, leave or are exempted change its numbers.
 */
export function shareForecast(count = countForecast): typeof countForecast {
  const kept = new Map<string, { until: number; forecast: Promise<Forecast> }>()
  return async (deps, policy) => {
    await refreshBeforeRead(deps)
    const board = (await readTotals(deps.db, policy.id, [WHOLE_COMPANY])).get(WHOLE_COMPANY) ?? {}
    const key = JSON.stringify([policy.id, policy.audience, today(deps), Object.entries(board).toSorted()])
    const now = deps.clock.now().getTime()
    const shared = kept.get(key)
    if (shared && shared.until > now) return shared.forecast
    if (kept.size >= MAX_KEPT) kept.clear()
    const forecast = count(deps, policy)
    kept.set(key, { until: now + SHARED_MS, forecast })
    // After a failure, the next caller counts again.
    forecast.catch(() => kept.delete(key))
    return forecast
  }
}
