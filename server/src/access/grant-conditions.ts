import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { type Placeholder, type SQL, sql } from 'drizzle-orm'
import { delegations, roleGrants, settings } from '../db/schema/index.ts'
import * as z from 'zod/mini'
import type { DayDeps } from '../kernel/deps.ts'
import { defineSetting } from '../kernel/settings-queries.ts'

/** A day, or its placeholder in a prepared statement. */
export type DayValue = CalendarDay | Placeholder

/** Returns the SQL condition: the delegation is not revoked and covers `day`, first and last day included. */
export const isDelegationActive = (day: DayValue): SQL => sql`(
  ${delegations.revokedAt} is null
  and ${delegations.startsOn} <= ${day}::date
  and ${delegations.endsOn} >= ${day}::date
)`

/**
 * On: a leader reported by WeCom is a proposal, and becomes department admin only when ops confirm it. Off: leaders are
 * department admins at once, marked as unconfirmed.
 */
export const leadersNeedConfirmation = defineSetting({
  key: 'roles.leaders_need_confirmation',
  schema: z.boolean(),
  initial: false,
})

/** Returns today's date in the company's time zone. */
export const today = ({ clock, site }: DayDeps): CalendarDay => dayIn(site.timeZone, clock.now())

/** Returns the SQL conditions by which a grant is confirmed and not ended: now, or as of a past instant. */
const stateOf = (asOf: Date | undefined) => {
  if (asOf === undefined)
    return { isOpen: sql`${roleGrants.endedAt} is null`, isConfirmed: sql`${roleGrants.confirmedAt} is not null` }
  const at = sql`${asOf.toISOString()}::timestamptz`
  return {
    isOpen: sql`${roleGrants.grantedAt} <= ${at} and coalesce(${roleGrants.endedAt} > ${at}, true)`,
    isConfirmed: sql`coalesce(${roleGrants.confirmedAt} <= ${at}, false)`,
  }
}

/**
 * Returns the SQL condition: the grant is active on `day`, as was known at `asOf`. It reads the setting in the same
 * statement, since every request runs it.
 */
export const isGrantActive = (day: DayValue, asOf?: Date): SQL => sql`(
  ${stateOf(asOf).isOpen}
  and coalesce(${roleGrants.startsOn} <= ${day}::date, true)
  and coalesce(${roleGrants.endsOn} >= ${day}::date, true)
  and (${roleGrants.source} <> 'leader' or ${stateOf(asOf).isConfirmed} or not exists (
    select 1 from ${settings}
    where ${settings.key} = ${leadersNeedConfirmation.key} and ${settings.value} = 'true'::jsonb
  ))
)`
