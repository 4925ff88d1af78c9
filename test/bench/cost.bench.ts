import type { DriverSubjects } from '@desk/server/testing/database/driver-statements'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, report, rounded } from '../lib/measurement.ts'
import { openPhone, type Phone, type PhoneSession } from '../lib/phone-session.ts'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { signatureOf } from '../lib/sign-policy.ts'
import { measureDriver } from './cost-driver.ts'
import { type CostEnvironment, type CpuMs, startCostEnvironment } from './cost-environment.ts'
import { numberOption, textOption } from '../faults/run-options.ts'

/** Enough for the measured code to be optimized: home takes 16 ms in the first 150 reads and 9 ms after 600. */
const WARM_UP = numberOption('warm-up', 600)
const READS = numberOption('reads', 300)
/** Longer than the jobs of a write take, because they are part of its cost. */
const SETTLE_MS = 4_000
/** `--only "home page"` measures only the reads whose names start with this text. */
const only = textOption('only') ?? ''
const HOME_GOALS = { pglite: 6, postgres: 4 } as const
const SIGN_GOAL_MS = 0.8
const WRITE_GOAL_MS = 4

type DatabaseName = keyof typeof HOME_GOALS

const AUTHOR = 'chenhaiyan'
const APPROVER = 'limin'
/** Members of the demo company who hold no role and report to the approver. */
const applicants = 'guoji zhaolixia sunhao maxiaoyu'.split(' ')
const signers =
  `wangfang xujiaqi gaofeng fangjianguo longhui wanqian penglei dengchao caimeiling liangbo songyang hanxueqin fengdawei yuting
  dinghaitao dongqiang xieyuhan yeqing linshuqing zhongkaiwen tanjing nurzhan renyifan jiangxin cuizhihao wei`.split(
    /\s+/,
  )

type ReadAction = { name: string; goal?: number; run(): Promise<unknown> }

const newKey = () => ({ 'idempotency-key': randomBytes(12).toString('hex') })

const costPerRun = (from: CpuMs, to: CpuMs, times: number): CpuMs => ({
  server: (to.server - from.server) / times,
  database: (to.database - from.database) / times,
})

/** Returns the cost of the idle server (its jobs and polling), per millisecond. */
async function costOfIdling({ cpu }: CostEnvironment): Promise<CpuMs> {
  const before = cpu()
  await delay(SETTLE_MS)
  return costPerRun(before, cpu(), SETTLE_MS)
}

const withoutIdling = (cost: CpuMs, idle: CpuMs, ms: number): CpuMs => ({
  server: Math.max(0, cost.server - idle.server * ms),
  database: Math.max(0, cost.database - idle.database * ms),
})

/**
 * Runs reads one after the other, as one person does: the cost of each without queueing. Subtracts the cost of the idle
 * server, which on a busy machine would grow with the waiting.
 */
async function costOfRead(environment: CostEnvironment, { name, run }: ReadAction): Promise<CpuMs> {
  const { cpu } = environment
  const runOften = async (times: number) => {
    for (let time = 0; time < times; time += 1) await run()
  }
  await runOften(WARM_UP)
  const idle = await costOfIdling(environment)
  const [before, beganAt] = [cpu(), performance.now()]
  await environment.withProfile(name, () => runOften(READS))
  return withoutIdling(costPerRun(before, cpu(), READS), idle, (performance.now() - beganAt) / READS)
}

/** Runs writes that cannot be repeated and waits for their jobs; subtracts the cost of the idle server. */
async function costOfWrites(environment: CostEnvironment, runs: readonly (() => Promise<unknown>)[]): Promise<CpuMs> {
  const { cpu } = environment
  const idle = await costOfIdling(environment)
  const [before, beganAt] = [cpu(), performance.now()]
  for (const run of runs) await run()
  await delay(SETTLE_MS)
  const perRun = costPerRun(before, cpu(), runs.length)
  return withoutIdling(perRun, idle, (performance.now() - beganAt) / runs.length)
}

type Measured = { name: string; cost: CpuMs; goal?: number | undefined; driver?: CpuMs | undefined }

async function measure(database: DatabaseName, options?: Parameters<typeof startCostEnvironment>[1]) {
  const environment = await startCostEnvironment(database, options)
  try {
    const { measured, subjects } = await costsOf(environment, database)
    await environment.stopProduct()
    const driver = await measureDriver(environment, subjects)
    return measured.map((action): Measured => ({ ...action, driver: driver.get(action.name) }))
  } finally {
    await environment.stop()
  }
}

