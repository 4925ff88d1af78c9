import { HOUR_MS } from '@desk/shared/kernel/durations'
import { and, eq, gt } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { auditEntries } from '../db/schema/index.ts'

/** The action of the audit entry of somebody whom the access gate let in unchecked, for a failure of its own. */
export const UNCHECKED_ADMISSION = 'policy.gate_open'

/** So many within an hour are no accident of one person's: the log says so, and the self-check is red. */
export const UNCHECKED_ADMISSION_ALARM = 5

/** Openings of the hour before `now`, by whichever instance: they are counted where all of them are written. */
export const countUncheckedAdmissions = (db: Database, now: Date): Promise<number> =>
  db.$count(
    auditEntries,
    and(eq(auditEntries.action, UNCHECKED_ADMISSION), gt(auditEntries.at, new Date(now.getTime() - HOUR_MS))),
  )
