import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { and, desc, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { isGrantActive } from '../../access/grant-conditions.ts'
import type { Database } from '../../db/database.ts'
import {
  apiKeys,
  calendarDays,
  directoryRuns,
  members,
  messageTexts,
  outbox,
  partners,
  policies,
  roleGrants,
  settings,
} from '../../db/schema/index.ts'
import { LEFT } from '../../directory/member-drift.ts'

type Values = {
  roles: number
  partners: number
  unregisteredPartners: number
  policies: number
  texts: number
  stopped: number
  apiKeys: number
  syncedAt: Date | null
}

/** SQL condition: a present member is a partner in the directory, and nobody registered a contract. */
const isUnregistered = sql`${partners.endsOn} is null and exists (select 1 from ${members} as person
  where lower(person.userid) = ${partners.userid} and person.status <> ${LEFT})`

/** Counts what each settings page holds, in one statement. */
export async function countSettings(db: Database, { now, day }: { now: Date; day: CalendarDay }): Promise<Values> {
  const synced = db
    .select({ at: sql`max(${directoryRuns.finishedAt})`.mapWith(directoryRuns.finishedAt).as('synced_at') })
    .from(directoryRuns)
    .as('synced')
  const [row] = await db
    .select({
      roles: db.$count(roleGrants, and(isNull(roleGrants.departmentId), isGrantActive(day))),
      partners: db.$count(partners, sql`${partners.endsOn} >= ${day}`),
      unregisteredPartners: db.$count(partners, isUnregistered),
      policies: db.$count(policies, and(isNotNull(policies.currentVersionId), isNull(policies.retiredAt))),
      texts: db.$count(messageTexts),
      stopped: db.$count(outbox, and(isNotNull(outbox.deadAt), isNull(outbox.doneAt))),
      apiKeys: db.$count(apiKeys, and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, now))),
      syncedAt: synced.at,
    })
    .from(synced)
  if (!row) throw new Error('an aggregate has one row')
  return row
}

/** Lists who last changed each of these settings, the message texts and the days of the calendar. */
export async function listChanges(db: Database, keys: readonly string[]) {
  const [changed, texts, days] = await Promise.all([
    db
      .select({ key: settings.key, by: settings.changedBy, at: settings.changedAt })
      .from(settings)
      .where(inArray(settings.key, [...keys])),
    db
      .select({ by: messageTexts.changedBy, at: messageTexts.changedAt })
      .from(messageTexts)
      .orderBy(desc(messageTexts.changedAt))
      .limit(1),
    db
      .select({ by: calendarDays.changedBy, at: calendarDays.changedAt })
      .from(calendarDays)
      .orderBy(desc(calendarDays.changedAt))
      .limit(1),
  ])
  return { settings: changed, texts, days }
}
