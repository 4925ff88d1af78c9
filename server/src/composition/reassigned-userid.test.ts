import type { MemberActor } from '@desk/shared/identity/actor'
import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import { getTableConfig, PgArray, PgTable } from 'drizzle-orm/pg-core'
import { is } from 'drizzle-orm'
import { expect } from 'vitest'
import * as schema from '../db/schema/index.ts'
import { ownerColumns, ownerLists } from '../directory/retire-userids.ts'
import { markMembersLeft, syncMembers } from '../directory/sync-members-queries.ts'
import { getCase } from '../features/incidents/handling/view-case.ts'
import { incidentCompany, report } from '../testing/fixtures/incidents.ts'
import { usedAccount, type UsedAccount } from '../testing/fixtures/used-account.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { currentActorOf } from '../testing/current-actor-of.ts'

/** Columns with a userid that is not an owner's, each with the reason. */
const columnsWithoutOwner: Record<string, string> = {
  'audit_entries.actor': 'evidence: means the holder of the userid at that time',
  'account_closings.opened_by': 'who acted: grants nothing; a closing is seen by role',
  'account_closings.forced_by': 'as above',
  'account_closings.confirmed_by': 'as above',
  'account_closings.deletion_asked_by': 'as above',
  'account_closings.deletion_confirmed_by': 'as above',
  'closing_events.actor_id': 'evidence: cannot be written',
  'account_batches.submitted_by': 'who submitted it: grants nothing, and keeps them from confirming it',
  'account_openings.submitted_by': 'as above',
  'account_openings.reviewed_by': 'who confirmed it: grants nothing',
  'auditor_links.created_by': 'who created it: grants nothing',
  'auditor_links.ended_by': 'as above',
  'confirmation_campaigns.created_by': 'as above',
  'confirmation_campaigns.ended_by': 'as above',
  'confirmations.userid': 'evidence: cannot be written; counts only from the beginning of the employment',
  'confirmations.by': 'evidence: grants nothing',
  'calendar_days.changed_by': 'who last changed a setting; the audit has the rest',
  'message_texts.changed_by': 'as above',
  'settings.changed_by': 'as above',
  'custody_attestations.userid': 'evidence: cannot be written; read by the employment that it states',
  'custody_years.after_userid': 'a cursor',
  'feedback_faqs.changed_by': 'who last changed an entry; the audit has the rest',
  'delegations.revoked_by': 'who ended it: grants nothing',
  'api_keys.revoked_by': 'as above',
  'policy_exemptions.ended_by': 'as above',
  'policy_exemptions.by': 'who decided it: grants nothing',
  'policy_exceptions.by': 'as above',
  'role_grants.confirmed_by': 'as above',
  'role_grants.ended_by': 'as above',
  'partners.set_by': 'as above',
  'partners.close_by': 'as above',
  'console_deeds.handled_by': 'as above',
  'departure_reports.handled_by': 'as above',
  'group_members.remove_by': 'as above',
  'group_reports.handled_by': 'as above',
  'group_wishes.answered_by': 'as above',
  'members.userid': 'the synced directory itself',
  'ops_claims.used_by': 'expires after half an hour',
  'policies.created_by': 'who created it: grants nothing',
  'policy_files.by': 'evidence: cannot be written',
  'policy_rounds.after_userid': 'a cursor',
  'policy_signers.userid': 'renamed separately: the userid under which its owner signed is kept',
  'policy_signers.former_userid': 'names the former holder in a roster; nobody is found by it',
  'request_events.actor_id': 'evidence: means the holder of the userid at that time',
  'incident_events.actor': 'evidence: grants nothing',
  'sign_in_states.expected_userid': 'expires after minutes, and WeCom identifies the member',
}
/** Array columns of text that do not contain userids of owners, each with its content. */
const listsWithoutOwner: Record<string, string> = {
  'account_openings.department_names': 'names of departments',
  'api_keys.addresses': 'addresses of servers',
  'api_keys.scopes': 'codes',
  'audit_blocks.row_hashes': 'hashes',
  'auditor_links.policy_ids': 'ids of policies',
  'chat_groups.missing': 'members whom WeCom did not add: grants nothing, and read again from WeCom',
  'confirmation_campaigns.fields': 'codes',
  'confirmations.wrong_fields': 'codes',
  'confirmations.hidden_fields': 'codes',
  'delegations.kinds': 'codes',
  'lost_cases.aftercare': 'codes',
  'notices.policy_ids': 'ids of policies',
  'policy_mailings.policy_ids': 'ids of policies',
  'policy_mailings.userids': 'recipients of one mailing, which is over within days',
}
const useridColumn =
  /(^|_)(userid|by|actor|actor_id|owner_id|author_id|applicant_id|subject_id|reporter_id|ward_id|guardian_id|principal|delegate|deputy_id|sponsor)$/

