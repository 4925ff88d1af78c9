import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import type { RequestId } from '@desk/shared/kernel/ids'
import { beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../adapters/system-clock.ts'
import { heldDepartures } from '../directory/held-departures.ts'
import { filterHidden } from '../features/directory/directory-queries.ts'
import { purgeOldDrafts } from '../features/drafts/jobs/purge-old-drafts.ts'
import { figuresFile } from '../features/incidents/handling/export-figures.ts'
import { closeUndisputed } from '../features/info-change/jobs/close-undisputed.ts'
import { listConcerned } from '../features/requests/approvers/approver-queries.ts'
import { claimRequest } from '../features/requests/commands/claim-request.ts'
import { decideBatch } from '../features/requests/commands/decide-batch.ts'
import { decideRequest } from '../features/requests/commands/decide-request.ts'
import type { AppDeps } from './app-deps.ts'
import { listAgedOpenCards } from '../features/requests/cards/request-card-queries.ts'
import { chooseDigestLines, listDigestLines } from '../features/notifications/notice-queries.ts'
import { returnRequest } from '../features/requests/commands/return-request.ts'
import { submitRequest } from '../features/requests/commands/submit-request.ts'
import { transferRequest } from '../features/requests/commands/transfer-request.ts'
import { undoDecision } from '../features/requests/commands/undo-request.ts'
import { remindApprovers } from '../features/requests/commands/remind-approvers.ts'
import { withdrawRequest } from '../features/requests/commands/withdraw-request.ts'
import { addComment } from '../features/comments/add-comment.ts'
import { purgeUnattachedFiles } from '../features/comments/jobs/purge-unattached-files.ts'
import { writeSetting } from '../kernel/settings-queries.ts'
import { claimJob } from '../outbox/outbox-queries.ts'
import { createSession, createTestClient } from '../testing/http.ts'
import { createKit } from '../testing/kit.ts'
import { largeCases } from '../testing/database/large-cases.ts'
import { largeDirectory, largeHistory } from '../testing/database/large-company.ts'
import { largeGroups } from '../testing/database/large-groups.ts'
import { filledTables, growthOf, recordStatements, type Statement } from '../testing/database/query-plan.ts'
import { agree } from '../testing/request-fixtures.ts'
import { renewTables, testDatabase, deleteStatistics, testPool } from '../testing/database/test-database.ts'
import { currentActorOf } from '../testing/current-actor-of.ts'

const MEMBERS = 44_000
const REQUESTS = 60_000
const GROUPS = 6_000
const GROUP_SIZE = 8
const OPS = 'u0039999'

type OpenRequest = {
  id: RequestId
  no: string
  version: number
  seenHash: string
  applicant: string
  approver: string
  task: string
}
let deps: AppDeps
let open: OpenRequest[]
let filled: ReadonlySet<string>

/** Statements whose plan was checked: those shared by pages are explained once. */
const checkedStatements = new Map<string, string[]>()
async function growthIn(statement: Statement): Promise<string[]> {
  const checked = checkedStatements.get(statement.text)
  if (checked) return checked
  const found = await growthOf(testPool(), statement, filled)
  checkedStatements.set(statement.text, found)
  return found
}

async function findFaults(name: string, maxStatements: number, act: () => Promise<unknown>): Promise<string[]> {
  const statements = await recordStatements(act)
  const growing: string[] = []
  for (const statement of statements)
    growing.push(...(await growthIn(statement)).map((growth) => `${name}: ${growth} in ${statement.text}`))
  return statements.length > maxStatements ? [...growing, `${name}: ${String(statements.length)} statements`] : growing
}

// Bounded by open rows, or by WeCom's 30,000 departments: pages of the management department that count pending jobs,
// recounts, synced departments or grants; and the search for a department by any part of its name.
const isBounded = (path: string) => /settings(\/(roles|outbox|directory|check))?$|\/departments$|\/overview$/.test(path)
/**
 * Read on purpose, because they are few in any company. Tens: policies and their versions, and campaigns. A few at a
 * time: open questions, lost devices, proposals, dead letters, pending recounts, campaigns, problems, departures,
 * reports of departures, overdue incidents and entries of accounts. A few hundred: partners, and the FAQ, which people
 * write and which is listed whole. Departments are at most WeCom's 30,000. Closed cases are read in the order of their
 * index, up to the end of a page.
 * A table that is small as a whole is allowed by any of its indexes: which one is chosen depends on the last vacuum.
 */
const smallTables = new RegExp(
  [
    'Seq Scan of policies: (all|\\(retired_at|\\(\\(retired_at)',
    'Seq Scan of policy_versions: \\(state',
    'Seq Scan of departments: \\(path ',
    'Seq Scan of partners',
    '(lost_cases_(open|closed)|outbox_dead|policy_questions_open|role_grants_proposed)_idx from end to end',
    '(policies|policy_versions|policy_recounts|confirmation_campaigns|confirmation_recounts|partners)_\\w+ from end to end',
    '(feedback_problems_open|departure_reports_open|incidents_escalated)_idx from end to end',
    '(account_closings_(open_idx|open_key|progress_idx)|account_openings_userid_key) from end to end',
    'feedback_faqs_\\w+ from end to end',
  ].join('|'),
)
/** A daily job may read all open rows. */
const openRequestIndexes = /(requests_open_applicant|request_candidates_(principal|inbox))_idx from end to end/
const isPage = (key: string) => /^GET \/(?!assets|auth|wecom|d\/|:verify|api\/v1|api\/openapi)/.test(key)

/** Maximum statements of one request to the server, including session and roles. Raise it only deliberately. */
const maxStatementsOf: Partial<Record<RouteKey, number>> = {
  // For the management department; other members have less than half.
  'GET /api/home': 11,
  // With the counts of the tabs.
  'GET /api/requests': 4,
  'GET /api/approvals': 7,
  // With the reason and its files.
  'GET /api/requests/:id': 9,
  'GET /': 11,
  'GET /r/:requestNo': 3,
  'GET /go/:taskId': 6,
  // Each feature counts by itself, for every role of the reader.
  'GET /me/duties': 29,
  'GET /api/duties': 29,
}
const DEFAULT_MAX_STATEMENTS = 18

describe.skipIf(testDatabase.isEmbedded)('query plans in a company of 44,000 with 60,000 requests', () => {
  beforeAll(async () => {
    const kit = await createKit()
    await renewTables()
    deps = { ...kit.deps, clock: systemClock, site: { ...kit.deps.site, undoMs: 60_000 } }
    for (const statement of [
      ...largeDirectory(MEMBERS),
      ...largeHistory(REQUESTS),
      ...largeCases,
      ...largeGroups(GROUPS, GROUP_SIZE, MEMBERS),
    ])
      await testPool().query(statement)
    await testPool().query(
      `insert into role_grants (id, userid, role, source, granted_at)
       select 'grt_' || role, '${OPS}', role, 'setting', now() from unnest(array['ops', 'ops_lead', 'auditor']) role`,
    )
    const { rows } = await testPool().query<OpenRequest>(
      `select r.id, r.no, r.version, r.seen_hash as "seenHash", r.applicant_id as applicant, c.userid as approver,
         k.task_id as task
       from requests r join request_candidates c on c.request_id = r.id join cards k on k.request_id = r.id
       where r.state = 'open' and cardinality(r.department_path) = 3 order by r.id limit 20`,
    )
    open = rows
    filled = await filledTables(testPool())
    return deleteStatistics
  }, 120_000)

  test.each((Object.keys(routeRules) as RouteKey[]).filter(isPage))('%s reads only the rows it shows', async (key) => {
    const [request] = open
    if (!request) throw new Error('the fixtures must contain an open request')
    const id = key.includes('/groups/:id') ? 'grp_00000000000000000042' : request.id
    const path = key.slice('GET '.length).replace(':id', id).replace(':requestNo', request.no)
    const address = path.replace(':taskId', request.task).replace(':kind', 'info_change')
    const { app } = createTestClient(deps)
    const accept = path.startsWith('/api') ? {} : { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
    const found: string[] = []
    for (const userid of [request.applicant, request.approver, OPS]) {
      const cookie = `desk_session=${await createSession(deps, await currentActorOf({ deps }, userid))}`
      const headers = { ...accept, cookie }
      const query = /members$|departments$/.test(path) ? '?q=cy12' : ''
      found.push(
        ...(await findFaults(key, maxStatementsOf[key] ?? DEFAULT_MAX_STATEMENTS, () =>
          Promise.resolve(app.request(address + query, { headers })),
        )),
      )
    }
    expect(isBounded(path) ? [] : found.filter((growth) => !smallTables.test(growth))).toEqual([])
  })

  test('commands read and write only rows of their request', async () => {
    const found: string[] = []
    const bodyFor = ({ id, version, seenHash }: OpenRequest) => ({ id, version, seenHash })
    const [decided, returned, batched, transferred, reminded, own] = open as [
      OpenRequest,
      OpenRequest,
      OpenRequest,
      OpenRequest,
      OpenRequest,
      OpenRequest,
    ]
    const reason = { code: 'needs_proof', text: '' } as const
    const [ownApplicant, approver, remindingApplicant] = [
      await currentActorOf({ deps }, own.applicant),
      await currentActorOf({ deps }, decided.approver),
      await currentActorOf({ deps }, reminded.applicant),
    ]
    const payload = { telephone: { from: '', to: '0755-2000' } }
    const submission = { kind: 'info_change', payload, idempotencyKey: 'key-of-the-plans' } as const
    const run = async (name: string, maxStatements: number, act: () => Promise<unknown>) =>
      void found.push(...(await findFaults(name, maxStatements, act)))
    // Among them: which policies have to be signed first, and how the approver is reached.
    await run('submit', 28, () => submitRequest(deps, ownApplicant, submission))
    await run('claim', 5, () => claimRequest(deps, approver, { id: decided.id, isOpen: true }))
    await run('decide', 25, () => decideRequest(deps, approver, { ...bodyFor(decided), fields: { position: agree } }))
    await run('undo', 30, () => undoDecision(deps, approver, { id: decided.id, version: decided.version + 1 }))
    const returningApprover = await currentActorOf({ deps }, returned.approver)
    await run('return', 28, () => returnRequest(deps, returningApprover, { ...bodyFor(returned), reason }))
    const batchApprover = await currentActorOf({ deps }, batched.approver)
    const items = [{ ...bodyFor(batched), decision: { do: 'agree' } as const }]
    await run('batch of one', 21, () => decideBatch(deps, batchApprover, { items }))
    const transferringApprover = await currentActorOf({ deps }, transferred.approver)
    const to = OPS
    await run('transfer', 31, () =>
      transferRequest(deps, transferringApprover, { ...bodyFor(transferred), to, note: '' }),
    )
    await run('urge', 23, () => remindApprovers(deps, remindingApplicant, { id: reminded.id }))
    await run('comment', 15, () => addComment(deps, ownApplicant, { id: own.id, text: '好', attachments: [] }))
    await run('withdraw', 19, () => withdrawRequest(deps, ownApplicant, { id: own.id, version: own.version }))
    expect(found.filter((growth) => !smallTables.test(growth))).toEqual([])
  })

  test('the file of figures reads only incidents that its reader handles', async () => {
    const [request] = open
    const reader = await currentActorOf({ deps }, request?.approver ?? '')
    const read = async () => {
      const sizes: number[] = []
      for await (const part of await figuresFile(deps, reader)) sizes.push(part.length)
      return sizes
    }
    expect(await findFaults('figures of incidents', 10, read)).toEqual([])
  })

  test('to find hidden departments, only the members of the given departments are read', async () => {
    const hold = (before: Date | null) => {
      const at = deps.clock.now()
      const group = { key: '0'.repeat(64), people: 40, since: at.toISOString(), isConfirmed: false }
      const value = { held: before && { ...group, before: before.toISOString() } }
      return deps.db.transaction((tx) => writeSetting(tx, heldDepartures, { value, by: 'system:test', at }))
    }
    await hold(new Date(0))
    const departments = [1, 2, 30, 31, 500]
    const find = () => deps.db.transaction((tx) => filterHidden(tx, departments))
    expect(await findFaults('hidden departments', 2, find)).toEqual([])
    await hold(null)
  })

  test('jobs read only due rows', async () => {
    const found: string[] = []
    const run = async (name: string, act: () => Promise<unknown>) =>
      void found.push(...(await findFaults(name, 20, act)))
    await run('claim a job', () => claimJob(deps.db, deps.clock.now(), 1_000))
    await run('concerned', () => listConcerned(deps.db, open[0]?.approver ?? '', { after: '', limit: 500 }))
    await run('aged cards', () => listAgedOpenCards(deps.db, deps.clock.now(), 500))
    await run('undisputed', () => closeUndisputed(deps))
    await run('old drafts', () => purgeOldDrafts(deps))
    await run('unattached files', () => purgeUnattachedFiles(deps))
    await run('digest', () => deps.db.transaction((tx) => chooseDigestLines(tx, OPS, 'digest')))
    await run('lines of a digest', () => listDigestLines(deps.db, 'digest'))
    expect(found.filter((growth) => !openRequestIndexes.test(growth))).toEqual([])
  })
})
