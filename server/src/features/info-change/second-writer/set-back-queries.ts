import { infoChange, type InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestId } from '@desk/shared/kernel/ids'
import { and, desc, eq, gte, inArray, lte, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { consoleDeeds, members, requests } from '../../../db/schema/index.ts'

type Stored = typeof requests.$inferSelect
export type AppliedChange = Pick<
  Stored,
  'id' | 'applicantId' | 'subjectId' | 'version' | 'state' | 'outcome' | 'decidedAt'
> & { payload: InfoChangePayload }

/** Userid of the member whom a request is about, in lower case. */
const subjectKey = sql<string>`lower(coalesce(${requests.subjectId}, ${requests.applicantId}))`

/**
 * Lists the completed changes of these members since an instant, and those that are being written, newest first. The latter are
 * included, since a value that another request changes does not count as set back.
 */
export async function listAppliedChanges(
  db: Database,
  userids: readonly string[],
  since: Date,
): Promise<AppliedChange[]> {
  const rows = await db
    .select({
      id: requests.id,
      applicantId: requests.applicantId,
      subjectId: requests.subjectId,
      version: requests.version,
      state: requests.state,
      payload: requests.payload,
      outcome: requests.outcome,
      decidedAt: requests.decidedAt,
    })
    .from(requests)
    .where(
      and(
        eq(requests.kind, 'info_change'),
        inArray(requests.state, ['done', 'executing']),
        gte(requests.updatedAt, since),
        sql`${subjectKey} in (select lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)))`,
      ),
    )
    .orderBy(desc(requests.decidedAt), desc(requests.id))
  return rows.map((row) => ({ ...row, payload: infoChange.payload.parse(row.payload) }))
}

export type SyncedValues = Pick<
  typeof members.$inferSelect,
  'userid' | 'name' | 'alias' | 'position' | 'telephone' | 'mainDepartmentId'
>

export const listSyncedValues = (tx: Tx, userids: readonly string[]): Promise<SyncedValues[]> =>
  tx
    .select({
      userid: members.userid,
      name: members.name,
      alias: members.alias,
      position: members.position,
      telephone: members.telephone,
      mainDepartmentId: members.mainDepartmentId,
    })
    .from(members)
    .where(sql`${members.userid} in (select jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb))`)

/** Maximum number of console operations that are read. */
const MAX_OPERATIONS = 20

/** Lists admins who changed members in WeCom's console in that period, the latest first. */
export async function listConsoleOperators(db: Database, { from, to }: { from: Date; to: Date }): Promise<string[]> {
  const rows = await db
    .select({ userid: consoleDeeds.operatorId })
    .from(consoleDeeds)
    .where(and(eq(consoleDeeds.kind, 'changed'), gte(consoleDeeds.at, from), lte(consoleDeeds.at, to)))
    .orderBy(desc(consoleDeeds.at))
    .limit(MAX_OPERATIONS)
  return [...new Set(rows.map(({ userid }) => userid))]
}

/** Returns whether this member has a completed or running change that was requested since an instant. */
export const hasChangeSince = async (tx: Tx, userid: string, since: Date): Promise<boolean> => {
  const found: { id: RequestId }[] = await tx
    .select({ id: requests.id })
    .from(requests)
    .where(
      and(
        eq(requests.kind, 'info_change'),
        gte(requests.createdAt, since),
        eq(subjectKey, userid.toLowerCase()),
        inArray(requests.state, ['open', 'returned', 'decided', 'executing', 'done']),
      ),
    )
    .limit(1)
  return found.length > 0
}
