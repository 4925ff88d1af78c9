import { eq, sql, type SQL } from 'drizzle-orm'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { chatGroups, policies, policySignatures, policyVersions, requests } from '../../db/schema/index.ts'

const among = (column: SQL | typeof requests.id, ids: readonly string[]) => sql`${column} = any(${textArray(ids)})`

const title = sql<string>`${policyVersions.content} -> 'zh' ->> 'title'`

/** Maps policies to the Chinese title of their version in force. */
export async function listPolicyTitles(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: policies.id, title })
    .from(policies)
    .innerJoin(policyVersions, eq(policyVersions.id, policies.currentVersionId))
    .where(among(sql`${policies.id}`, ids))
  return new Map(rows.map(({ id, title }) => [id, title]))
}

export async function listGroupNames(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: chatGroups.id, name: chatGroups.name })
    .from(chatGroups)
    .where(among(sql`${chatGroups.id}`, ids))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Maps requests to their kind and number. */
export async function listRequests(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { kind: string; no: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: requests.id, kind: requests.kind, no: requests.no })
    .from(requests)
    .where(among(requests.id, ids))
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

type Receipt = { code: string; title: string; label: string | null }

/** Maps signatures to their receipt codes, and the Chinese title and label of what was signed. */
export async function listReceipts(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Receipt>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: policySignatures.id, code: policySignatures.code, title, label: policyVersions.label })
    .from(policySignatures)
    .innerJoin(policyVersions, eq(policyVersions.id, policySignatures.versionId))
    .where(among(sql`${policySignatures.id}`, ids))
  return new Map(rows.map(({ id, ...receipt }) => [id, receipt]))
}
