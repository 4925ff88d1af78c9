import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { textArray } from '../../../db/json-parameters.ts'
import { auditEntries, auditLogBatches, auditLogs, policySignatures } from '../../../db/schema/index.ts'
import type { SignatureRow } from './signature-queries.ts'

/** Finds the audit entry that recorded a signature; null if there is none. */
export async function findSignatureEntry(db: Database, signatureId: string) {
  const [row] = await db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.object, signatureId), eq(auditEntries.action, 'policy.signed')))
    .orderBy(asc(auditEntries.seq))
    .limit(1)
  return row ?? null
}

/** Maps objects, such as ids of signatures, to the sequence numbers of the audit entries of this action about them. */
export async function findAuditSeqs(
  db: Database,
  action: string,
  objects: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ object: auditEntries.object, seq: auditEntries.seq })
    .from(auditEntries)
    .where(and(sql`${auditEntries.object} = any(${textArray(objects)})`, eq(auditEntries.action, action)))
  return new Map(rows.map(({ object, seq }) => [object, seq]))
}

/** Lists sealed audit entries of these actions after the sequence number `after`. */
export const listSealedEntries = (db: Database, actions: readonly string[], after: number, limit: number) =>
  db
    .select()
    .from(auditEntries)
    .where(
      and(
        gt(auditEntries.seq, after),
        inArray(auditEntries.action, [...actions]),
        sql`${auditEntries.seq} <= coalesce((select max(${auditLogBatches.lastSeq}) from ${auditLogBatches}
          where ${auditLogBatches.log} = (select max(${auditLogs.no}) from ${auditLogs})), 0)`,
      ),
    )
    .orderBy(asc(auditEntries.seq))
    .limit(limit)

export async function listSignaturesById(db: Database, ids: readonly string[]): Promise<SignatureRow[]> {
  if (ids.length === 0) return []
  return db
    .select()
    .from(policySignatures)
    .where(inArray(policySignatures.id, ids as SignatureRow['id'][]))
}

/** Returns the id of a signature without an audit entry: it was not made through this app. Null if there is none. */
export async function findUnauditedSignature(db: Database): Promise<string | null> {
  const isAudited = sql`exists (select 1 from ${auditEntries} where ${auditEntries.object} = ${policySignatures.id}
    and ${auditEntries.action} = 'policy.signed')`
  const [row] = await db
    .select({ id: policySignatures.id })
    .from(policySignatures)
    .where(sql`not ${isAudited}`)
    .limit(1)
  return row?.id ?? null
}