test('every column with a userid is retired with its owner, or has a reason not to be', () => {
  const tables = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable))
  const owned = new Set(ownerColumns.map((column) => `${getTableConfig(column.table).name}.${column.name}`))
  const columns = tables.flatMap((table) => getTableConfig(table).columns.map((column) => [table, column] as const))
  const named = columns
    .filter(([, { name, dataType }]) => dataType === 'string' && useridColumn.test(name))
    .map(([table, { name }]) => `${getTableConfig(table).name}.${name}`)
  expect(named.filter((name) => !owned.has(name) && !(name in columnsWithoutOwner))).toEqual([])
  expect(Object.keys(columnsWithoutOwner).filter((name) => !named.includes(name) || owned.has(name))).toEqual([])
  const ownerListNames = ownerLists.map((column) => `${getTableConfig(column.table).name}.${column.name}`)
  const lists = columns
    .filter(([, column]) => is(column, PgArray) && column.baseColumn.dataType === 'string')
    .map(([table, { name }]) => `${getTableConfig(table).name}.${name}`)
  expect(lists.toSorted()).toEqual([...ownerListNames, ...Object.keys(listsWithoutOwner)].toSorted())
})

test('a report about a member names them, and not the next holder of their userid', async ({ kit }) => {
  const people = await incidentCompany(kit)
  await kit.given.member({ userid: 'guoji', name: '郭𠮷', department: people.north })
  const id = await report(kit, people.reporter, { involved: ['suspect', 'guoji'] })
  await reassignUserid(kit)
  const { involved } = await getCase(kit.deps, people.handler, id)
  expect(involved.map(({ name }) => name).toSorted()).toEqual(['名suspect', '郭𠮷'].toSorted())
})

/** Lets a member leave; sixty days later WeCom assigns the userid to another person. */
async function reassignUserid(kit: Kit): Promise<MemberActor> {
  const { deps } = kit
  const former = deps.wecom.members.get('guoji')
  if (!former) throw new Error('the userid must have a former holder')
  deps.wecom.members.delete('guoji')
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['guoji'], { at: deps.clock.now(), source: 'test' }))
  await drainOutbox(deps)
  deps.clock.advanceDays(60)
  const other = { ...former, name: '何静', leads: [] }
  deps.wecom.members.set('guoji', other)
  await deps.db.transaction((tx) => syncMembers(deps, tx, [other], { at: deps.clock.now(), source: 'test' }))
  await drainOutbox(deps)
  return currentActorOf({ deps }, 'guoji')
}

/** Routes that name the owner of a receipt to any member who has its code. */
const byCode: readonly RouteKey[] = ['GET /api/receipts/:code']

const reads = (Object.keys(routeRules) as RouteKey[]).filter((route) => {
  const rule = routeRules[route] as string
  return route.startsWith('GET /api/') && !byCode.includes(route) && !['anyone', 'api_key', 'platform'].includes(rule)
})

const pathsOf = (route: RouteKey, account: UsedAccount): string[] =>
  account.ids.map((id) =>
    route
      .slice('GET '.length)
      .replace(':id', id)
      .replace(':code', account.receipt)
      .replace(':kind', 'info_change')
      .replace(':userid', 'guoji'),
  )

test('the new holder of a userid sees nothing of the former one', { timeout: 300_000 }, async ({ kit }) => {
  const account = await usedAccount(kit)
  const newcomer = await reassignUserid(kit)
  expect([newcomer.roles, newcomer.adminOf, newcomer.delegators]).toEqual([[], [], undefined])
  const { requestAs, app } = createTestClient(kit.deps)

  const leaks: string[] = []
  for (const route of reads)
    for (const path of new Set(pathsOf(route, account))) {
      const answer = await requestAs(newcomer, 'GET', path)
      expect(answer.status, path).toBeLessThan(500)
      const text = await answer.text()
      for (const mark of account.marks) if (text.includes(mark)) leaks.push(`${path}: ${mark}`)
    }
  expect(leaks).toEqual([])

  const accepted: string[] = []
  for (const [path, body] of account.commands) {
    const { status } = await requestAs(newcomer, 'POST', path, body, { 'idempotency-key': 'newcomer-000000000001' })
    if (status < 400) accepted.push(path)
  }
  expect(accepted).toEqual([])
  const receipt = await requestAs(newcomer, 'GET', `/api/receipts/${account.receipt}`)
  expect(await receipt.json()).toMatchObject({ isMine: false, signer: { name: '郭𠮷' } })
  const withKey = await app.request('/api/v1/departments', { headers: { authorization: `Bearer ${account.apiKey}` } })
  expect(withKey.status).toBe(401)

  // Other members still see the request, under the former holder's name.
  const seen = (await (await requestAs(account.reader, 'GET', `/api/requests/${account.requestId}`)).json()) as {
    applicant: { name: string }
  }
  expect(seen.applicant.name).toBe('郭𠮷')
})
