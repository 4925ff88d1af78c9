import { type SQL, sql } from 'drizzle-orm'
import { lostCases } from '../../../db/schema/index.ts'

/** Returns the SQL condition: a case of anybody is open. */
export const hasOpenCase = (): SQL => sql`exists (select 1 from ${lostCases} where ${lostCases.endedAt} is null)`
