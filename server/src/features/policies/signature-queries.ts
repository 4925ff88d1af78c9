import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { and, desc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { policySignatures, policySigners, policyVersions } from '../../db/schema/index.ts'
import type { Deps } from '../../kernel/deps.ts'

export type SignatureRow = typeof policySignatures.$inferSelect
export type SignerRow = typeof policySigners.$inferSelect

const isSigner = (userid: string) => eq(sql`lower(${policySigners.userid})`, userid.toLowerCase())

export async function findSigner(db: Database, userid: string): Promise<SignerRow | null> {
  const [row] = await db.select().from(policySigners).where(isSigner(userid))
  return row ?? null
}

/** Who signs for the first time gets a name that says nothing, and a key. */
export async function signerOf(
  tx: Tx,
  { ids, clock }: Pick<Deps, 'ids' | 'clock'>,
  userid: string,
): Promise<SignerRow> {
  const known = await findSigner(tx, userid)
  if (known) return known
  const row = { person: ids.next('signer'), userid, key: ids.token(), createdAt: clock.now() }
  await tx.insert(policySigners).values(row).onConflictDoNothing()
  const made = await findSigner(tx, userid)
  if (!made) throw new Error('A signer who was just made is missing')
  return made
}

/** False: this person signed this version before. */
export async function insertSignature(tx: Tx, row: SignatureRow): Promise<boolean> {
  const inserted = await tx
    .insert(policySignatures)
    .values(row)
    .onConflictDoNothing({
      target: [policySignatures.versionId, policySignatures.person, policySignatures.occasion],
    })
    .returning({ id: policySignatures.id })
  return inserted.length === 1
}

export async function findSignature(db: Database, code: string): Promise<SignatureRow | null> {
  const [row] = await db.select().from(policySignatures).where(eq(policySignatures.code, code))
  return row ?? null
}

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

/** Destroys the key: what was signed stays, and names nobody any more. */
export async function deleteSigner(tx: Tx, userid: string): Promise<SignerRow | null> {
  const [row] = await tx.delete(policySigners).where(isSigner(userid)).returning()
  return row ?? null
}

/** One's own, newest first. */
export const listOwnSignatures = (db: Database, person: SignerRow['person'], limit: number) =>
  db
    .select({
      code: policySignatures.code,
      signedAt: policySignatures.signedAt,
      policyId: policySignatures.policyId,
      label: policyVersions.label,
      language: policySignatures.language,
      content: policyVersions.content,
    })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
    .where(eq(policySignatures.person, person))
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
  range: { after: string; limit: number; signedUntil: Date },
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
      ),
    )
    .orderBy(policySignatures.id)
    .limit(range.limit)
