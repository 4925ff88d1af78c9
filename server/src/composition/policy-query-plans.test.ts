import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { SignBody } from '@desk/shared/policies/policy-schemas'
import { beforeAll, describe, expect, test } from 'vitest'
import { deleteFirstViews, listFirstViews } from '../features/policies/signing/first-view-queries.ts'
import { readPeople } from '../features/policies/backend-api/read-people.ts'
import { getBoard } from '../features/policies/board/get-board.ts'
import { listPeople } from '../features/policies/board/list-people.ts'
import { getRecord } from '../features/policies/records/get-record.ts'
import { searchRecords } from '../features/policies/records/search-records.ts'
import { refreshCounters } from '../features/policies/roster/jobs/refresh-counters.ts'
import { previewSelection } from '../features/policies/reminders/preview-selection.ts'
import { previewReach } from '../features/policies/reminders/reminder-reach.ts'
import { createKit, type Kit } from '../testing/kit.ts'
import { largeDirectory } from '../testing/database/large-company.ts'
import {
  clause,
  draftOf,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAll,
  sign,
} from '../testing/fixtures/policy.ts'
import { filledTables, growthOf, recordStatements } from '../testing/database/query-plan.ts'
import { renewTables, testDatabase, deleteStatistics, testPool } from '../testing/database/test-database.ts'

const MEMBERS = 10_000
/** Number of partners, and of people whom no message reached; none of them signs. */
const NON_SIGNERS = 30_000
/** Number of messages and reminder batches of a year, few of which are from today. */
const SENT = 50_000
const ROUNDS = 5_000
/** Days with stored counts of 250 departments. */
const DAYS = 400
/** Maximum statements of one signature, without the session. Raise it only deliberately. */
const MAX_PER_SIGNATURE = 9
/** The first signature of a person also creates a key. */
const MAX_FIRST_SIGNATURE = 11
const CROWD = 40
const MAX_PER_BOARD = 30

/** Tables with few rows: tens of policies, recounts that last seconds, and 250 departments here. */
const smallTables = /policy_versions_\w+ from end to end|Seq Scan of policies: |of policy_recounts|of departments_\w+/

/** Statements that give every person three earlier states in the history tables, and mark a tenth of them as erased. */
const historyStatements = [
  `insert into policy_exception_history (policy_id, userid, at, until)
   select p.id, m.userid, now(), now() + n * interval '1 day' from members m, policies p, generate_series(1, 3) n`,
  `insert into partner_history (userid, is_partner, until)
   select userid, false, now() + n * interval '1 day' from members, generate_series(1, 3) n`,
  `insert into policy_unreached_history (userid, since, until)
   select userid, now(), now() + n * interval '1 day' from members, generate_series(1, 3) n`,
  `update members set signer_erased_at = '2020-01-01' where userid like 'u%7'`,
]

let kit: Kit
let id: PolicyId
let filled: ReadonlySet<string>
const member = (n: number): MemberActor => ({
  kind: 'member',
  userid: `u${String(n).padStart(7, '0')}`,
  roles: [],
  adminOf: [],
})

async function findFaults(act: () => Promise<unknown>, maxStatements: number): Promise<string[]> {
  const statements = await recordStatements(act)
  const growing: string[] = []
  for (const statement of statements)
    growing.push(...(await growthOf(testPool(), statement, filled)).map((growth) => `${growth} in ${statement.text}`))
  const found = growing.filter((growth) => !smallTables.test(growth))
  return statements.length > maxStatements ? [...found, `${String(statements.length)} statements`] : found
}

/** Returns members who opened the policy, each with the signature they will send. */
async function readers(from: number, count: number): Promise<{ actor: MemberActor; body: SignBody }[]> {
  const people: { actor: MemberActor; body: SignBody }[] = []
  for (let n = from; n < from + count; n += 1)
    people.push({ actor: member(n), body: readAll(await openPolicy(kit, member(n), id)) })
  kit.deps.clock.advanceSeconds(60)
  return people
}

