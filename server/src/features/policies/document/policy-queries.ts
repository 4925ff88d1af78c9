import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { policies, policyClauses, policyVersions } from '../../../db/schema/index.ts'

export type PolicyRow = typeof policies.$inferSelect
export type VersionRow = typeof policyVersions.$inferSelect
export type ClauseRow = typeof policyClauses.$inferSelect

export async function insertPolicy(tx: Tx, row: typeof policies.$inferInsert): Promise<void> {
  await tx.insert(policies).values(row)
}

export async function findPolicy(db: Database, id: PolicyId, lock = false): Promise<PolicyRow | null> {
  const query = db.select().from(policies).where(eq(policies.id, id))
  const [row] = await (lock ? query.for('update') : query)
  return row ?? null
}

export const listPolicies = (db: Database): Promise<PolicyRow[]> =>
  db.select().from(policies).orderBy(asc(policies.createdAt), asc(policies.id))

/** Oldest first. */
export const listVersions = (db: Database, policyId: PolicyId): Promise<VersionRow[]> =>
  db.select().from(policyVersions).where(eq(policyVersions.policyId, policyId)).orderBy(asc(policyVersions.no))

export async function findVersion(db: Database, id: PolicyVersionId): Promise<VersionRow | null> {
  const [row] = await db.select().from(policyVersions).where(eq(policyVersions.id, id))
  return row ?? null
}

/** What a version says beside its clauses, which are rows of their own once it is published. */
export async function findVersionHead(
  db: Database,
  id: PolicyVersionId,
): Promise<{ policyId: PolicyId; content: Omit<VersionRow['content'], 'clauses'> } | null> {
  const content = sql<Omit<VersionRow['content'], 'clauses'>>`${policyVersions.content} - 'clauses'`
  const [row] = await db
    .select({ policyId: policyVersions.policyId, content })
    .from(policyVersions)
    .where(eq(policyVersions.id, id))
  return row ?? null
}

/** The newest version of each policy, whatever its state. */
export const listNewestVersions = (db: Database): Promise<VersionRow[]> =>
  db
    .selectDistinctOn([policyVersions.policyId])
    .from(policyVersions)
    .orderBy(policyVersions.policyId, desc(policyVersions.no))

export async function insertVersion(tx: Tx, row: typeof policyVersions.$inferInsert): Promise<void> {
  await tx.insert(policyVersions).values(row)
}

export async function saveVersion(
  tx: Tx,
  id: PolicyVersionId,
  patch: Partial<typeof policyVersions.$inferInsert>,
): Promise<void> {
  await tx.update(policyVersions).set(patch).where(eq(policyVersions.id, id))
}

/** False: somebody changed the policy since `edition`. */
export async function advancePolicy(
  tx: Tx,
  id: PolicyId,
  edition: number,
  patch: Partial<typeof policies.$inferInsert> = {},
): Promise<boolean> {
  const advanced = await tx
    .update(policies)
    .set({ ...patch, edition: sql`${policies.edition} + 1` })
    .where(and(eq(policies.id, id), eq(policies.edition, edition)))
    .returning({ id: policies.id })
  return advanced.length === 1
}

export async function insertClauses(tx: Tx, rows: readonly ClauseRow[]): Promise<void> {
  await tx.insert(policyClauses).values([...rows])
}

/** In their order. */
export const listClauses = (db: Database, versionId: PolicyVersionId, language: PolicyLanguage): Promise<ClauseRow[]> =>
  db
    .select()
    .from(policyClauses)
    .where(and(eq(policyClauses.versionId, versionId), eq(policyClauses.language, language)))
    .orderBy(asc(policyClauses.ordinal))

/** Of all that any version of the policy ever said. */
export async function listClauseIds(db: Database, policyId: PolicyId): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: policyClauses.clauseId })
    .from(policyClauses)
    .innerJoin(policyVersions, eq(policyVersions.id, policyClauses.versionId))
    .where(and(eq(policyVersions.policyId, policyId), eq(policyClauses.language, 'zh-CN')))
    .orderBy(asc(policyClauses.clauseId))
  return rows.map(({ id }) => id)
}

/** A policy as it holds now: all that roster, board and messages need, without its text. */
export type LivePolicy = {
  id: PolicyId
  versionId: PolicyVersionId
  no: number
  label: string
  requiresNo: number
  audience: NonNullable<PolicyRow['audience']>
  asksSince: Date
  titleZh: string
  titleEn: string | null
  daysToSign: number
  joinerDays: number
  remindEveryDays: number
  signing: 'tick' | 'typed_name'
  isBeforeUse: boolean
}

export async function listLivePolicies(db: Database, ids?: readonly PolicyId[]): Promise<LivePolicy[]> {
  if (ids?.length === 0) return []
  const content = policyVersions.content
  const rows = await db
    .select({
      id: policies.id,
      versionId: policyVersions.id,
      no: policyVersions.no,
      label: policyVersions.label,
      requiresNo: policyVersions.requiresNo,
      audience: policies.audience,
      asksSince: policyVersions.asksSince,
      titleZh: sql<string>`${content} -> 'zh' ->> 'title'`,
      titleEn: sql<string | null>`${content} -> 'en' ->> 'title'`,
      daysToSign: sql<number>`(${content} ->> 'daysToSign')::int`,
      joinerDays: sql<number>`(${content} ->> 'joinerDays')::int`,
      remindEveryDays: sql<number>`(${content} ->> 'remindEveryDays')::int`,
      signing: sql<'tick' | 'typed_name'>`${content} ->> 'signing'`,
      isBeforeUse: sql<boolean>`coalesce((${content} ->> 'isBeforeUse')::boolean, false)`,
    })
    .from(policies)
    .innerJoin(policyVersions, eq(policyVersions.id, policies.currentVersionId))
    .where(ids ? inArray(policies.id, [...ids]) : undefined)
    .orderBy(asc(policies.createdAt), asc(policies.id))
  return rows.flatMap(({ label, audience, asksSince, ...row }) =>
    label === null || audience === null || asksSince === null ? [] : [{ ...row, label, audience, asksSince }],
  )
}

export async function findLivePolicy(db: Database, id: PolicyId): Promise<LivePolicy | null> {
  return (await listLivePolicies(db, [id]))[0] ?? null
}

/** Versions that are written, approved or about to be published; the oldest first. */
export function listUnpublished(
  db: Database,
): Promise<Pick<VersionRow, 'policyId' | 'state' | 'authorId' | 'writers' | 'returnedBy'>[]> {
  const { policyId, state, authorId, writers, returnedBy } = policyVersions
  return db
    .select({ policyId, state, authorId, writers, returnedBy })
    .from(policyVersions)
    .where(inArray(state, ['draft', 'in_review', 'approved']))
    .orderBy(asc(policyVersions.createdAt))
}
