import type { PolicyId } from '@desk/shared/kernel/ids'
import type { RosterState } from '@desk/shared/policies/roster'
import { and, eq, lte, sql } from 'drizzle-orm'
import { insertAll, textArray } from '../../../db/json-parameters.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { policyFirstViews, policyVersions } from '../../../db/schema/index.ts'
import { asyncCommit } from '../../../db/async-commit.ts'

export type FirstView = typeof policyFirstViews.$inferSelect

/** Inserts first views in one statement. An earlier view of the same version by the same person is kept. */
export async function insertFirstViews(db: Database, views: readonly FirstView[]): Promise<void> {
  // Sorted, so that concurrent transactions lock rows in the same order and cannot deadlock.
  const rows = views
    .map((view) => ({ ...view, userid: view.userid.toLowerCase() }))
    .toSorted((left, right) => (left.userid < right.userid ? -1 : 1))
  await db.execute(sql`${insertAll(policyFirstViews, rows)} where ${asyncCommit} on conflict do nothing`)
}

type RosterPerson = { userid: string; state: RosterState; signedNo: number | null }

/** Maps lower-case userids to the first view of the version that the person signed or has to sign; none after `until`. */
export async function listFirstViews(
  db: Database,
  policy: { id: PolicyId; no: number },
  people: readonly RosterPerson[],
  until?: Date,
): Promise<ReadonlyMap<string, Date>> {
  if (people.length === 0) return new Map()
  const noOf = new Map(
    people.map(({ userid, state, signedNo }) => [userid.toLowerCase(), state === 'signed' ? signedNo : policy.no]),
  )
  const { userid, openedAt, versionId } = policyFirstViews
  const rows = await db
    .select({ userid, openedAt, no: policyVersions.no })
    .from(policyFirstViews)
    .innerJoin(policyVersions, eq(policyVersions.id, versionId))
    .where(
      and(
        eq(policyVersions.policyId, policy.id),
        sql`${userid} = any(${textArray([...noOf.keys()])})`,
        until && lte(openedAt, until),
      ),
    )
  return new Map(rows.filter((row) => noOf.get(row.userid) === row.no).map((row) => [row.userid, row.openedAt]))
}

export async function deleteFirstViews(tx: Tx, userid: string): Promise<void> {
  await tx.delete(policyFirstViews).where(eq(policyFirstViews.userid, userid.toLowerCase()))
}
