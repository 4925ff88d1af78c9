import { type SQL, sql } from 'drizzle-orm'
import { delegations } from '../db/schema/index.ts'
import { type DayValue, isDelegationActive } from './grant-conditions.ts'

/** Returns the SQL condition: the person delegates or is a delegate on this day. `me`: the userid in lower case. */
export const hasDelegation = (me: SQL, day: DayValue): SQL => sql`(
  exists (select 1 from ${delegations} where lower(${delegations.principal}) = ${me} and ${isDelegationActive(day)})
  or exists (select 1 from ${delegations} where lower(${delegations.delegate}) = ${me} and ${isDelegationActive(day)}))`
