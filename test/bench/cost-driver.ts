import pg from 'pg'
import { submitStatements } from './api-baseline.ts'
import type { CostEnvironment, CpuMs } from './cost-environment.ts'
import { openEmbeddedDatabase } from './embedded-database.mjs'
import { baselineStatements } from './policy-rows.ts'

const WARM_UP = 100
const ROUNDS = 300

type Statement = { text: string; values: unknown[] }
type Driver = { query(text: string, values: unknown[]): Promise<unknown>; close(): Promise<void> }

/** The members who act, and the objects on which they act. */
export type DriverSubjects = {
  applicant: string
  approver: string
  author: string
  requestId: string
  policyId: string
}

/** Returns the statements with which every request begins: they read the session, the member and their roles. */
const viewerRows = (userid: string): Statement[] => [
  { text: 'select * from sessions where userid = $1 limit 1', values: [userid] },
  { text: 'select * from members where userid = $1', values: [userid] },
  { text: 'select * from role_grants where userid = $1 and ended_at is null', values: [userid] },
]

const homeRows = (userid: string): Statement[] => [
  ...viewerRows(userid),
  {
    text: `select * from requests where applicant_id = $1 and state in ('open', 'returned', 'decided', 'executing')
      order by created_at desc, id desc limit 4`,
    values: [userid],
  },
  { text: 'select * from guardians where ward_id = $1', values: [userid] },
  {
    text: `select p.id, v.label, v.published_at, s.signed_at from policies p
      join policy_versions v on v.id = p.current_version_id
      left join policy_signers i on lower(i.userid) = lower($1)
      left join policy_signatures s on s.version_id = v.id and s.person = i.person
      where p.retired_at is null`,
    values: [userid],
  },
]

const submission = (id: string, userid: string): Statement[] =>
  submitStatements.map((text) => ({ text, values: [id, userid] }))

/** Returns, by action, the statements that read or write its rows, without what the server derives from them. */
const rowsOf = (subjects: DriverSubjects): Record<string, (round: number) => Statement[]> => {
  const { applicant, approver, author, requestId, policyId } = subjects
  const policy = {
    text: 'select p.*, v.* from policies p join policy_versions v on v.id = p.current_version_id where p.id = $1',
    values: [policyId],
  }
  return {
    'home page': () => homeRows(applicant),
    'home page of an approver': () => [
      ...homeRows(approver),
      {
        text: 'select count(*), min(asked_at) from request_candidates where lower(userid) = lower($1) and closed_at is null',
        values: [approver],
      },
    ],
    'home data': () => homeRows(applicant),
    'own requests': () => [
      ...viewerRows(applicant),
      {
        text: 'select * from requests where applicant_id = $1 order by created_at desc, id desc limit 21',
        values: [applicant],
      },
    ],
    approvals: () => [
      ...viewerRows(approver),
      {
        text: `select r.* from request_candidates c join requests r on r.id = c.request_id
          where lower(c.userid) = lower($1) and c.closed_at is null order by c.asked_at, c.request_id limit 21`,
        values: [approver],
      },
    ],
    'request page': () => [
      ...viewerRows(approver),
      { text: 'select * from requests where id = $1', values: [requestId] },
      { text: 'select * from request_candidates where request_id = $1', values: [requestId] },
      { text: 'select * from request_events where request_id = $1 order by seq', values: [requestId] },
      { text: 'select * from comments where request_id = $1 order by created_at', values: [requestId] },
    ],
    'policy page': () => [
      ...viewerRows(applicant),
      policy,
      {
        text: `select c.* from policy_clauses c join policies p on p.current_version_id = c.version_id
          where p.id = $1 and c.language = 'zh-CN' order by c.ordinal`,
        values: [policyId],
      },
    ],
    'board page': () => [
      ...viewerRows(author),
      policy,
      { text: 'select * from policy_counters where policy_id = $1', values: [policyId] },
      { text: 'select * from policy_counts where policy_id = $1', values: [policyId] },
    ],
    submit: (round) => submission(`req_submitdriver${String(round).padStart(8, '0')}`, applicant),
    decide: (round) => submission(`req_decidedriver${String(round).padStart(8, '0')}`, applicant),
    sign: (round) => baselineStatements(round, policyId).map((text) => ({ text, values: [] })),
  }
}

const writes = new Set(['submit', 'decide', 'sign'])

async function openDriver({ databaseUrl, dataDir }: CostEnvironment): Promise<Driver> {
  if (databaseUrl !== undefined) {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    return { query: (text, values) => client.query(text, values), close: () => client.end() }
  }
  const client = (await openEmbeddedDatabase(`${dataDir}/pglite`)) as Driver
  return { query: (text, values) => client.query(text, values), close: () => client.close() }
}

/**
 * Measures what the driver alone costs for the same rows, by the name of the action: the least that a server can cost. The
 * product must be stopped. `server` is the time of this process, in which PGlite runs too. A write is one transaction.
 */
export async function measureDriver(
  environment: CostEnvironment,
  subjects: DriverSubjects,
): Promise<ReadonlyMap<string, CpuMs>> {
  const driver = await openDriver(environment)
  const cpu = (): CpuMs => {
    const { user, system } = process.cpuUsage()
    return { server: (user + system) / 1_000, database: environment.cpu().database }
  }
  const costs = new Map<string, CpuMs>()
  for (const [name, statementsOf] of Object.entries(rowsOf(subjects))) {
    const run = async (round: number): Promise<void> => {
      const isWrite = writes.has(name)
      if (isWrite) await driver.query('begin', [])
      for (const { text, values } of statementsOf(round)) await driver.query(text, values)
      if (isWrite) await driver.query('commit', [])
    }
    for (let round = 0; round < WARM_UP; round += 1) await run(round)
    const before = cpu()
    for (let round = WARM_UP; round < WARM_UP + ROUNDS; round += 1) await run(round)
    const after = cpu()
    costs.set(name, {
      server: (after.server - before.server) / ROUNDS,
      database: (after.database - before.database) / ROUNDS,
    })
  }
  await driver.close()
  return costs
}
