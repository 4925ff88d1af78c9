import { EXPORTED } from '@desk/shared/evidence/bundle/check-records'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { textArray } from '../../../../db/json-parameters.ts'
import type { Database } from '../../../../db/database.ts'
import { auditEntries, policySignatures, policyVersions } from '../../../../db/schema/index.ts'

/** Audit actions of a policy's history, besides signatures: those of its versions and of exemptions. */
const historyActions = [
  'policy.published',
  'policy.in_force',
  'policy.retired',
  'policy.exempted',
  'policy.exemption_ended',
]

/** Lists the numbers of the audit entries of a policy's history, up to `upTo`. */
export async function listHistorySeqs(db: Database, policyId: PolicyId, upTo: number): Promise<number[]> {
  const rows = await db
    .select({ seq: auditEntries.seq })
    .from(auditEntries)
    .where(
      and(eq(auditEntries.object, policyId), inArray(auditEntries.action, historyActions), lte(auditEntries.seq, upTo)),
    )
  return rows.map(({ seq }) => seq)
}

/** Lists the numbers of the audit entries of exports, ascending. */
export async function listExportSeqs(db: Database): Promise<number[]> {
  const { seq, action } = auditEntries
  const rows = await db.select({ seq }).from(auditEntries).where(eq(action, EXPORTED)).orderBy(seq)
  return rows.map((row) => row.seq)
}

export type SignatureOfPerson = Pick<typeof policySignatures.$inferSelect, 'id' | 'person' | 'sealed'> & { seq: number }

/** Lists the signatures of these people, of all policies, with the numbers of their audit entries, by which they are ordered. */
export const listSignaturesByPerson = (db: Database, people: readonly string[]): Promise<SignatureOfPerson[]> => {
  const { id, person, sealed } = policySignatures
  return db
    .select({ id, person, sealed, seq: auditEntries.seq })
    .from(policySignatures)
    .innerJoin(auditEntries, and(eq(auditEntries.object, id), eq(auditEntries.action, 'policy.signed')))
    .where(sql`${person} = any(${textArray(people)})`)
    .orderBy(auditEntries.seq)
}

/** Lists the signatures of these people under a policy, as a report shows them, ordered by their audit entries. */
export const listSignaturesToReport = (db: Database, policy: PolicyId, people: readonly string[]) => {
  const { id, person, policyId, code, signedAt, sealed, basis, readMap, versionId } = policySignatures
  const { label } = policyVersions
  return db
    .select({ id, person, code, signedAt, sealed, basis, readMap, label, seq: auditEntries.seq })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, versionId))
    .innerJoin(auditEntries, and(eq(auditEntries.object, id), eq(auditEntries.action, 'policy.signed')))
    .where(and(eq(policyId, policy), sql`${person} = any(${textArray(people)})`))
    .orderBy(auditEntries.seq)
}
