import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { policyClauses, policySignatures, policyVersions } from '../../db/schema/index.ts'
import type { SignerRow } from './signature-queries.ts'

/** Far more versions than anybody signs. */
const SHOWN = 200

/** What one person signed of a policy, newest first. */
export const listSignedVersions = (db: Database, policyId: PolicyId, person: SignerRow['person']) =>
  db
    .select({ row: policySignatures, label: policyVersions.label })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
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