async function costsOf(
  environment: CostEnvironment,
  database: DatabaseName,
): Promise<{ measured: Measured[]; subjects: DriverSubjects }> {
  const { gatewayUrl } = environment
  const phone = (userid: string) => openPhone(gatewayUrl, userid)
  const [author, lead, approver] = [await phone(AUTHOR), await phone('tangzhenhua'), await phone(APPROVER)]
  const policyId = await getTemplateId(author)
  const today = dayIn('Asia/Shanghai', new Date())
  await publishVersion({ author, lead }, { id: policyId, kind: 'major', change: (draft) => draft, today })
  const phones = await Promise.all(applicants.map(phone))
  const requests: RequestView[] = []
  const measured: Measured[] = []
  const add = (name: string, cost: CpuMs, goal?: number): void => {
    measured.push({ name, cost, goal })
  }
  const submit = (person: PhoneSession, index: number) => async () => {
    const payload = { alias: { from: '', to: `Alias ${String(index)}` } }
    requests.push(await postOrThrow(person, '/api/requests', { kind: 'info_change', payload }, newKey()))
  }
  add('submit', await costOfWrites(environment, phones.map(submit)), WRITE_GOAL_MS)
  const [first, ...others] = requests
  const [applicant] = phones
  if (!first || !applicant) throw new Error('no request was submitted')
  for (const read of readsOf({ environment, applicant, approver, author, request: first, policyId, database }))
    if (read.name.startsWith(only)) add(read.name, await costOfRead(environment, read), read.goal)
  const decide =
    ({ id, version, seenHash }: RequestView) =>
    () =>
      postOrThrow(approver, `/api/requests/${id}/decision`, {
        version,
        seenHash,
        fields: { alias: { verdict: 'agree' } },
      })
  if (only !== '') return { measured, subjects: subjectsOf(first.id, policyId) }
  add('decide', await costOfWrites(environment, others.map(decide)), WRITE_GOAL_MS)
  add('sign', await costOfWrites(environment, await prepareSignatures(gatewayUrl, policyId)), SIGN_GOAL_MS)
  return { measured, subjects: subjectsOf(first.id, policyId) }
}

const subjectsOf = (requestId: string, policyId: string): DriverSubjects => {
  const [applicant = ''] = applicants
  return { applicant, approver: APPROVER, author: AUTHOR, requestId, policyId }
}

/** Reads the policy for each signer and waits until the server accepts a signature; returns the functions that sign. */
async function prepareSignatures(gatewayUrl: string, policyId: string): Promise<(() => Promise<unknown>)[]> {
  const readers = []
  for (const userid of signers) {
    const reader = await openPhone(gatewayUrl, userid)
    readers.push({ reader, view: await reader.get<PolicyReadingView>(`/api/policies/${policyId}`) })
  }
  const longest = Math.max(...readers.map(({ view }) => view.clauses.reduce((sum, { minMs }) => sum + minMs, 0)))
  await delay(longest)
  return readers.map(
    ({ reader, view }) =>
      () =>
        postOrThrow(reader, `/api/policies/${policyId}/signature`, signatureOf(view)),
  )
}

type ReadTargets = {
  environment: CostEnvironment
  applicant: Phone
  approver: Phone
  author: Phone
  request: RequestView
  policyId: string
  database: DatabaseName
}

const readsOf = ({
  environment,
  applicant,
  approver,
  author,
  request,
  policyId,
  database,
}: ReadTargets): ReadAction[] => [
  {
    name: 'no-op /healthz (baseline)',
    run: () => fetch(`${environment.appUrl}/healthz`).then((response) => response.text()),
  },
  { name: 'home page', goal: HOME_GOALS[database], run: () => applicant.open('/') },
  { name: 'home page of an approver', run: () => approver.open('/') },
  { name: 'home data', run: () => applicant.get('/api/home') },
  { name: 'own requests', run: () => applicant.get('/api/requests') },
  { name: 'approvals', run: () => approver.get('/api/approvals') },
  { name: 'request page', run: () => approver.open(`/requests/${request.id}`) },
  { name: 'policy page', run: () => applicant.open(`/policies/${policyId}`) },
  { name: 'board page', run: () => author.open(`/policies/${policyId}/board`) },
]

/** Returns the figures of an action: the total with its goal, each process, the driver alone, and the earlier checkout. */
function figuresOf(database: DatabaseName, { name, cost, goal, driver }: Measured, before: Measured | undefined) {
  const figure = (what: string, ms: number, limit?: number): Figure => ({
    what: `${database}: ${name}${what}`,
    value: rounded(ms, 2),
    unit: 'ms',
    ...(limit !== undefined && { goal: limit }),
  })
  const total = (of: CpuMs) => of.server + of.database
  const figures = [figure('', total(cost), goal)]
  // PGlite runs inside the server, so there the two cannot be told apart.
  if (database === 'postgres') figures.push(figure(', server', cost.server), figure(', database', cost.database))
  if (driver) figures.push(figure(', driver for its rows', total(driver)))
  if (driver && database === 'postgres') figures.push(figure(", driver's database", driver.database))
  if (before) figures.push(figure(', before', total(before.cost)))
  return figures
}

const databases = process.argv.includes('--pglite') ? (['pglite'] as const) : (['pglite', 'postgres'] as const)
/** A built checkout of an earlier commit, measured in the same run. */
const earlier = textOption('before')
const figures: Figure[] = []
for (const database of databases) {
  const before = earlier === null ? [] : await measure(database, { root: earlier })
  for (const action of await measure(database, { profileDir: textOption('profile') }))
    figures.push(
      ...figuresOf(
        database,
        action,
        before.find(({ name }) => name === action.name),
      ),
    )
}
process.exitCode = report('cost', figures, {})
