import { and, eq, gte, lte, max, ne, sql } from 'drizzle-orm'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { textArray } from '../../../db/json-parameters.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { auditEntries, policyRosters, policySignatures, policySigners } from '../../../db/schema/index.ts'

export type RosterCommitment = typeof policyRosters.$inferSelect
export type CommitmentReason = RosterCommitment['why']

/** Arbitrary key of the advisory lock: rosters are committed by one instance at a time. */
const ROSTER_LOCK = 7_216_347

/** Takes the lock until the transaction ends. Returns false if another instance holds it. */
export async function tryRosterLock(tx: Tx): Promise<boolean> {
  const [row] = await tx
    .select({ got: sql<boolean>`pg_try_advisory_xact_lock(${ROSTER_LOCK})` })
    .from(sql`(select 1) as one`)
  return row?.got === true
}

export type Signer = Pick<typeof policySigners.$inferSelect, 'person' | 'userid' | 'formerUserid' | 'key'>

const signerColumns = {
  person: policySigners.person,
  userid: policySigners.userid,
  formerUserid: policySigners.formerUserid,
  key: policySigners.key,
}

/** Maps lower-case userids to their signers. */
export async function listSigners(db: Database, userids: readonly string[]): Promise<ReadonlyMap<string, Signer>> {
  const keys = userids.map((userid) => userid.toLowerCase())
  const rows = await db
    .select(signerColumns)
    .from(policySigners)
    .where(sql`lower(${policySigners.userid}) = any(${textArray(keys)})`)
  return new Map(rows.map((row) => [row.userid.toLowerCase(), row]))
}

/** Maps pseudonyms to their signers; those whose key was destroyed are omitted. */
export async function listSignersByPerson(
  db: Database,
  people: readonly string[],
): Promise<ReadonlyMap<string, Signer>> {
  const rows = await db
    .select(signerColumns)
    .from(policySigners)
    .where(sql`${policySigners.person} = any(${textArray(people)})`)
  return new Map(rows.map((row) => [row.person, row]))
}

export type SignatureOfPolicy = Pick<
  typeof policySignatures.$inferSelect,
  'id' | 'code' | 'person' | 'versionId' | 'signedAt'
>

/**
 * Returns the SQL condition: signed by an instant; undefined without one, since the clock of another server may be ahead of
 * this one's.
 */
const isSignedBy = (until: Date | undefined) =>
  until === undefined ? undefined : lte(policySignatures.signedAt, until)

/** Lists the signatures of these people under a policy, up to an instant if one is given. */
export const listSignaturesOf = (
  db: Database,
  policyId: PolicyId,
  { people, until }: { people: readonly string[]; until: Date | undefined },
): Promise<SignatureOfPolicy[]> => {
  const { id, code, person, versionId, signedAt } = policySignatures
  const isByThem = sql`${person} = any(${textArray(people)})`
  return db
    .select({ id, code, person, versionId, signedAt })
    .from(policySignatures)
    .where(and(eq(policySignatures.policyId, policyId), isByThem, isSignedBy(until)))
}

/** How many signatures a statement reads: one that reads a million would take longer than a response may. */
const SIGNATURE_BATCH = 10_000

/** Lists the numbers of the audit entries of a version's signatures, up to an instant if one is given. */
export async function listSignedSeqs(
  db: Database,
  versionId: PolicyVersionId,
  until: Date | undefined,
): Promise<number[]> {
  const { id, person, occasion } = policySignatures
  const seqs: number[] = []
  for (let after = { person: '', occasion: 0 }; ;) {
    const rows = await db
      .select({ person, occasion, seq: auditEntries.seq })
      .from(policySignatures)
      .innerJoin(auditEntries, and(eq(auditEntries.object, id), eq(auditEntries.action, 'policy.signed')))
      .where(
        and(
          eq(policySignatures.versionId, versionId),
          isSignedBy(until),
          sql`(${person}, ${occasion}) > (${after.person}, ${after.occasion})`,
        ),
      )
      .orderBy(person, occasion)
      .limit(SIGNATURE_BATCH)
    for (const { seq } of rows) seqs.push(seq)
    const last = rows.at(-1)
    if (!last || rows.length < SIGNATURE_BATCH) return seqs
    after = last
  }
}

/** Lists the numbers of the audit entries of these signatures. */
export async function listSeqsOfSignatures(db: Database, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select({ seq: auditEntries.seq })
    .from(auditEntries)
    .where(and(sql`${auditEntries.object} = any(${textArray(ids)})`, eq(auditEntries.action, 'policy.signed')))
  return rows.map(({ seq }) => seq)
}

export async function insertCommitment(tx: Tx, commitment: RosterCommitment): Promise<void> {
  await tx.insert(policyRosters).values(commitment)
}

/** Finds a roster by its id, which is the object of the audit entry that recorded it. */
export async function findCommitment(db: Database, id: string): Promise<RosterCommitment | null> {
  const [row] = await db.select().from(policyRosters).where(eq(policyRosters.id, id))
  return row ?? null
}

/** Returns whether a roster of a version, or of a day of its policy, was committed for this reason. */
export async function isCommitted(
  db: Database,
  { versionId, why, day }: { versionId: PolicyVersionId; why: CommitmentReason; day?: string },
): Promise<boolean> {
  const condition = and(
    eq(policyRosters.versionId, versionId),
    eq(policyRosters.why, why),
    day === undefined ? undefined : eq(policyRosters.day, day),
  )
  return (await db.$count(policyRosters, condition)) > 0
}

/** Returns the last day of the latest month of which a roster was committed; null: of none. */
export async function findLastMonth(db: Database): Promise<CalendarDay | null> {
  const [row] = await db
    .select({ day: max(policyRosters.day) })
    .from(policyRosters)
    .where(eq(policyRosters.why, 'month'))
  return row?.day ?? null
}

/** A day at whose end a roster of a version was committed. `from`: when the day was over. */
type CommittedDay = { policyId: PolicyId; versionId: PolicyVersionId; day: string; from: Date }

/**
 * Lists the first rosters of this day that were committed at or after an instant, for any reason, in their order: those of
 * one instant by id, so that every reader has the same first one.
 */
export function listCommitmentsOfDay(
  db: Database,
  { policyId, versionId, day, from }: CommittedDay,
  limit: number,
): Promise<Pick<RosterCommitment, 'id' | 'counts'>[]> {
  // The roster of a publication may be of an earlier moment of the day, even if it was stored later.
  const matchesDay = and(
    eq(policyRosters.policyId, policyId),
    eq(policyRosters.day, day),
    ne(policyRosters.why, 'published'),
  )
  return db
    .select({ id: policyRosters.id, counts: policyRosters.counts })
    .from(policyRosters)
    .where(and(matchesDay, eq(policyRosters.versionId, versionId), gte(policyRosters.at, from)))
    .orderBy(policyRosters.at, policyRosters.id)
    .limit(limit)
}
