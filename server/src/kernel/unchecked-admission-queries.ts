import { HOUR_MS } from '@desk/shared/kernel/durations'
import { and, eq, gt } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { auditEntries } from '../db/schema/index.ts'

/** Audit action for a member whom the access gate admitted without a check of pending policies. */
export const UNCHECKED_ADMISSION = 'policy.gate_open'

/** From this many within an hour on, an error is logged, and the self-check reports `bad` instead of `warn`. */
export const UNCHECKED_ADMISSION_ALARM = 5

/** Counts unchecked admissions of the hour before `now`, of all instances. */
export const countUncheckedAdmissions = (db: Database, now: Date): Promise<number> =>
  db.$count(
    auditEntries,
    and(eq(auditEntries.action, UNCHECKED_ADMISSION), gt(auditEntries.at, new Date(now.getTime() - HOUR_MS))),
  )
