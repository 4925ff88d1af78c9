import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { auditAnchors, auditBlocks, members, roleGrants } from '../../db/schema/index.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { isGrantActive, today } from '../../access/grant-conditions.ts'
import type { AnchorRow } from './verify-queries.ts'

export async function insertAnchor(tx: Tx, anchor: AnchorRow): Promise<void> {
  await tx.insert(auditAnchors).values(anchor)
}

/** Counts the rows in the blocks after `afterNo`. */
export async function rowsSealedAfter(db: Database, afterNo: number): Promise<number> {
  const [sum] = await db
    .select({ rows: sql<number>`coalesce(sum(cardinality(${auditBlocks.seqs})), 0)::int` })
    .from(auditBlocks)
    .where(gt(auditBlocks.no, afterNo))
  return sum?.rows ?? 0
}

export const listAnchorsAfter = (db: Database, blockNo: number): Promise<AnchorRow[]> =>
  db.select().from(auditAnchors).where(gt(auditAnchors.blockNo, blockNo)).orderBy(asc(auditAnchors.blockNo))

export async function findAnchor(db: Database, blockNo: number): Promise<AnchorRow | null> {
  const [row] = await db.select().from(auditAnchors).where(eq(auditAnchors.blockNo, blockNo))
  return row ?? null
}

/** Lists auditors who are active members; they receive the anchors. */
export async function listAuditors(deps: ReadDeps): Promise<string[]> {
  const rows = await deps.db
    .selectDistinct({ userid: members.userid })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(and(eq(roleGrants.role, 'auditor'), eq(members.status, 1), isGrantActive(today(deps))))
    .orderBy(asc(members.userid))
  return rows.map(({ userid }) => userid)
}
