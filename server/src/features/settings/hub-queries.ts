import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { and, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import { isGrantActive } from '../../access/grant-conditions.ts'
import type { Database } from '../../db/database.ts'
import { apiKeys, directoryRuns, messageTexts, outbox, partners, policies, roleGrants } from '../../db/schema/index.ts'

type Values = {
  roles: number
  partners: number
  policies: number
  texts: number
  stopped: number
  apiKeys: number
  syncedAt: Date | null
}

/** Counts what the pages of the settings hold. One statement. */
export async function countSettings(db: Database, { now, day }: { now: Date; day: CalendarDay }): Promise<Values> {
  const synced = db
    .select({ at: sql`max(${directoryRuns.finishedAt})`.mapWith(directoryRuns.finishedAt).as('synced_at') })
    .from(directoryRuns)
    .as('synced')
  const [row] = await db
    .select({
      roles: db.$count(roleGrants, and(isNull(roleGrants.departmentId), isGrantActive(day))),
      partners: db.$count(partners, sql`${partners.endsOn} >= ${day}`),
      policies: db.$count(policies, isNotNull(policies.currentVersionId)),
      texts: db.$count(messageTexts),
      stopped: db.$count(outbox, and(isNotNull(outbox.deadAt), isNull(outbox.doneAt))),
      apiKeys: db.$count(apiKeys, and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, now))),
      syncedAt: synced.at,
    })
    .from(synced)
  if (!row) throw new Error('an aggregate has one row')
  return row
}
