import { getTableName, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Tx } from '../db/database.ts'
import * as schema from '../db/schema/index.ts'
import { sha256 } from '../kernel/hash.ts'
import { LEFT } from './member-drift.ts'

const {
  accountSuspensions,
  chatGroups,
  delegations,
  guardians,
  lostCases,
  policyVersions,
  requestCandidates,
  requests,
} = schema

/** Every column that identifies an owner by userid. A test compares this list with the schema. */
export const ownerColumns: readonly PgColumn[] = [
  schema.accountClosings.subjectId,
  schema.accountOpenings.userid,
  accountSuspensions.userid,
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
  schema.employments.userid,
  schema.employments.returnConfirmedBy,
  schema.custodyAsks.userid,
  schema.feedbackAskers.userid,
  schema.feedbackHandlers.userid,
  schema.feedbackHandlers.onBehalfOf,
  schema.feedbackEvents.userid,
  schema.feedbackProblems.askerId,
  schema.feedbackProblems.takerId,
  schema.feedbackProblems.forwardedBy,
  schema.feedbackProblems.answeredBy,
  schema.groupMembers.userid,
  schema.groupOffers.userid,
  schema.groupReports.reporterId,
  schema.incidents.reporterId,
  schema.incidents.handlerId,
  schema.incidentAssignees.userid,
  schema.incidentMessages.authorId,
  schema.handoverItems.heirId,
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
  schema.partnerHistory.userid,
  schema.partners.sponsor,
  schema.consoleDeeds.subjectId,
  schema.departureReports.userid,
  schema.departureReports.reporterId,
  schema.policyExceptions.userid,
  schema.policyExceptionHistory.userid,
  schema.policyExemptions.userid,
  schema.policyMessages.by,
  schema.policyFirstViews.userid,
  schema.policyQuestions.userid,
  schema.policyUnreached.userid,
  schema.policyUnreachedHistory.userid,
  policyVersions.authorId,
  policyVersions.approvedBy,
  policyVersions.returnedBy,
  policyVersions.publishedBy,
  schema.policies.retireAskedBy,
  schema.policies.retiredBy,
  requestCandidates.userid,
  requestCandidates.onBehalfOf,
  schema.requestClaims.userid,
  requests.applicantId,
  requests.subjectId,
  requests.decidedBy,
  requests.decidedFor,
  requests.verifiedBy,
  schema.roleGrants.userid,
  schema.sessions.userid,
  schema.workbenchTiles.userid,
]

/** Every column with a list of userids that identify owners. The same test compares this list with the schema. */
export const ownerLists: readonly PgColumn[] = [schema.incidents.involved, lostCases.called, policyVersions.writers]

/**
 * Columns that keep the userid of a member whose return HR confirmed: their requests, comments, questions and other
 * history are theirs again; roles, groups, keys and delegations are not.
 */
const keptByReturners: readonly PgColumn[] = [
  schema.attachments.ownerId,
  schema.comments.authorId,
  schema.directoryChanges.userid,
  schema.employments.userid,
  schema.policyFirstViews.userid,
  schema.policyQuestions.userid,
  requests.applicantId,
  requests.subjectId,
  // Incident reports that name the member still do.
  schema.incidents.involved,
]

/**
 * Conditions for columns of which only some rows are renamed. A member who was only invisible for a while is back with
 * an account that is still locked or being closed. An entry whose account was not created before the former member left
 * belongs to the new member.
 */
const renameConditions = new Map<PgColumn, SQL>([
  [
    schema.accountOpenings.userid,
    sql`and held.account_created_at <= (select left_at from members where lower(userid) = given.key)`,
  ],
  [lostCases.subjectId, sql`and held.ended_at is not null`],
  [schema.accountClosings.subjectId, sql`and held.ended_at is not null`],
  [accountSuspensions.userid, sql`and (held.ended_at is not null or held.cause not in ('lost', 'close'))`],
])

const USERID_MAX = 64

/**
 * Returns a new userid for a former member: in lower case, as some columns store userids, and only with characters that
 * WeCom allows.
 */
