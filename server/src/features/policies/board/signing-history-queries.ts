import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import {
  auditEntries,
  policyClauses,
  policyFirstViews,
  policySignatures,
  policyVersions,
} from '../../../db/schema/index.ts'
import { sinceEmployed } from '../../../directory/employment-queries.ts'
import { withStoredTexts } from '../../../kernel/audit/audit-texts-queries.ts'
import type { SignerRow } from '../signing/signature-queries.ts'

/** Maximum number of signatures: more than a person makes. */
const MAX_SIGNED_VERSIONS = 200

/** Lists the versions of a policy that one person signed, newest first, each with its first view. */
export const listSignedVersions = (db: Database, policyId: PolicyId, { person, userid }: SignerRow) =>
  db
    .select({ row: policySignatures, label: policyVersions.label, openedAt: policyFirstViews.openedAt })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
    .leftJoin(
      policyFirstViews,
      and(
        eq(policyFirstViews.userid, userid.toLowerCase()),
        eq(policyFirstViews.versionId, policySignatures.versionId),
      ),
    )
    .where(and(eq(policySignatures.policyId, policyId), eq(policySignatures.person, person)))
    .orderBy(desc(policySignatures.signedAt), desc(policySignatures.id))
    .limit(MAX_SIGNED_VERSIONS)

/** Lists the clause numbers of these versions in document order, without the text. */
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

/**
 * Lists personal due dates and requests for a new signature, in no particular order, without those of an earlier holder of
 * the userid. Only the audit keeps all of them; exemptions have their own table.
 */
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
        sinceEmployed(at, userid),
      ),
    )
  return (await withStoredTexts(db, rows)).map(({ at: when, by, details: stored }) => ({
    at: when,
    by,
    reason: stringOrNull(stored['reason']) ?? '',
    dueOn: stringOrNull(stored['dueOn']),
  }))
}

const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
