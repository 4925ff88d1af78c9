import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import { and, desc, eq, gte, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { groupReports } from '../../../db/schema/index.ts'

export async function insertReport(tx: Tx, row: typeof groupReports.$inferInsert): Promise<void> {
  await tx.insert(groupReports).values(row)
}

export const countReportsSince = (db: Database, reporterId: string, since: Date): Promise<number> =>
  db.$count(
    groupReports,
    and(eq(sql`lower(${groupReports.reporterId})`, reporterId.toLowerCase()), gte(groupReports.at, since)),
  )

/** The newest, without who reported them. */
export async function listReports(db: Database, groupId: GroupId): Promise<GroupView['reports']> {
  const rows = await db
    .select({ id: groupReports.id, what: groupReports.what, at: groupReports.at, handledAt: groupReports.handledAt })
    .from(groupReports)
    .where(eq(groupReports.groupId, groupId))
    .orderBy(desc(groupReports.at))
    .limit(20)
  return rows.map(({ id, what, at, handledAt }) => ({ id, what, at: at.toISOString(), isHandled: handledAt !== null }))
}
