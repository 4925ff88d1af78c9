import type { MemberActor } from '@desk/shared/identity/actor'
import { type PolicyId, type PolicyVersionId, sameUserid } from '@desk/shared/kernel/ids'
import { and, desc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { insertAll, textArray } from '../../../db/json-parameters.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { departments, policies, policySignatures, policySigners, policyVersions } from '../../../db/schema/index.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { sinceEmployed, wasEmployed } from '../../../directory/employment.ts'
import { COMPANY } from '../roster/count-queries.ts'

export type SignatureRow = typeof policySignatures.$inferSelect
export type SignerRow = typeof policySigners.$inferSelect

const isSigner = (userid: string) => eq(sql`lower(${policySigners.userid})`, userid.toLowerCase())

export async function findSigner(db: Database, userid: string): Promise<SignerRow | null> {
  const [row] = await db.select().from(policySigners).where(isSigner(userid))
  return row ?? null
}

/**
 * The signers behind these people, by userid in lower case. Who signs for the first time gets a name that says nothing, and
 * a key.
 */
export async function ensureSigners(
  tx: Tx,
  { ids, clock }: RecordDeps,
  userids: readonly string[],
): Promise<ReadonlyMap<string, SignerRow>> {
  const people = new Map(userids.map((userid) => [userid.toLowerCase(), userid]))
  // In one order always, so that two transactions with the same people never wait for each other.
  const keys = [...people.keys()].sort()
  const known = await findSigners(tx, keys)
  const fresh = keys.filter((key) => !known.has(key))
  if (fresh.length === 0) return known
  const createdAt = clock.now()
  const rows = fresh.map((key) => ({
    person: ids.next('signer'),
    userid: people.get(key) ?? key,
    key: ids.token(),
    createdAt,
  }))
  await tx.execute(sql`${insertAll(policySigners, rows)} on conflict do nothing`)
  // Read again: with some of them somebody else's transaction may have been first.
  return findSigners(tx, keys)
}

async function findSigners(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, SignerRow>> {
  const rows = await tx
    .select()
    .from(policySigners)
    .where(sql`lower(${policySigners.userid}) = any(${textArray(keys)})`)
  return new Map(rows.map((row) => [row.userid.toLowerCase(), row]))
}

/**
 * Writes signatures of one version and gives the ids of those that are there now. Missing are those of people who signed
 * this version before, and all of them when another version took its place meanwhile.
 */
export async function insertSignatures(
  tx: Tx,
  { policyId, versionId }: Pick<SignatureRow, 'policyId' | 'versionId'>,
  rows: readonly SignatureRow[],
): Promise<ReadonlySet<string>> {
  // In one order always, as signers.
  const sorted = rows.toSorted((one, other) => (one.person < other.person ? -1 : 1))
  const { rows: inserted } = (await tx.execute(sql`${insertAll(policySignatures, sorted)}
    where exists (select 1 from ${policies} where ${policies.id} = ${policyId} and current_version_id = ${versionId})
    on conflict (version_id, person, occasion) do nothing
    returning id`)) as unknown as { rows: { id: string }[] }
  return new Set(inserted.map(({ id }) => id))
}

export async function findSignature(db: Database, code: string): Promise<SignatureRow | null> {
  const [row] = await db.select().from(policySignatures).where(eq(policySignatures.code, code))
  return row ?? null
}

/** A userid that WeCom gave to somebody else afterwards makes their receipts nobody else's. */
export const isOwnSignature = async (
  db: Database,
  actor: MemberActor,
  { userid, signedAt }: { userid: string; signedAt: Date },
): Promise<boolean> => sameUserid(userid, actor.userid) && wasEmployed(db, userid, signedAt)

/** The one with which `row` collided. */
export async function findSameSignature(
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

export async function keyOfPerson(db: Database, person: SignerRow['person']): Promise<string | null> {
  const [row] = await db.select({ key: policySigners.key }).from(policySigners).where(eq(policySigners.person, person))
  return row?.key ?? null
}

/** Whose these names that say nothing are. */
export async function useridsOfSigners(db: Database, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (people.length === 0) return new Map()
  const rows = await db
    .select({ person: policySigners.person, userid: policySigners.userid })
    .from(policySigners)
    .where(inArray(policySigners.person, people as SignerRow['person'][]))
  return new Map(rows.map(({ person, userid }) => [person, userid]))
}

/** Destroys the key: what was signed stays, and names nobody any more. */
export async function deleteSigner(tx: Tx, userid: string): Promise<SignerRow | null> {
  const [row] = await tx.delete(policySigners).where(isSigner(userid)).returning()
  return row ?? null
}

/** One's own, newest first; not those of somebody who had the userid before. */
export const listOwnSignatures = (
  db: Database,
  { person, userid }: Pick<SignerRow, 'person' | 'userid'>,
  limit: number,
) =>
  db
    .select({
      code: policySignatures.code,
      signedAt: policySignatures.signedAt,
      label: policyVersions.label,
      content: policyVersions.content,
    })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
    .where(and(eq(policySignatures.person, person), sinceEmployed(policySignatures.signedAt, userid)))
    .orderBy(desc(policySignatures.signedAt), desc(policySignatures.id))
    .limit(limit)

export async function findVersionByNo(db: Database, policyId: PolicyId, no: number) {
  const [row] = await db
    .select()
    .from(policyVersions)
    .where(and(eq(policyVersions.policyId, policyId), eq(policyVersions.no, no)))
  return row ?? null
}

/** Signatures of a version with their keys, in order of id, below nothing and after `after`: for files of any length. */
export const listSignatures = (
  db: Database,
  versionIds: readonly PolicyVersionId[],
  range: { after: string; limit: number; signedUntil: Date; scope: number },
) =>
  db
    .select({ row: policySignatures, key: policySigners.key })
    .from(policySignatures)
    .leftJoin(policySigners, eq(policySigners.person, policySignatures.person))
    .where(
      and(
        inArray(policySignatures.versionId, [...versionIds]),
        sql`${policySignatures.id} > ${range.after}`,
        lte(policySignatures.signedAt, range.signedUntil),
        signedIn(range.scope),
      ),
    )
    .orderBy(policySignatures.id)
    .limit(range.limit)

/** Not further than `limit`. */
export async function countSignatures(
  db: Database,
  policyId: PolicyId,
  { scope, limit }: { scope: number; limit: number },
): Promise<number> {
  const some = db
    .select({ id: policySignatures.id })
    .from(policySignatures)
    .where(and(eq(policySignatures.policyId, policyId), signedIn(scope)))
    .limit(limit)
    .as('some')
  return db.$count(some)
}

/** By somebody who was in or below this department when he signed. */
const signedIn = (scope: number): SQL | undefined =>
  scope === COMPANY
    ? undefined
    : inArray(
        policySignatures.departmentId,
        sql`(select id from ${departments} where ${departments.path} @> array[${scope}::int])`,
      )
