import type { PolicyId } from '@desk/shared/kernel/ids'
import type { RosterState } from '@desk/shared/policies/roster'
import { and, eq, sql } from 'drizzle-orm'
import { insertAll, textArray } from '../../../db/json-parameters.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { policyOpenings, policyVersions } from '../../../db/schema/index.ts'
import { asyncCommit } from '../../../db/async-commit.ts'

export type Opening = typeof policyOpenings.$inferSelect

/** In one statement, however many. Who opened it before keeps the time of then. */
export async function insertOpenings(db: Database, openings: readonly Opening[]): Promise<void> {
  // In one order always, so that two instances with the same people never wait for each other.
  const rows = openings
    .map((opening) => ({ ...opening, userid: opening.userid.toLowerCase() }))
    .toSorted((one, other) => (one.userid < other.userid ? -1 : 1))
  await db.execute(sql`${insertAll(policyOpenings, rows)} where ${asyncCommit} on conflict do nothing`)
}

type Stand = { userid: string; state: RosterState; signedNo: number | null }

/** When each of these people first opened the version that he signed, or is to sign; by userid in lower case. */
export async function listOpenings(
  db: Database,
  policy: { id: PolicyId; no: number },
  people: readonly Stand[],
): Promise<ReadonlyMap<string, Date>> {
  if (people.length === 0) return new Map()
  const noOf = new Map(
    people.map(({ userid, state, signedNo }) => [userid.toLowerCase(), state === 'signed' ? signedNo : policy.no]),
  )
  const { userid, openedAt, versionId } = policyOpenings
  const rows = await db
    .select({ userid, openedAt, no: policyVersions.no })
    .from(policyOpenings)
    .innerJoin(policyVersions, eq(policyVersions.id, versionId))
    .where(and(eq(policyVersions.policyId, policy.id), sql`${userid} = any(${textArray([...noOf.keys()])})`))
  return new Map(rows.filter((row) => noOf.get(row.userid) === row.no).map((row) => [row.userid, row.openedAt]))
}

export async function deleteOpenings(tx: Tx, userid: string): Promise<void> {
  await tx.delete(policyOpenings).where(eq(policyOpenings.userid, userid.toLowerCase()))
}
