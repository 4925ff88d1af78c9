import type { MemberActor } from '@desk/shared/identity/actor'
import { type PolicyId, type PolicyVersionId, sameUserid } from '@desk/shared/kernel/ids'
import { and, desc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { insertAll, textArray } from '../../../db/json-parameters.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import {
  departments,
  members,
  policies,
  policySignatures,
  policySigners,
  policyVersions,
} from '../../../db/schema/index.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { sinceEmployed, wasEmployed } from '../../../directory/employment-queries.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'

export type SignatureRow = typeof policySignatures.$inferSelect
export type SignerRow = typeof policySigners.$inferSelect

const isSigner = (userid: string) => eq(sql`lower(${policySigners.userid})`, userid.toLowerCase())

export async function findSigner(db: Database, userid: string): Promise<SignerRow | null> {
  const [row] = await db.select().from(policySigners).where(isSigner(userid))
  return row ?? null
}

/**
 * Finds or creates the signers of these people, by lower-case userid. A first-time signer gets a pseudonym and an
 * encryption key.
 */
export async function ensureSigners(
  tx: Tx,
  { ids, clock }: RecordDeps,
  userids: readonly string[],
): Promise<ReadonlyMap<string, SignerRow>> {
  const people = new Map(userids.map((userid) => [userid.toLowerCase(), userid]))
  // Sorted, so that concurrent transactions lock rows in the same order and cannot deadlock.
  const lowered = [...people.keys()].sort()
  const existing = await findSigners(tx, lowered)
  const missing = lowered.filter((userid) => !existing.has(userid))
  if (missing.length === 0) return existing
  const createdAt = clock.now()
  const rows = missing.map((userid) => ({
    person: ids.next('signer'),
    userid: people.get(userid) ?? userid,
    key: ids.token(),
    createdAt,
  }))
  await tx.execute(sql`${insertAll(policySigners, rows)} on conflict do nothing`)
  // Read again, since a concurrent transaction may have inserted some of them first.
  return findSigners(tx, lowered)
}

async function findSigners(tx: Tx, lowered: readonly string[]): Promise<ReadonlyMap<string, SignerRow>> {
  const rows = await tx
    .select()
    .from(policySigners)
    .where(sql`lower(${policySigners.userid}) = any(${textArray(lowered)})`)
  return new Map(rows.map((row) => [row.userid.toLowerCase(), row]))
}

/**
 * Inserts signatures of one version and returns the ids that were inserted. Skips people who already signed this version in
 * the same round; skips all when the version is no longer current or the policy is retired.
 */
export async function insertSignatures(
  tx: Tx,
  { policyId, versionId }: Pick<SignatureRow, 'policyId' | 'versionId'>,
  rows: readonly SignatureRow[],
): Promise<ReadonlySet<string>> {
  // Sorted for the same reason as in `ensureSigners`.
  const sorted = rows.toSorted((left, right) => (left.person < right.person ? -1 : 1))
  const inserted = await rowsOf<{ id: string }>(
    tx,
    sql`${insertAll(policySignatures, sorted, 'clauseHashes')}
    where exists (select 1 from ${policies} where ${policies.id} = ${policyId} and current_version_id = ${versionId} and retired_at is null)
    on conflict (version_id, person, occasion) do nothing
    returning id`,
  )
  return new Set(inserted.map(({ id }) => id))
}

export async function findSignature(db: Database, code: string): Promise<SignatureRow | null> {
  const [row] = await db.select().from(policySignatures).where(eq(policySignatures.code, code))
  return row ?? null
}

