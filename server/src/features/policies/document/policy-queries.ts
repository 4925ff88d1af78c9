import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { type SQL, and, asc, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { preparedOnce, UNNAMED } from '../../../db/prepared-once.ts'
import { policies, policyClauses, policyVersions } from '../../../db/schema/index.ts'
import { PolicyNotFoundError } from './policy-errors.ts'
import { publishedCache, publishedKey } from './published-cache.ts'
import { type PolicyTerms, termsColumn } from './policy-terms-queries.ts'

export type PolicyRow = typeof policies.$inferSelect
export type VersionRow = typeof policyVersions.$inferSelect
export type ClauseRow = typeof policyClauses.$inferSelect

/** Inserts a policy. Returns the id of the one that the person created with the same key before; null: it is new. */
export async function insertPolicy(
  tx: Tx,
  row: typeof policies.$inferInsert & Pick<PolicyRow, 'idempotencyKey'>,
): Promise<PolicyId | null> {
  const key = { target: [policies.createdBy, policies.idempotencyKey] }
  const inserted = await tx.insert(policies).values(row).onConflictDoNothing(key).returning({ id: policies.id })
  if (inserted.length > 0 || row.idempotencyKey === null) return null
  const [existing] = await tx
    .select({ id: policies.id })
    .from(policies)
    .where(and(eq(policies.createdBy, row.createdBy), eq(policies.idempotencyKey, row.idempotencyKey)))
  return existing?.id ?? null
}

export async function findPolicy(db: Database, id: PolicyId): Promise<PolicyRow | null> {
  const [row] = await db.select().from(policies).where(eq(policies.id, id))
  return row ?? null
}

/** Locks the policy until the transaction ends; null when there is none. */
export async function lockPolicyRow(tx: Tx, id: PolicyId): Promise<PolicyRow | null> {
  const [row] = await tx.select().from(policies).where(eq(policies.id, id)).for('update')
  return row ?? null
}

/** Returns the policy. @throws PolicyNotFoundError */
export async function requirePolicy(db: Database, id: PolicyId): Promise<PolicyRow> {
  const policy = await findPolicy(db, id)
  if (!policy) throw new PolicyNotFoundError()
  return policy
}

export const listPolicies = (db: Database): Promise<PolicyRow[]> =>
  db.select().from(policies).orderBy(asc(policies.createdAt), asc(policies.id))

/** Lists the versions of a policy, oldest first. */
export const listVersions = (db: Database, policyId: PolicyId): Promise<VersionRow[]> =>
  db.select().from(policyVersions).where(eq(policyVersions.policyId, policyId)).orderBy(asc(policyVersions.no))

export async function findVersion(db: Database, id: PolicyVersionId): Promise<VersionRow | null> {
  const [row] = await db.select().from(policyVersions).where(eq(policyVersions.id, id))
  return row ?? null
}

/** Returns the content of a version without its clauses, which have their own rows once it is published. */
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

/** Lists the newest version of each policy, without discarded drafts. */
export const listNewestVersions = (db: Database): Promise<VersionRow[]> =>
  db
    .selectDistinctOn([policyVersions.policyId])
    .from(policyVersions)
    .where(ne(policyVersions.state, 'discarded'))
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

/** Updates the policy and increments its edition. Returns false when it changed since `edition`. */
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

/** Lists the clauses of a version in one language, in the order of the document. */
export const listClauses = (db: Database, versionId: PolicyVersionId, language: PolicyLanguage): Promise<ClauseRow[]> =>
  db
    .select()
    .from(policyClauses)
    .where(and(eq(policyClauses.versionId, versionId), eq(policyClauses.language, language)))
    .orderBy(asc(policyClauses.ordinal))

const clausesCache = publishedCache<readonly ClauseRow[]>()

/** Returns the clauses of a published version. Evidence is made and checked with `listClauses`, which is not cached. */
export async function readClauses(
  db: Database,
  version: Pick<ActivePolicy, 'versionId' | 'textHash'>,
  language: PolicyLanguage,
): Promise<readonly ClauseRow[]> {
  const published = publishedKey(version)
  const key = published && published + language
  const known = key === null ? undefined : clausesCache.known().get(key)
  if (known) return known
  const clauses = await listClauses(db, version.versionId, language)
  clausesCache.keep(key, clauses)
  return clauses
}

/** Lists the clause ids that any published version of the policy contains. */
export async function listClauseIds(db: Database, policyId: PolicyId): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: policyClauses.clauseId })
    .from(policyClauses)
    .innerJoin(policyVersions, eq(policyVersions.id, policyClauses.versionId))
    .where(and(eq(policyVersions.policyId, policyId), eq(policyClauses.language, 'zh-CN')))
    .orderBy(asc(policyClauses.clauseId))
  return rows.map(({ id }) => id)
}

/** A policy with its version in force, without the text: what the roster, the board and messages need. */
export type ActivePolicy = Omit<PolicyTerms, 'reaffirmSinceMs'> & {
  id: PolicyId
  versionId: PolicyVersionId
  no: number
  label: string
  requiresNo: number
  audience: NonNullable<PolicyRow['audience']>
  requiredSince: Date
  reaffirmSince: Date | null
  /** Set for a retired policy, which binds nobody. */
  retiredAt: Date | null
  /** SHA-256 of the approved content; null for a version that was approved in an earlier release. */
  textHash: string | null
}

