import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { type SQL, sql } from 'drizzle-orm'
import { delegations } from '../db/schema/index.ts'

/** SQL condition: the delegation is not revoked and covers `day`, first and last day included. */
export const isDelegationActive = (day: CalendarDay): SQL => sql`(
  ${delegations.revokedAt} is null
  and ${delegations.startsOn} <= ${day}::date
  and ${delegations.endsOn} >= ${day}::date
)`
