import { getTableName, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Tx } from '../db/database.ts'
import * as schema from '../db/schema/index.ts'
import { sha256 } from '../kernel/hash.ts'
import { LEFT } from './member-drift.ts'

const { chatGroups, delegations, guardians, lostCases, policyVersions, requestCandidates, requests } = schema

/** Every column that says whose something is. A test holds this against the schema. */
export const ownerColumns: readonly PgColumn[] = [
  schema.apiKeys.createdBy,
  schema.attachments.ownerId,
  schema.cards.userid,
  chatGroups.ownerId,
  chatGroups.deputyId,
  chatGroups.nextOwnerId,
  chatGroups.charterSignedBy,
  schema.comments.authorId,
  delegations.principal,
  delegations.delegate,
  schema.directoryChanges.userid,
  schema.downloadLinks.userid,
  schema.drafts.userid,
  schema.groupMembers.userid,
  schema.groupOffers.userid,
  schema.groupReports.reporterId,
  schema.groupJoinRequests.userid,
  guardians.wardId,
  guardians.guardianId,
  lostCases.subjectId,
  lostCases.reporterId,
  lostCases.secondReporterId,
  lostCases.identityBy,
  lostCases.orderedBy,
  lostCases.unlockBy,
  lostCases.attestedBy,
  schema.caseViewTokens.userid,
  schema.notices.userid,
  schema.partners.userid,
  schema.partners.sponsor,
  schema.policyExceptions.userid,
  schema.policyExemptions.userid,
  schema.policyMessages.by,
  schema.policyFirstViews.userid,
  schema.policyQuestions.userid,
  schema.policyUnreached.userid,
  policyVersions.authorId,
  policyVersions.approvedBy,
  policyVersions.returnedBy,
  policyVersions.publishedBy,
  requestCandidates.userid,
  requestCandidates.onBehalfOf,
  schema.requestClaims.userid,
  requests.applicantId,
  requests.decidedBy,
  requests.decidedFor,
  requests.verifiedBy,
  schema.roleGrants.userid,
  schema.sessions.userid,
  schema.workbenchTiles.userid,
]

const USERID_MAX = 64

/** In lower case, as some columns hold userids, and of the signs that WeCom allows: it goes wherever a userid does. */
function retiredName(userid: string, at: Date): string {
  const suffix = `@former-${sha256(`${userid} ${at.toISOString()}`).slice(0, 12)}`
  return userid.toLowerCase().slice(0, USERID_MAX - suffix.length) + suffix
}

/**
 * WeCom gives userids of people who left to others. What the former one had goes with them, under a name that nobody
 * signs in with, before the userid begins anew: nothing of it is anybody's list, role, case or key any more, and their own
 * name stays beside it. Whoever comes back begins anew as well: WeCom does not tell the two apart. What cannot be written
 * (signatures, timelines, the audit) is told apart by its time. Gives the retired names.
 */
export async function retireUserids(tx: Tx, userids: readonly string[], at: Date): Promise<string[]> {
  if (userids.length === 0) return []
  const names = userids.map((userid) => ({ key: userid.toLowerCase(), retired: retiredName(userid, at) }))
  const asked = sql`jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as given(key text, retired text)`
  await tx.execute(sql`
    insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at,
      name_key, pinyin, initials, employed_since)
    select given.retired, former.name, '', former.department_ids, former.main_department_id, '', '', ${LEFT},
      former.synced_at, former.name_key, former.pinyin, former.initials, former.employed_since
    from ${asked} join members as former on lower(former.userid) = given.key`)
  for (const column of ownerColumns) {
    const [table, name] = [sql.identifier(getTableName(column.table)), sql.identifier(column.name)]
    // Who is back before anybody ended their case was out of sight and no more: the account stays locked.
    const isOver = column === lostCases.subjectId ? sql`and held.ended_at is not null` : sql``
    await tx.execute(sql`update ${table} as held set ${name} = given.retired from ${asked}
      where lower(held.${name}) = given.key ${isOver}`)
  }
  await retireOnCall(tx, asked)
  return names.map(({ retired }) => retired)
}

/** Whoever is on call may look at every case; the roster is a setting. */
async function retireOnCall(tx: Tx, asked: SQL): Promise<void> {
  const turns = sql`select jsonb_agg(case when given.retired is null then turn
      else jsonb_set(turn, '{userid}', to_jsonb(given.retired)) end)
    from jsonb_array_elements(held.value -> 'rows') as turn left join ${asked} on lower(turn ->> 'userid') = given.key`
  const isOnIt = sql`exists (select 1 from jsonb_array_elements(held.value -> 'rows') as turn
    join ${asked} on lower(turn ->> 'userid') = given.key)`
  await tx.execute(sql`update settings as held set version = version + 1, value = jsonb_set(value, '{rows}', (${turns}))
    where key = 'lost_device.duty' and ${isOnIt}`)
}