const termsCache = publishedCache<PolicyTerms>()

/** Lists the policies that bind people, with their versions in force. */
export const listActivePolicies = async (db: Database, ids?: readonly PolicyId[]): Promise<ActivePolicy[]> =>
  ids?.length === 0 ? [] : readPublished(activePolicies(db), { ids: ids ? JSON.stringify(ids) : null })

const activePolicies = preparedOnce((db) =>
  publishedPolicies(
    db,
    sql`${policies.retiredAt} is null and (${sql.placeholder('ids')}::jsonb is null
      or ${policies.id} in (select jsonb_array_elements_text(${sql.placeholder('ids')}::jsonb)))`,
  ),
)

/** Lists the policies that bind people, and those retired after an instant. */
export const listPoliciesSince = (db: Database, since: Date): Promise<ActivePolicy[]> =>
  readPublished(policiesSince(db), { since: since.toISOString() })

const policiesSince = preparedOnce((db) =>
  publishedPolicies(
    db,
    sql`(${policies.retiredAt} is null or ${policies.retiredAt} > ${sql.placeholder('since')}::timestamptz)`,
  ),
)

const publishedPolicy = preparedOnce((db) => publishedPolicies(db, eq(policies.id, sql.placeholder('id'))))

/** SQL: the terms of a version; null for those that are `known` to this process. */
export const termsUnlessKnown = sql<PolicyTerms | null>`case when coalesce(${policyVersions.id} || ${policyVersions.approvedHash} in (
  select jsonb_array_elements_text(${sql.placeholder('known')}::jsonb)), false) then null else ${termsColumn} end`

const publishedPolicies = (db: Database, condition: SQL) =>
  db
    .select({
      id: policies.id,
      versionId: policyVersions.id,
      no: policyVersions.no,
      label: policyVersions.label,
      requiresNo: policyVersions.requiresNo,
      audience: policies.audience,
      requiredSince: policyVersions.requiredSince,
      retiredAt: policies.retiredAt,
      textHash: policyVersions.approvedHash,
      terms: termsUnlessKnown,
    })
    .from(policies)
    .innerJoin(policyVersions, eq(policyVersions.id, policies.currentVersionId))
    .where(condition)
    .orderBy(asc(policies.createdAt), asc(policies.id))
    .prepare(UNNAMED)

/** A policy as a statement returns it. */
export type PublishedRow = Awaited<ReturnType<ReturnType<typeof publishedPolicies>['execute']>>[number]

/** Terms by version, whose keys are the parameter `known` of a statement. */
type KnownTerms = ReadonlyMap<string, PolicyTerms>
export const knownTerms = (): KnownTerms => termsCache.known()
export const keysOf = (known: KnownTerms): string => JSON.stringify([...known.keys()])

async function readPublished(
  statement: ReturnType<typeof publishedPolicies>,
  values: Record<string, unknown>,
): Promise<ActivePolicy[]> {
  const known = knownTerms()
  return toPolicies(await statement.execute({ ...values, known: keysOf(known) }), known)
}

/** Returns the policies of rows; `known`: the terms that the statement omitted. */
export const toPolicies = (rows: readonly PublishedRow[], known: KnownTerms): ActivePolicy[] =>
  rows.flatMap(({ label, audience, requiredSince, terms: read, ...row }) => {
    if (label === null || audience === null || requiredSince === null) return []
    const key = publishedKey(row)
    const terms = read ?? (key === null ? null : known.get(key))
    if (!terms) throw new Error(`Version ${row.versionId} has no terms`)
    termsCache.keep(key, terms)
    const { reaffirmSinceMs, ...others } = terms
    const reaffirmSince = reaffirmSinceMs === null ? null : new Date(reaffirmSinceMs)
    return [{ ...row, ...others, label, audience, requiredSince, reaffirmSince }]
  })

export async function findActivePolicy(db: Database, id: PolicyId): Promise<ActivePolicy | null> {
  return (await listActivePolicies(db, [id]))[0] ?? null
}

/** Returns the policy with its version in force. @throws PolicyNotFoundError when none is in force */
export async function requireActivePolicy(db: Database, id: PolicyId): Promise<ActivePolicy> {
  const policy = await findActivePolicy(db, id)
  if (!policy) throw new PolicyNotFoundError()
  return policy
}

/** Returns a policy whose texts and signatures remain readable, retired or not; null if no version was published. */
export const findPublishedPolicy = async (db: Database, id: PolicyId): Promise<ActivePolicy | null> =>
  (await readPublished(publishedPolicy(db), { id }))[0] ?? null

/** Returns the policy, retired or not. @throws PolicyNotFoundError when no version was ever published. */
export async function requirePublishedPolicy(db: Database, id: PolicyId): Promise<ActivePolicy> {
  const policy = await findPublishedPolicy(db, id)
  if (!policy) throw new PolicyNotFoundError()
  return policy
}

/** Lists versions that are drafted, in review or approved, oldest first. */
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

/** Lists the policies whose retirement was requested by someone else and is not confirmed yet. */
export async function listRetiring(db: Database, userid: string): Promise<PolicyId[]> {
  const rows = await db
    .select({ id: policies.id })
    .from(policies)
    .where(and(isNull(policies.retiredAt), sql`lower(${policies.retireAskedBy}) <> ${userid.toLowerCase()}`))
    .orderBy(asc(policies.retireAskedAt))
  return rows.map(({ id }) => id)
}
