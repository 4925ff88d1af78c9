import { type PersonLimit, personLimits } from '@desk/shared/pages/route-limits'
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '../db/database.ts'
import { personLimitCounts } from '../db/schema/index.ts'
import type { PersonLimits } from '../ports/person-limits.ts'

/**
 * Stores per-person rate limits in the database, shared by all instances and kept across restarts. A window starts with
 * its first attempt, by the system clock: a demo may move the business clock. `spend` resolves with null, or with the
 * milliseconds until the next attempt.
 */
export function personLimitStore(db: Database): PersonLimits {
  const limiterOf = ([name, { times, minutes }]: [string, { times: number; minutes: number }]) =>
    new RateLimiterDrizzle({
      storeClient: db,
      schema: personLimitCounts,
      keyPrefix: name,
      points: times,
      duration: minutes * 60,
    })
  const limiters = Object.fromEntries(
    Object.entries(personLimits).map((limit) => [limit[0], limiterOf(limit)]),
  ) as Record<PersonLimit, RateLimiterDrizzle>
  return {
    async spend(limit, userid) {
      try {
        await limiters[limit].consume(userid.toLowerCase())
        return null
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
        throw refusal
      }
    },
  }
}
