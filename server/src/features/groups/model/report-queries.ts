import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { ReportOutcome, ReportRecipient } from '@desk/shared/groups/group-states'
import type { GroupId, Id } from '@desk/shared/kernel/ids'
import { and, desc, eq, gte, inArray, isNull } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { groupReports } from '../../../db/schema/index.ts'

/** Stores a report. Returns false when one with its id exists already. */
export async function insertReport(tx: Tx, row: typeof groupReports.$inferInsert): Promise<boolean> {
  const inserted = await tx.insert(groupReports).values(row).onConflictDoNothing().returning({ id: groupReports.id })
  return inserted.length > 0
}

/** Returns what a report said; null: there is none. */
export async function findReport(
  db: Database,
  id: Id<'groupReport'>,
): Promise<Pick<typeof groupReports.$inferSelect, 'groupId' | 'recipient' | 'what'> | null> {
  const { groupId, recipient, what } = groupReports
  const [row] = await db.select({ groupId, recipient, what }).from(groupReports).where(eq(groupReports.id, id))
  return row ?? null
}

export const countReportsSince = (db: Database, reporterId: string, since: Date): Promise<number> =>
  db.$count(groupReports, and(matchesUserid(groupReports.reporterId, reporterId), gte(groupReports.at, since)))

/** Maximum number of listed reports. */
const SHOWN_MAX = 20

/** Lists the newest reports to these recipients, without their reporters. */
export async function listReports(
  db: Database,
  groupId: GroupId,
  recipients: readonly ReportRecipient[],
): Promise<GroupView['reports']> {
  const { id, what, at, recipient, outcome } = groupReports
  const rows = await db
    .select({ id, what, at, to: recipient, outcome })
    .from(groupReports)
    .where(and(eq(groupReports.groupId, groupId), inArray(groupReports.recipient, [...recipients])))
    .orderBy(desc(groupReports.at))
    .limit(SHOWN_MAX)
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

type Answer = {
  id: Id<'groupReport'>
  groupId: GroupId
  recipients: readonly ReportRecipient[]
  outcome: ReportOutcome
  by: string
  at: Date
}

/** Stores the outcome. Returns the reporter; null when the report was answered already or went to other recipients. */
export async function answerReport(
  tx: Tx,
  { id, groupId, recipients, outcome, by, at }: Answer,
): Promise<string | null> {
  const [answered] = await tx
    .update(groupReports)
    .set({ outcome, handledBy: by, handledAt: at })
    .where(
      and(
        eq(groupReports.id, id),
        eq(groupReports.groupId, groupId),
        inArray(groupReports.recipient, [...recipients]),
        isNull(groupReports.handledAt),
      ),
    )
    .returning({ reporterId: groupReports.reporterId })
  return answered?.reporterId ?? null
}
