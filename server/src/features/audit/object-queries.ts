import { eq, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { textArray } from '../../db/json-parameters.ts'
import type { Database } from '../../db/database.ts'
import { rowsOf } from '../../db/rows-of.ts'
import {
  apiKeys,
  auditorLinks,
  chatGroups,
  confirmationCampaigns,
  delegations,
  members,
  policies,
  policySignatures,
  policyVersions,
  requests,
} from '../../db/schema/index.ts'

/** The name of an object. `detail`: the kind of a request, the receipt code of a signature. */
export type ObjectName = { id: string; name: string; detail: string | null }

/** Maps the ids of these objects to their names, in one statement. Objects without a name and unknown ids are omitted. */
export async function listObjectNames(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, ObjectName>> {
  if (ids.length === 0) return new Map()
  const among = textArray([...new Set(ids)])
  const named = (table: PgTable, id: PgColumn, name: SQL | PgColumn, detail: SQL | PgColumn = sql`null::text`): SQL =>
    sql`select ${id} as id, ${name} as name, ${detail} as detail from ${table} where ${id} = any(${among})`
  const nameOf = (userid: PgColumn) =>
    sql`coalesce((select ${members.name} from ${members} where lower(${members.userid}) = lower(${userid})), ${userid})`
  const { principal, delegate } = delegations
  const signedText = sql`(select concat('《', ${policyVersions.content} -> 'zh' ->> 'title', '》', ${policyVersions.label})
    from ${policyVersions} where ${eq(policyVersions.id, policySignatures.versionId)})`
  const rows = await rowsOf<ObjectName>(
    db,
    sql.join(
      [
        named(requests, requests.id, requests.no, requests.kind),
        named(chatGroups, chatGroups.id, chatGroups.name),
        named(confirmationCampaigns, confirmationCampaigns.id, confirmationCampaigns.title),
        named(apiKeys, apiKeys.id, apiKeys.name),
        named(auditorLinks, auditorLinks.id, auditorLinks.name),
        named(delegations, delegations.id, sql`${nameOf(principal)} || ' → ' || ${nameOf(delegate)}`),
        sql`select ${policies.id} as id, ${policyVersions.content} -> 'zh' ->> 'title' as name, null::text as detail
          from ${policies} join ${policyVersions} on ${eq(policyVersions.id, policies.currentVersionId)}
          where ${policies.id} = any(${among})`,
        named(policySignatures, policySignatures.id, signedText, policySignatures.code),
      ],
      sql` union all `,
    ),
  )
  return new Map(rows.map((row) => [row.id, row]))
}
