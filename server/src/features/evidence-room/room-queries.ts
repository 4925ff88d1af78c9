import type { Id, PolicyId } from '@desk/shared/kernel/ids'
import { and, desc, eq, lte, sql } from 'drizzle-orm'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { policySignatures, policySigners, policyVersions } from '../../db/schema/index.ts'

/** Returns what these people signed up to an instant, as `<lower-case userid> <policy>`. */
export async function listSignedPolicies(
  db: Database,
  userids: readonly string[],
  until: Date,
): Promise<ReadonlySet<string>> {
  if (userids.length === 0) return new Set()
  const userid = sql<string>`lower(${policySigners.userid})`
  const rows = await db
    .selectDistinct({ userid, policyId: policySignatures.policyId })
    .from(policySigners)
    .innerJoin(policySignatures, eq(policySignatures.person, policySigners.person))
    .where(
      and(
        sql`${userid} = any(${textArray(userids.map((id) => id.toLowerCase()))})`,
        lte(policySignatures.signedAt, until),
      ),
    )
  return new Set(rows.map((row) => `${row.userid} ${row.policyId}`))
}

/** Finds the last signature of a person and policy up to an instant; null if there is none. */
export async function findLastSignature(
  db: Database,
  { policyId, person, until }: { policyId: PolicyId; person: string; until: Date },
) {
  const [row] = await db
    .select({ code: policySignatures.code, id: policySignatures.id, label: policyVersions.label })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
    .where(
      and(
        eq(policySignatures.policyId, policyId),
        eq(policySignatures.person, person as Id<'signer'>),
        lte(policySignatures.signedAt, until),
      ),
    )
    .orderBy(desc(policySignatures.signedAt), desc(policySignatures.id))
    .limit(1)
  return row ?? null
}