describe.skipIf(testDatabase.isEmbedded)('query plans of a policy that 10,000 people have to sign', () => {
  beforeAll(async () => {
    kit = await createKit()
    await renewTables()
    const company = await policyCompany(kit)
    await testPool().query('delete from departments')
    for (const statement of largeDirectory(MEMBERS)) await testPool().query(statement)
    id = await createPublishedPolicy(kit, company, draftOf([clause('1'), clause('2')]))
    await testPool().query(
      `insert into policy_signers (person, userid, key, created_at)
       select 'psn_' || userid, userid, md5(userid), now() from members where userid < 'u0009000' and userid like 'u0%'`,
    )
    await testPool().query(
      `insert into partners (userid, company, sponsor, ends_on, since, set_by)
       select 'p' || n, '外协', 'author', current_date + 30, now(), 'author' from generate_series(1, ${NON_SIGNERS}) n`,
    )
    await testPool().query(
      `insert into policy_unreached (userid, since) select 'p' || n, now() from generate_series(1, ${NON_SIGNERS}) n`,
    )
    for (const statement of historyStatements) await testPool().query(statement)
    await testPool().query(
      `insert into policy_openings (userid, version_id, opened_at)
       select userid, id, now() from members, policy_versions where userid like 'u0%' and policy_id = '${id}'`,
    )
    await testPool().query(
      `insert into notices (task_id, event, object_id, userid, dedupe_key, state, planned_at)
       select 'car_' || n, 'policy.urged', '${id}:2026-01-' || n % 28, 'u' || n, 'policy.urged:' || n, 'sent', now()
       from generate_series(1, ${SENT}) n`,
    )
    await testPool().query(
      `insert into policy_rounds (key, scope, day, started_at, finished_at, after_userid, told)
       select 'urge:' || n, jsonb_build_object('kind', 'urged', 'policyId', '${id}'),
         case when n = 1 then date '2026-03-17' else date '2020-01-01' + n % 1500 end, now(), now(), '', 1
       from generate_series(1, ${ROUNDS}) n`,
    )
    await testPool().query(
      `insert into policy_snapshots (policy_id, day, department_id, version_id, counts, taken_at)
       select '${id}', date '2026-03-17' - n, d.id, v.id, '{"signed": 1, "pending": 2}', now()
       from (select 0 as id union all select id from departments) d, policy_versions v, generate_series(1, ${DAYS}) n where v.policy_id = '${id}'`,
    )
    // What a signature of the version requires is read once, at the first one.
    for (const { actor, body } of await readers(50, 1)) await sign(kit, actor, id, body)
    // The job counts a new policy; a board only counts what changed since.
    while ((await refreshCounters(kit.deps)) > 0);
    await testPool().query('analyze')
    filled = await filledTables(testPool())
    return deleteStatistics
  }, 120_000)

  test.for([
    ['of a known signer', 100, MAX_PER_SIGNATURE],
    ['of a new signer', 9_500, MAX_FIRST_SIGNATURE],
  ] as const)('a signature %s takes a limited number of statements', async ([_which, from, maxStatements]) => {
    const [reader] = await readers(from, 1)
    expect(await findFaults(() => sign(kit, reader!.actor, id, reader!.body), maxStatements)).toEqual([])
  })

  test('first views are read for the displayed people and deleted for one person, with one statement each', async () => {
    const people = Array.from(
      { length: 500 },
      (_, index) => ({ ...member(index + 300), state: 'pending', signedNo: null }) as const,
    )
    const { db } = kit.deps
    expect(await findFaults(() => listFirstViews(db, { id, no: 1 }, people), 1)).toEqual([])
    expect(await findFaults(() => db.transaction((tx) => deleteFirstViews(tx, member(300).userid)), 1)).toEqual([])
  })

  test('a board reads counters, and the preview of a reminder only the members of the department', async () => {
    const admin: MemberActor = { ...member(300), adminOf: [100] }
    const reviewer: MemberActor = { ...member(1), roles: ['ops'] }
    expect((await getBoard(kit.deps, admin, { id })).urge).toBeNull()
    for (const actor of [admin, reviewer])
      expect(await findFaults(() => getBoard(kit.deps, actor, { id }), MAX_PER_BOARD)).toEqual([])
    for (const query of [{ department: '2' }, { day: '2026-03-10' }, { department: '2', day: '2026-03-10' }])
      expect(await findFaults(() => getBoard(kit.deps, reviewer, { id, ...query }), MAX_PER_BOARD)).toEqual([])
    expect(await findFaults(() => previewReach(kit.deps, admin, { id }), MAX_PER_BOARD)).toEqual([])
  })

  test('a page of a past day reads only the history of its people, and the people who were erased after that day', async () => {
    const query = { asOf: '2026-03-10' as const, after: 'u0000300', limit: '50' }
    const read = () => readPeople(kit.deps, id, query, { hasNames: false })
    expect((await read()).items.length).toBeGreaterThan(0)
    expect(await findFaults(read, MAX_PER_BOARD)).toEqual([])
  })

  test('a search in the list of people or in the signing records reads only the people that it finds', async () => {
    const reviewer: MemberActor = { ...member(1), roles: ['ops'] }
    const { deps } = kit
    expect(await findFaults(() => listPeople(deps, reviewer, { id, q: 'xyz' }), MAX_PER_BOARD)).toEqual([])
    expect(await findFaults(() => searchRecords(deps, reviewer, { q: 'xyz' }), MAX_PER_BOARD)).toEqual([])
    const { userid } = member(300)
    expect(await findFaults(() => getRecord(deps, reviewer, { userid }), MAX_PER_BOARD)).toEqual([])
  })

  test('a preview of selected people reads only those people', async () => {
    const reviewer: MemberActor = { ...member(1), roles: ['ops'] }
    const userids = [member(300).userid, member(301).userid]
    const preview = () => previewSelection(kit.deps, reviewer, { id, act: 'exempt', userids })
    expect(await findFaults(preview, MAX_PER_BOARD)).toEqual([])
  })

  test('concurrent signatures take no more statements than one', async () => {
    const crowd = await readers(200, CROWD)
    const signAll = () => Promise.all(crowd.map(({ actor, body }) => sign(kit, actor, id, body)))
    expect(await findFaults(signAll, MAX_PER_SIGNATURE)).toEqual([])
  })
})
