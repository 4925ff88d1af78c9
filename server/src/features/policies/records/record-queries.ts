import type { PolicyId } from '@desk/shared/kernel/ids'
import type { RecordEvent } from '@desk/shared/policies/record-schemas'
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { textArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import {
  members,
  policyFirstViews,
  policyQuestions,
  policySignatures,
  policySigners,
  policyVersions,
  requests,
} from '../../../db/schema/index.ts'

export type SignedPolicy = {
  userid: string
  policyId: PolicyId
  label: string
  signedAt: Date
  code: string
}

/** Lists the last signature of each policy of these people, whatever binds them now. */
export async function listLastSignatures(db: Database, userids: readonly string[]): Promise<SignedPolicy[]> {
  if (userids.length === 0) return []
  const signers = await db
    .select({ person: policySigners.person, userid: sql<string>`lower(${policySigners.userid})` })
    .from(policySigners)
    .where(sql`lower(${policySigners.userid}) = any(${textArray(userids.map((userid) => userid.toLowerCase()))})`)
  if (signers.length === 0) return []
  // The signatures first, so that the index by person is used for these few people.
  const rows = await db
    .selectDistinctOn([policySignatures.person, policySignatures.policyId], {
      person: policySignatures.person,
      policyId: policySignatures.policyId,
      versionId: policySignatures.versionId,
      signedAt: policySignatures.signedAt,
      code: policySignatures.code,
    })
    .from(policySignatures)
    .where(sql`${policySignatures.person} = any(${textArray(signers.map(({ person }) => person))})`)
    .orderBy(policySignatures.person, policySignatures.policyId, desc(policySignatures.signedAt))
  const labels = await labelsOf(
    db,
    rows.map(({ versionId }) => versionId),
  )
  const useridOf = new Map(signers.map(({ person, userid }) => [person, userid]))
  return rows.map(({ person, versionId, ...row }) => ({
    ...row,
    userid: useridOf.get(person) ?? '',
    label: labels.get(versionId) ?? '',
  }))
}

async function labelsOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: policyVersions.id, label: policyVersions.label })
    .from(policyVersions)
    .where(sql`${policyVersions.id} = any(${textArray([...new Set(ids)])})`)
  return new Map(rows.map(({ id, label }) => [id, label ?? '']))
}

/** Returns the signer of the receipt with this code; null if there is none, or their key was destroyed. */
export async function findUseridOfReceipt(db: Database, code: string): Promise<string | null> {
  const [row] = await db
    .select({ userid: policySigners.userid })
    .from(policySignatures)
    .innerJoin(policySigners, eq(policySigners.person, policySignatures.person))
    .where(eq(policySignatures.code, code))
  return row?.userid ?? null
}

type Fact = Pick<RecordEvent, 'kind' | 'label'> & { at: Date }

/** Lists when a person first opened each version of a policy. */
export async function listOpenedVersions(db: Database, policyId: PolicyId, userid: string): Promise<Fact[]> {
  const rows = await db
    .select({ at: policyFirstViews.openedAt, label: policyVersions.label })
    .from(policyFirstViews)
    .innerJoin(policyVersions, eq(policyVersions.id, policyFirstViews.versionId))
    .where(and(eq(policyFirstViews.userid, userid.toLowerCase()), eq(policyVersions.policyId, policyId)))
  return rows.map((row) => ({ ...row, kind: 'opened' as const }))
}

/** Lists when a person asked questions about a policy; not the questions. */
export async function listAskedQuestions(db: Database, policyId: PolicyId, userid: string): Promise<Fact[]> {
  const rows = await db
    .select({ at: policyQuestions.askedAt, label: policyVersions.label })
    .from(policyQuestions)
    .innerJoin(policyVersions, eq(policyVersions.id, policyQuestions.versionId))
    .where(and(eq(sql`lower(${policyQuestions.userid})`, userid.toLowerCase()), eq(policyQuestions.policyId, policyId)))
  return rows.map((row) => ({ ...row, kind: 'questioned' as const }))
}

/** Lists when a person asked to be exempt from a policy. */
export async function listExemptionRequests(db: Database, policyId: PolicyId, userid: string): Promise<Fact[]> {
  const rows = await db
    .select({ at: requests.createdAt })
    .from(requests)
    .where(
      and(
        eq(requests.applicantId, userid),
        eq(requests.kind, 'policy_exemption'),
        eq(sql`${requests.payload} ->> 'policyId'`, policyId),
      ),
    )
    .orderBy(asc(requests.createdAt))
  return rows.map(({ at }) => ({ at, label: null, kind: 'exemption_requested' as const }))
}

/** Lists these members, including those who left. */
export const listMembers = (db: Database, userids: readonly string[]) =>
  db
    .select({
      userid: members.userid,
      name: members.name,
      departmentId: members.mainDepartmentId,
      status: members.status,
      leftAt: members.leftAt,
    })
    .from(members)
    .where(sql`lower(${members.userid}) = any(${textArray(userids.map((userid) => userid.toLowerCase()))})`)
