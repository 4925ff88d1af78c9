import { type PersonLimit, personLimits } from '@desk/shared/pages/route-limits'
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '../db/database.ts'
import { personLimitCounts } from '../db/schema/index.ts'
import type { PersonLimits } from '../ports/person-limits.ts'

/**
 * Stores per-person rate limits in the database, shared by all instances and kept across restarts. A window starts with
 * its first attempt, by the system clock: a demo may move the business clock.
 */
export function personLimitStore(db: Database): PersonLimits {
  const options = { storeClient: db, schema: personLimitCounts }
  const limiters = Object.fromEntries(
    Object.entries(personLimits).map(([name, { times, minutes }]) => [
      name,
      new RateLimiterDrizzle({ ...options, keyPrefix: name, points: times, duration: minutes * 60 }),
    ]),
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
