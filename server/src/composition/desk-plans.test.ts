import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../adapters/system-clock.ts'
import { refreshCounters } from '../features/policies/roster/jobs/refresh-counters.ts'
import { snapshotBoards } from '../features/policies/roster/jobs/snapshot-board.ts'
import { deskCases, largeLog } from '../testing/database/large-cases.ts'
import { largeDirectory } from '../testing/database/large-company.ts'
import { largeDesk, largeSignatures, pastStatements } from '../testing/database/large-desk.ts'
import {
  filledTables,
  genericIndexesOf,
  growthOf,
  keepsPlan,
  pagesOf,
  recordStatements,
  type Statement,
} from '../testing/database/query-plan.ts'
import { renewTables, testDatabase, deleteStatistics, testPool } from '../testing/database/test-database.ts'
import { clause, createPublishedPolicy, draftOf } from '../testing/fixtures/policy.ts'
import { createSession, createTestClient } from '../testing/http.ts'
import { createKit } from '../testing/kit.ts'
import type { AppDeps } from './app-deps.ts'
import { currentActorOf } from '../testing/current-actor-of.ts'

const MEMBERS = 44_000
const [READER, LEAD] = ['u0039999', 'u0039998']
const PAST = new Date(Date.now() - 5 * DAY_MS).toISOString().slice(0, 10)
const DAY = `from=${PAST}T00:00:00.000Z&to=${PAST}T12:00:00.000Z`

let deps: AppDeps
let policyId: string
let filled: ReadonlySet<string>

/**
 * Scans that are allowed, since their rows are few in any company or bounded otherwise. A company has tens of policies and
 * versions, and few open cases, open questions, dead letters and pending jobs at a time. WeCom allows 30,000 departments, which
 * bounds their counters and the grants of their admins too. Closed cases are read in the order of their index up to the end of a
 * page. Partners, and incidents since a day, are read completely where that costs less than looking up single ones. This company
 * has no inactive members.
 */
const bounded = new RegExp(
  [
    '^Seq Scan of (partners|departments|policies|policy_versions|policy_questions|directory_runs|policy_recounts)\\b',
    '^Seq Scan of role_grants: \\(\\(ended_at IS NULL\\) AND \\(role = ANY',
    "^Seq Scan of role_grants: .*\\(role (=|<>) 'dept_admin'",
    '^Seq Scan of incidents: .*\\(at >= ',
    '(policies|policy_versions|policy_recounts|departments|partners)_\\w+ from end to end',
    '(policy_questions_open|lost_cases_open|outbox_dead|outbox_due|directory_runs_finished)_idx from end to end',
    '(role_grants_(proposed|role|department)_idx|outbox_dedupe_key|directory_runs_pkey) from end to end',
    '(lost_cases|incidents)_closed_idx from end to end',
    '(account_closings_progress|departure_reports_open|incidents_open|members_inactive_\\w+)_idx from end to end',
  ].join('|'),
)

/** A list of partners may sort all of them: partners are a few percent of all people. */
const sortOfRows = /^Sort of rows/

/** Number of departments directly below the root that have no members of their own, only below them. */
const DIVISIONS = 500
const divisionStatements = (policy: string) => [
  `insert into departments (id, name, parent_id, sort_order, path, synced_at)
   select 50000 + n, '事业部' || n, 1, n, array[1, 50000 + n], now() from generate_series(1, ${DIVISIONS}) n`,
  `insert into policy_counters (policy_id, department_id, state, own, total)
   select '${policy}', 50000 + n, state, 0, n from generate_series(1, ${DIVISIONS}) n, unnest(array['signed', 'open']) state`,
  `insert into policy_snapshots (policy_id, day, department_id, version_id, counts, taken_at)
   select policy_id, day, 50000 + n, version_id, counts, taken_at from policy_snapshots, generate_series(1, ${DIVISIONS}) n
   where policy_id = '${policy}' and department_id = 1`,
]

/** Opens a view, and returns its statements. */
async function statementsOf(path: string): Promise<Statement[]> {
  const { app } = createTestClient(deps)
  const actor = await currentActorOf({ deps }, READER)
  const cookie = `desk_session=${await createSession(deps, actor)}`
  let status = 0
  const statements = await recordStatements(async () => {
    const response = await app.request(path.replace(':id', policyId), {
      headers: { cookie, accept: 'application/json' },
    })
    status = response.status
    await response.text()
  })
  expect([path, status]).toEqual([path, 200])
  return statements
}