function retiredUserid(userid: string, at: Date): string {
  const suffix = `@former-${sha256(`${userid} ${at.toISOString()}`).slice(0, 12)}`
  return userid.toLowerCase().slice(0, USERID_MAX - suffix.length) + suffix
}

/**
 * Renames the rows of former members whose userids WeCom assigned to other people. The rows get a userid that cannot
 * sign in, so that they are no longer found as the new member's lists, roles, cases or keys; the former member's name
 * is kept. A member who returns starts afresh as well, since WeCom does not distinguish the two, unless HR confirmed the
 * return: they keep their history. Signatures stay with the pseudonym of their signer, who is renamed. Other append-only
 * rows (timelines, the audit) are distinguished by their time.
 * Returns the new userids.
 *
 * @param returning keys of the members whose return HR confirmed
 */
export async function retireUserids(
  tx: Tx,
  userids: readonly string[],
  at: Date,
  returning: ReadonlySet<string>,
): Promise<string[]> {
  if (userids.length === 0) return []
  const renames = userids.map((userid) => {
    const key = userid.toLowerCase()
    return { key, retired: retiredUserid(userid, at), returns: returning.has(key) }
  })
  const given = sql`jsonb_to_recordset(${JSON.stringify(renames)}::jsonb) as given(key text, retired text, returns boolean)`
  await tx.execute(sql`
    insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at,
      name_key, pinyin, initials, employed_since, signer_erased_at, left_at)
    select given.retired, former.name, '', former.department_ids, former.main_department_id, '', '', ${LEFT},
      former.synced_at, former.name_key, former.pinyin, former.initials, former.employed_since, former.signer_erased_at,
      -- Null for a member who returns: their own row is on the rosters of earlier days, not the renamed one.
      case when not given.returns then former.left_at end
    from ${given} join members as former on lower(former.userid) = given.key`)
  for (const column of ownerColumns) {
    const [table, name] = [sql.identifier(getTableName(column.table)), sql.identifier(column.name)]
    const condition = keptByReturners.includes(column)
      ? sql`and not given.returns`
      : (renameConditions.get(column) ?? sql``)
    await tx.execute(sql`update ${table} as held set ${name} = given.retired from ${given}
      where lower(held.${name}) = given.key ${condition}`)
  }
  for (const column of ownerLists) {
    const [table, name] = [sql.identifier(getTableName(column.table)), sql.identifier(column.name)]
    const condition = keptByReturners.includes(column) ? sql`and not given.returns` : sql``
    const former = sql`select given.retired from ${given} where given.key = lower(one.userid) ${condition}`
    await tx.execute(sql`update ${table} as held set ${name} = array(
        select coalesce((${former}), one.userid) from unnest(held.${name}) with ordinality as one(userid, place) order by place)
      where exists (select 1 from unnest(held.${name}) as one(userid) where exists (${former}))`)
  }
  await tx.execute(sql`update policy_signers as held set userid = given.retired, former_userid = held.userid from ${given}
    where lower(held.userid) = given.key and not given.returns`)
  await retireOnCall(tx, given)
  return renames.map(({ retired }) => retired)
}

/** Renames userids in the on-call setting, since on-call members can read every case. */
async function retireOnCall(tx: Tx, given: SQL): Promise<void> {
  const onCallRows = sql`select jsonb_agg(case when given.retired is null then turn
      else jsonb_set(turn, '{userid}', to_jsonb(given.retired)) end)
    from jsonb_array_elements(held.value -> 'rows') as turn left join ${given} on lower(turn ->> 'userid') = given.key`
  const isOnCall = sql`exists (select 1 from jsonb_array_elements(held.value -> 'rows') as turn
    join ${given} on lower(turn ->> 'userid') = given.key)`
  await tx.execute(sql`update settings as held set version = version + 1, value = jsonb_set(value, '{rows}', (${onCallRows}))
    where key = 'lost_device.duty' and ${isOnCall}`)
}
