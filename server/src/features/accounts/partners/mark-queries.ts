import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '../../../db/database.ts'
import { textArray } from '../../../db/json-parameters.ts'
import { members, partnerHistory, partners } from '../../../db/schema/index.ts'

const BY_DIRECTORY = 'system:directory'

/** Lists, in lower case, the members among `userids` whom the directory marks as partners and who are not listed as such. */
export async function listNewlyMarked(tx: Tx, userids: readonly string[]): Promise<string[]> {
  if (userids.length === 0) return []
  const rows = await tx
    .select({ key: sql<string>`lower(${members.userid})` })
    .from(members)
    .leftJoin(partners, eq(partners.userid, sql`lower(${members.userid})`))
    .where(
      and(
        sql`${members.userid} = any(${textArray(userids)})`,
        eq(members.isMarkedPartner, true),
        isNull(partners.userid),
      ),
    )
  return rows.map(({ key }) => key)
}

/** Adds marked members without a contract, as partners from the beginning: what they signed before still counts. */
export async function insertMarked(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const rows = keys.map((userid) => ({ userid, company: '', since: new Date(0), setBy: BY_DIRECTORY }))
  await tx.insert(partners).values(rows).onConflictDoNothing()
}

/**
 * Removes members who are no longer marked and have no registered contract from the list. Returns their userids in lower case.
 */
export async function deleteUnmarked(tx: Tx, userids: readonly string[], at: Date): Promise<string[]> {
  if (userids.length === 0) return []
  const keys = textArray(userids.map((userid) => userid.toLowerCase()))
  const rows = await tx
    .delete(partners)
    .where(
      and(
        isNull(partners.endsOn),
        sql`${partners.userid} = any(${keys})`,
        sql`not exists (select 1 from ${members} where lower(${members.userid}) = ${partners.userid}
          and ${members.isMarkedPartner})`,
      ),
    )
    .returning({ userid: partners.userid, since: partners.since })
  const historyRows = rows.map((row) => ({ ...row, isPartner: true, endsOn: null, until: at }))
  if (historyRows.length > 0) await tx.insert(partnerHistory).values(historyRows).onConflictDoNothing()
  return rows.map(({ userid }) => userid)
}