/** Returns what grows with the company in the statements of a view; `about`: only in those that match. */
async function findGrowth(path: string, about = /./): Promise<string[]> {
  const found: string[] = []
  for (const statement of (await statementsOf(path)).filter(({ text }) => about.test(text)))
    for (const growth of await growthOf(testPool(), statement, filled))
      if (!bounded.test(growth) && !(sortOfRows.test(growth) && path.includes('partner=1')))
        found.push(`${growth} in ${statement.text}`)
  return found
}

const people = '/api/policies/:id/people'
const views = [
  '/api/policies/:id/board',
  `/api/policies/:id/board?day=${PAST}`,
  '/api/policies/:id/board?department=2',
  people,
  `${people}?state=signed`,
  `${people}?state=exempt`,
  `${people}?department=25&state=signed`,
  `${people}?q=cy1234`,
  `${people}?q=zzz`,
  `${people}?partner=1`,
  `${people}?joinedAfter=2026-01-01`,
  `${people}?joinedAfter=2026-01-01&state=signed`,
  `${people}?partner=1&department=25`,
  `${people}?after=100:u0000100`,
  `${people}?sort=state`,
  `${people}?sort=-state`,
  `${people}?sort=due`,
  `${people}?state=unsigned&sort=state`,
  `${people}?state=exempt&sort=reminders`,
  `${people}?department=25&sort=opened`,
  `${people}?q=cy1234&sort=state`,
  `${people}?sort=state&after=3~100:u0000100`,
  '/api/signing-records?q=cy1234',
  '/api/signing-records/u0000020',
  '/api/evidence-room?q=cy1234',
  '/api/evidence-room?q=zzz',
  '/api/evidence-room?person=u0000020&policy=:id',
  '/api/evidence-room/links',
  '/api/audit',
  '/api/audit?who=cy1234',
  '/api/audit?who=zzz',
  '/api/audit?actions=policy.signed',
  '/api/audit?actions=roles.revoke,roles.grant',
  '/api/audit?who=cy1234&actions=roles.revoke',
  '/api/audit?who=cy1234&actions=policy.signed&after=900',
  `/api/audit?${DAY}`,
  `/api/audit?who=cy1234&${DAY}`,
  '/api/audit/days',
  '/api/audit/days?who=cy1234',
  '/api/audit/days?actions=policy.signed',
  `/api/audit/days?${DAY}`,
  `/api/audit/days?actions=policy.signed&${DAY}`,
  `/api/audit/days?who=cy1234&${DAY}`,
  `/api/audit?who=cy1234&days=1&${DAY}`,
  '/api/audit?who=cy1234&days=1',
  '/api/audit/days?from=2020-01-01T00:00:00.000Z',
  '/api/hr',
  '/api/people',
  '/api/people?department=25',
  '/api/people?q=cy1234',
  '/api/joiners',
  '/api/joiners?view=done',
  '/api/joiners?q=cy1234',
  '/api/incidents/cases',
  '/api/incidents/cases?show=closed',
  '/api/lost-device/closed',
  '/api/lost-device/closed?q=cy123',
  '/api/groups',
  '/api/settings/roles',
  '/api/settings/outbox',
  '/api/settings/partners',
  '/api/settings/partners?view=due',
  '/api/settings/partners?q=cy1234',
]