/** Finds the next signature of the same policy by the same person; null if this is the last. */
export async function findNextSignature(
  db: Database,
  { policyId, person, versionNo, signedAt }: SignatureRow,
): Promise<{ code: string; label: string | null; signedAt: Date } | null> {
  const [row] = await db
    .select({ code: policySignatures.code, label: policyVersions.label, signedAt: policySignatures.signedAt })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
    .where(
      and(
        eq(policySignatures.policyId, policyId),
        eq(policySignatures.person, person),
        sql`(${policySignatures.versionNo}, ${policySignatures.signedAt}) > (${versionNo}, ${signedAt.toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(policySignatures.versionNo, policySignatures.signedAt)
    .limit(1)
  return row ?? null
}

/**
 * Returns whether the signature is the actor's own. WeCom may reassign a userid, so the actor must have been employed
 * when it was signed.
 */
export const isOwnSignature = async (
  db: Database,
  actor: MemberActor,
  { userid, signedAt }: { userid: string; signedAt: Date },
): Promise<boolean> => sameUserid(userid, actor.userid) && wasEmployed(db, userid, signedAt)

/** Finds the existing signature with the same version, person and occasion; null if there is none. */
export async function findConflictingSignature(
  db: Database,
  { versionId, person, occasion }: Pick<SignatureRow, 'versionId' | 'person' | 'occasion'>,
): Promise<SignatureRow | null> {
  const same = and(
    eq(policySignatures.versionId, versionId),
    eq(policySignatures.person, person),
    eq(policySignatures.occasion, occasion),
  )
  const [row] = await db.select().from(policySignatures).where(same)
  return row ?? null
}

export async function findSignerKey(db: Database, person: SignerRow['person']): Promise<string | null> {
  const [row] = await db.select({ key: policySigners.key }).from(policySigners).where(eq(policySigners.person, person))
  return row?.key ?? null
}

/** Maps ids of signatures to their receipt codes and signers; a signer whose key was destroyed is null. */
export async function listSignaturesWithSigners(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { receipt: string; userid: string | null }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: policySignatures.id, receipt: policySignatures.code, userid: policySigners.userid })
    .from(policySignatures)
    .leftJoin(policySigners, eq(policySigners.person, policySignatures.person))
    .where(inArray(policySignatures.id, ids as SignatureRow['id'][]))
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

/**
 * Deletes a signer and their key, so that their signatures can no longer be attributed, and records the erasure in the
 * member's row. Returns the deleted row; null if there was none.
 */
export async function deleteSigner(tx: Tx, userid: string, at: Date): Promise<SignerRow | null> {
  const [row] = await tx.delete(policySigners).where(isSigner(userid)).returning()
  if (row) await tx.update(members).set({ signerErasedAt: at }).where(matchesUserid(members.userid, userid))
  return row ?? null
}

/** Lists a person's signatures, newest first, without those of an earlier holder of the userid. */
export const listOwnSignatures = (
  db: Database,
  { person, userid }: Pick<SignerRow, 'person' | 'userid'>,
  { before, limit }: { before: readonly [at: string, id: string] | null; limit: number },
) =>
  db
    .select({
      id: policySignatures.id,
      code: policySignatures.code,
      signedAt: policySignatures.signedAt,
      label: policyVersions.label,
      content: policyVersions.content,
    })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
    .where(
      and(
        eq(policySignatures.person, person),
        sinceEmployed(policySignatures.signedAt, userid),
        before === null
          ? undefined
          : sql`(${policySignatures.signedAt}, ${policySignatures.id}) < (${before[0]}::timestamptz, ${before[1]}::text)`,
      ),
    )
    .orderBy(desc(policySignatures.signedAt), desc(policySignatures.id))
    .limit(limit)

/** Counts a person's signatures, without those of an earlier holder of the userid. */
export const countOwnSignatures = (
  db: Database,
  { person, userid }: Pick<SignerRow, 'person' | 'userid'>,
): Promise<number> =>
  db.$count(
    policySignatures,
    and(eq(policySignatures.person, person), sinceEmployed(policySignatures.signedAt, userid)),
  )

export async function findVersionByNo(db: Database, policyId: PolicyId, no: number) {
  const { id, label, approvedHash } = policyVersions
  const [row] = await db
    .select({ versionId: id, no: policyVersions.no, label, textHash: approvedHash })
    .from(policyVersions)
    .where(and(eq(policyVersions.policyId, policyId), eq(policyVersions.no, no)))
  return row ?? null
}

/** Lists signatures of these versions with their signers' keys, by id, after the id `after`: one page of an export. */
export const listSignatures = (
  db: Database,
  versionIds: readonly PolicyVersionId[],
  range: { after: string; limit: number; scope: number },
) =>
  db
    .select({ row: policySignatures, key: policySigners.key })
    .from(policySignatures)
    .leftJoin(policySigners, eq(policySigners.person, policySignatures.person))
    .where(
      and(
        inArray(policySignatures.versionId, [...versionIds]),
        sql`${policySignatures.id} > ${range.after}`,
        isSignedInDepartment(range.scope),
      ),
    )
    .orderBy(policySignatures.id)
    .limit(range.limit)

/** Counts the signatures of a policy, up to `limit`. */
export async function countSignatures(
  db: Database,
  policyId: PolicyId,
  { scope, limit }: { scope: number; limit: number },
): Promise<number> {
  const limited = db
    .select({ id: policySignatures.id })
    .from(policySignatures)
    .where(and(eq(policySignatures.policyId, policyId), isSignedInDepartment(scope)))
    .limit(limit)
    .as('limited')
  return db.$count(limited)
}

/**
 * Returns the SQL condition: the signer belonged to this department or one below it when signing; undefined for the
 * company.
 */
const isSignedInDepartment = (scope: number): SQL | undefined =>
  scope === WHOLE_COMPANY
    ? undefined
    : inArray(
        policySignatures.departmentId,
        sql`(select id from ${departments} where ${departments.path} @> array[${scope}::int])`,
      )

/** Lists the versions of a policy that a person signed, without signatures of an earlier holder of the userid. */
export async function listSignedVersionIds(
  db: Database,
  { person, userid }: Pick<SignerRow, 'person' | 'userid'>,
  policyId: PolicyId,
): Promise<PolicyVersionId[]> {
  const rows = await db
    .selectDistinct({ id: policySignatures.versionId })
    .from(policySignatures)
    .where(
      and(
        eq(policySignatures.policyId, policyId),
        eq(policySignatures.person, person),
        sinceEmployed(policySignatures.signedAt, userid),
      ),
    )
  return rows.map(({ id }) => id)
}

/**
 * Returns which round a signature belongs to, by the instant since when it was required, which is part of its hash. Null for
 * a person's first round.
 */
export async function findRound(
  db: Database,
  { policyId, person, versionNo, occasion }: Pick<SignatureRow, 'policyId' | 'person' | 'versionNo' | 'occasion'>,
): Promise<{ no: number; since: string } | null> {
  const [row] = await db
    .select({ earlier: sql<number>`count(distinct ${policySignatures.occasion})::int` })
    .from(policySignatures)
    .where(
      and(
        eq(policySignatures.policyId, policyId),
        eq(policySignatures.person, person),
        lte(policySignatures.versionNo, versionNo),
        sql`${policySignatures.occasion} < ${occasion}`,
      ),
    )
  const earlier = row?.earlier ?? 0
  return earlier === 0 ? null : { no: earlier + 1, since: new Date(occasion).toISOString() }
}
