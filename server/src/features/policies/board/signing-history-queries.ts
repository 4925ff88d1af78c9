import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import {
  auditEntries,
  policyClauses,
  policyOpenings,
  policySignatures,
  policyVersions,
} from '../../../db/schema/index.ts'
import { withStoredTexts } from '../../../kernel/audit/audit-texts-queries.ts'
import type { SignerRow } from '../signing/signature-queries.ts'

/** Far more versions than anybody signs. */
const SHOWN = 200

/** What one person signed of a policy, and when he had opened it, newest first. */
export const listSignedVersions = (db: Database, policyId: PolicyId, { person, userid }: SignerRow) =>
  db
    .select({ row: policySignatures, label: policyVersions.label, openedAt: policyOpenings.openedAt })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
    .leftJoin(
      policyOpenings,
      and(eq(policyOpenings.userid, userid.toLowerCase()), eq(policyOpenings.versionId, policySignatures.versionId)),
    )
    .where(and(eq(policySignatures.policyId, policyId), eq(policySignatures.person, person)))
    .orderBy(desc(policySignatures.signedAt), desc(policySignatures.id))
    .limit(SHOWN)

/** Numbers of the clauses of these versions, in their order, without what they say. */
export async function listClauseNumbers(db: Database, versionIds: readonly PolicyVersionId[]) {
  if (versionIds.length === 0) return []
  const { versionId, clauseId, no, language, ordinal } = policyClauses
  return db
    .select({ versionId, clauseId, no })
    .from(policyClauses)
    .where(and(inArray(versionId, [...versionIds]), eq(language, 'zh-CN')))
    .orderBy(asc(ordinal))
}

const decisions = ['policy.due_date_set', 'policy.asked_anew']

/** What was decided about one person, but for exemptions: all of it is in the audit, only the last elsewhere. In no order. */
export async function listDecisions(db: Database, policyId: PolicyId, userid: string) {
  const { at, actor, action, object, details } = auditEntries
  const rows = await db
    .select({ at, by: actor, details })
    .from(auditEntries)
    .where(
      and(
        inArray(action, decisions),
        eq(object, policyId),
        eq(sql`lower(${details} ->> 'userid')`, userid.toLowerCase()),
      ),
    )
  return (await withStoredTexts(db, rows)).map(({ at: when, by, details: said }) => ({
    at: when,
    by,
    reason: textOf(said['reason']) ?? '',
    dueOn: textOf(said['dueOn']),
  }))
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