describe.skipIf(testDatabase.isEmbedded)('query plans of the desk with 44,000 people and 440,000 audit entries', () => {
  beforeAll(async () => {
    const kit = await createKit()
    await renewTables()
    for (const statement of largeDirectory(MEMBERS)) await testPool().query(statement)
    await testPool().query(
      `insert into role_grants (id, userid, role, source, granted_at)
       select 'grt_' || userid || role, userid, role, 'setting', now()
       from unnest(array['ops', 'ops_lead', 'auditor', 'compliance', 'hr', 'incident_handler']) role, unnest(array['${READER}', '${LEAD}']) userid
       where role <> 'ops_lead' or userid = '${LEAD}'`,
    )
    const authors = { author: await currentActorOf(kit, READER), lead: await currentActorOf(kit, LEAD) }
    policyId = await createPublishedPolicy(kit, authors, draftOf([clause('1')]))
    deps = { ...kit.deps, clock: systemClock }
    for (const statement of [...largeSignatures(policyId as `pol_${string}`)]) await testPool().query(statement)
    while ((await refreshCounters(deps)) > 0);
    const desk = largeDesk({ members: MEMBERS, prefix: 'u', policyId })
    for (const statement of [...deskCases(READER), ...pastStatements(policyId), ...desk, ...largeLog])
      await testPool().query(statement)
    while ((await refreshCounters(deps)) > 0);
    await snapshotBoards(deps)
    for (const statement of divisionStatements(policyId)) await testPool().query(statement)
    await testPool().query('vacuum analyze')
    filled = await filledTables(testPool())
    return deleteStatistics
  }, 240_000)

  test.each(views)('%s reads only the rows it shows', async (path) => {
    expect(await findGrowth(path)).toEqual([])
  })

  test.each([
    '/api/audit/days?who=cy1234',
    `/api/audit/days?who=cy1234&${DAY}`,
    `/api/audit?who=cy1234&${DAY}`,
    '/api/audit?who=cy1234&actions=policy.signed',
  ])('%s finds the entries of a person by the person, not by the day or the action', async (path) => {
    const statements = (await statementsOf(path)).filter(({ text }) => /unnest.*"audit_entries"/s.test(text))
    expect(statements.length).toBeGreaterThan(0)
    for (const statement of statements) {
      const indexes = await genericIndexesOf(testPool(), statement)
      expect(indexes).toContain('audit_entries_actor_idx')
      expect(indexes.filter((name) => /^audit_entries_(at|action)_idx$/.test(name))).toEqual([])
    }
  })

  test('the duties count closed incidents and answered problems up to a limit', async () => {
    expect(await findGrowth('/api/duties', /"(incidents|feedback_problems)"/)).toEqual([])
  })

  test.each([
    ['/api/settings/roles', 1_000],
    ['/api/settings/partners', 2_000],
    [`${people}?q=cy1234`, 2_000],
    ['/api/policies/:id/reach', 2_000],
    ['/api/policies/:id/board', 5_000],
    [`/api/policies/:id/board?day=${PAST}`, 5_000],
  ])('no query of %s reads more than %i pages', async (path, max) => {
    const queries = (await statementsOf(path)).filter(({ text }) => /^\s*(select|with)\b/i.test(text))
    const read = await Promise.all(
      queries.map(async (query) => ({ ...query, pages: await pagesOf(testPool(), query) })),
    )
    expect(read.filter(({ pages }) => pages > max)).toEqual([])
  })

  test.each([
    ['/api/policies/:id/reach', /from "members"/],
    ['/api/policies/:id/board', /count\(\*\) over/],
    [`/api/policies/:id/board?day=${PAST}`, /count\(\*\) over/],
  ])('the queries of %s are not planned anew at each use', async (path, about) => {
    const queries = (await statementsOf(path)).filter(({ text }) => about.test(text))
    expect(queries.length).toBeGreaterThan(0)
    for (const query of queries) expect([query.text, await keepsPlan(testPool(), query)]).toEqual([query.text, true])
  })

  test('the list of partners is read in the order of the list, not from the table of partners, of whom there are many', async () => {
    const texts = (await statementsOf(`${people}?partner=1`)).map(({ text }) => text)
    expect(texts.filter((text) => /from "partners" cross join lateral/.test(text))).toEqual([])
    expect(texts.some((text) => text.includes('"departmentId", next.userid'))).toBe(true)
  })

  test('the file of a department and a past day reads only the members of the department', async () => {
    const { requestAs, app } = createTestClient(deps)
    const actor = await currentActorOf({ deps }, READER)
    const body = { format: 'csv', department: 25, day: PAST }
    const linkResponse = await requestAs(actor, 'POST', `/api/policies/${policyId}/export`, body)
    const { path } = (await linkResponse.json()) as OneTimeLink
    let lines = 0
    const statements = await recordStatements(async () => {
      lines = (await (await app.request(path)).text()).match(/^"?u\d{7}/gm)?.length ?? 0
    })
    expect(lines).toBeGreaterThan(30)
    for (const query of statements.filter(({ text }) => /^\s*select\b/i.test(text)))
      expect([query.text, await pagesOf(testPool(), query)]).toEqual([query.text, expect.toSatisfy((n) => n < 3_000)])
  })

  test('the state of the directory is read again without counting the members again', async () => {
    const { requestAs } = createTestClient(deps)
    const actor = await currentActorOf({ deps }, READER)
    const read = () => requestAs(actor, 'GET', '/api/settings/directory')
    await read()
    const texts = (await recordStatements(read)).map(({ text }) => text)
    expect(texts.filter((text) => /count\(\*\).*from "members"/.test(text))).toEqual([])
  })
})
