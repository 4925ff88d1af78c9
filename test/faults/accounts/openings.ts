import { accountFailPointNames, type FailPointName } from '@desk/server/ports/fail-points'
import type { BatchView, OpeningSummary, OpeningView } from '@desk/shared/accounts/account-schemas'
import { emptyJoiner, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { until } from '../../lib/wait-until.ts'
import type { FaultPlan } from '../../wecom-simulator/faults.ts'
import { createMember, memberCreateSchema } from '../../wecom-simulator/member-create.ts'
import { type CrashEnvironment, settleAfterKill } from '../crash-environment.ts'
import { crashClientOf } from '../crash-client.ts'
import { departmentId, OPS } from '../desk-company.ts'
import { retryUntilAnswered } from '../retry-until-answered.ts'
import { type AccountRun, HR, pairAt } from './account-run.ts'

const ROWS = 3
/** Longer than an instance takes to restart on a busy machine, and shorter than a job that waits for hours. */
const LAST_JOB_TIMEOUT_MS = 60_000

/** The points of accounts come twice, since other scenarios also reach those of the outbox. */
const points: readonly FailPointName[] = [
  ...accountFailPointNames,
  'outbox.claimed',
  ...accountFailPointNames,
  'outbox.settled',
]

/**
 * `console`: an account with the userid of the first row exists already, of the same person or of another. `isRetried`: HR tries
 * refused rows again after the fault. `isFirstImpossible`: the first row cannot be created.
 */
type Case = { fault?: FaultPlan; console?: 'same' | 'other'; isRetried?: boolean; isFirstImpossible?: boolean }
const refuseCreation = (errcode: number, times = 1): FaultPlan => ({
  endpoint: 'user/create',
  kind: 'errcode',
  errcode,
  times,
})

const cases: readonly Case[] = [
  {},
  { fault: { endpoint: 'user/create', kind: 'done-then-dropped', times: 1 } },
  { fault: refuseCreation(-1, 2) },
  { console: 'same' },
  { console: 'other', isFirstImpossible: true },
  { fault: refuseCreation(60104), isRetried: true },
  { fault: refuseCreation(45024), isRetried: true },
  { fault: { endpoint: 'user/create', kind: 'drop', times: 1 } },
  { fault: { endpoint: 'user/get', kind: 'drop', times: 2 } },
  { fault: { endpoint: 'user/create', kind: 'timeout', ms: 6_000, times: 1 } },
  { fault: refuseCreation(45009) },
  { fault: { endpoint: 'user/create', kind: 'kill-tokens', errcode: 42001, times: 1 } },
  { fault: { endpoint: 'user/getuserid', kind: 'drop', times: 1 } },
  { fault: { endpoint: 'user/create', kind: 'http', status: 502, times: 1 } },
  { fault: { endpoint: 'user/create', kind: 'done-then-dropped', times: 3 } },
]

type OpenScenario = { id: string; rows: JoinerRow[]; seqBefore: number }

const rowsOf = (environment: CrashEnvironment, index: number): JoinerRow[] =>
  Array.from({ length: ROWS }, (_, nth) => ({
    ...emptyJoiner(nth + 1),
    name: `新人${String(index)}之${String(nth)}`,
    userid: `run${String(index)}n${String(nth)}`,
    mobile: `139${String(10_000_000 + index * ROWS + nth)}`,
    department: '部门0',
    position: '专员',
    startsOn: environment.today(),
  }))

/** Submits, confirms and creates three accounts, and invites one of them; returns the violations. */
export async function openAccounts({ environment, index, turn }: AccountRun): Promise<string[]> {
  const [{ fault, console: existing, isRetried = false, isFirstImpossible = false }, point] = pairAt(
    cases,
    points,
    turn,
  )
  if (point === 'account.submitted') environment.arm({ point, nth: 1 })
  const scenario = await submitJoiners(environment, index)
  if (existing) createInConsole(environment, scenario.rows[0]!, existing === 'same')
  if (fault) environment.addFault(fault)
  if (point !== 'account.submitted' && point !== 'account.invited') environment.arm({ point, nth: 1 })
  await confirmJoiners(environment, scenario)
  await settleAfterKill(environment)
  environment.clearFaults()
  if (isRetried) {
    await retryFailed(environment, scenario)
    await settleAfterKill(environment)
  }
  if (point === 'account.invited') environment.arm({ point, nth: 1 })
  await inviteFirst(environment, scenario)
  await settleAfterKill(environment)
  environment.arm(null)
  const expectedOf = (nth: number): Expected =>
    nth > 0
      ? { state: 'created', isMadeHere: true }
      : { state: isFirstImpossible ? 'failed' : 'created', isMadeHere: existing === undefined }
  return findOpenViolations(environment, scenario, expectedOf)
}

/** Submits three joiners who start today. A repeated submission has the same key, so it creates no second batch. */
async function submitJoiners(environment: CrashEnvironment, index: number): Promise<OpenScenario> {
  const rows = rowsOf(environment, index)
  const seqBefore = environment.platform.state.seq
  const id = await retryUntilAnswered(environment, 'submit', async () => {
    const key = `accounts-run-${String(index)}`
    const response = await crashClientOf(environment).send<{ id: string }>(HR, '/api/joiners/batches', { rows }, key)
    if (response.status === 200 || response.status === 201) return response.body.id
    throw new Error(`${String(response.status)} ${JSON.stringify(response.body)}`)
  })
  return { id, rows, seqBefore }
}

const batchOf = (environment: CrashEnvironment, { id }: OpenScenario): Promise<BatchView> =>
  crashClientOf(environment).read<BatchView>(OPS, `/api/joiners/batches/${id}`)

async function confirmJoiners(environment: CrashEnvironment, scenario: OpenScenario): Promise<void> {
  await retryUntilAnswered(environment, 'confirm', async () => {
    const { planHash } = await batchOf(environment, scenario)
    // An earlier call, whose response was lost, has confirmed the batch.
    if (planHash === null) return true
    const path = `/api/joiners/batches/${scenario.id}/decision`
    const { status } = await crashClientOf(environment).send(OPS, path, { decision: 'confirm', planHash, excluded: [] })
    return status === 200 ? true : null
  })
}

/** Creates the account of a row in the WeCom console: of the same person, or of another one. */
function createInConsole(environment: CrashEnvironment, row: JoinerRow, isSame: boolean): void {
  const { userid, position } = row
  const person = isSame ? { name: row.name, mobile: row.mobile } : { name: '别人', mobile: `138${row.mobile.slice(3)}` }
  const member = { userid, position, department: [departmentId(0)], main_department: departmentId(0), to_invite: false }
  createMember(environment.platform, memberCreateSchema.parse({ ...member, ...person }), 'console')
}

/** Sends a command about an entry, unless an earlier attempt has done so. */
async function sendCommand(environment: CrashEnvironment, { id }: OpeningSummary, name: string): Promise<void> {
  await retryUntilAnswered(environment, name, async () => {
    const { version, allowed } = await crashClientOf(environment).read<OpeningView>(HR, `/api/joiners/${id}`)
    if (!(allowed as string[]).includes(name === 'invitation' ? 'invite' : name)) return true
    const { status } = await crashClientOf(environment).send(HR, `/api/joiners/${id}/${name}`, { version })
    // 409: an earlier call, whose response was lost, has done it.
    return status === 200 || status === 409 ? true : null
  })
}

/** Tries refused entries again, as HR does when the cause is gone. */
async function retryFailed(environment: CrashEnvironment, scenario: OpenScenario): Promise<void> {
  for (const item of (await batchOf(environment, scenario)).items)
    if (item.state === 'failed' && item.failure !== 'other_person') await sendCommand(environment, item, 'retry')
}

async function inviteFirst(environment: CrashEnvironment, scenario: OpenScenario): Promise<void> {
  const item = (await batchOf(environment, scenario)).items.find(({ state }) => state === 'created')
  if (item) await sendCommand(environment, item, 'invitation')
}

/** The state that a row must have at the end, and whether this app created its account. */
type Expected = { state: 'created' | 'failed'; isMadeHere: boolean }

/** Compares the accounts of the simulated WeCom with the entries and their records. */
async function findOpenViolations(
  environment: CrashEnvironment,
  scenario: OpenScenario,
  expectedOf: (nth: number) => Expected,
): Promise<string[]> {
  const { items } = await batchOf(environment, scenario)
  const effects = environment.platform.state.effects.filter(({ seq }) => seq > scenario.seqBefore)
  const violations: string[] = []
  if (items.length !== ROWS) violations.push(`${String(items.length)} rows instead of ${String(ROWS)}`)
  for (const [nth, item] of items.entries()) {
    const expected = expectedOf(nth)
    const created = effects.filter(
      (entry) => entry.effect === 'member.create' && entry.userid === item.userid && entry.by === 'contacts',
    )
    const state = item.state === 'invited' ? 'created' : item.state
    if (state !== expected.state) violations.push(`${item.userid} is ${item.state} (${item.failure ?? ''})`)
    const calls = expected.state === 'created' && expected.isMadeHere ? 1 : 0
    if (created.length !== calls) violations.push(`${item.userid} was created ${String(created.length)} times`)
    violations.push(...(await findFalseClaims(environment, item, created[0]?.at ?? 0)))
    violations.push(...(await findFalseInvitations(environment, item, scenario.seqBefore)))
  }
  const [row] = await environment.database.query<{ doubled: number }>(
    `select count(*)::int as doubled from (select userid from notices where object_id like '${scenario.id}%'
       and event = 'account.review' group by userid having count(*) > 1) as twice`,
  )
  if (row!.doubled > 0) violations.push('a reviewer was notified twice')
  // A job that runs every minute plans invitations, so a job that is due now may not be a leftover.
  await until(
    'the last job',
    async () => ((await countJobs(environment)) === 0 ? true : null),
    LAST_JOB_TIMEOUT_MS,
  ).catch(() => violations.push('a job is left'))
  return violations
}

async function countJobs({ database }: CrashEnvironment): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int as count from outbox where done_at is null and dead_at is null
       and topic in ('account.create', 'account.invite')`,
  )
  return row!.count
}

/** Finds a created account without exactly one record, an earlier record than WeCom’s effect, and a record of any other entry. */
async function findFalseClaims(environment: CrashEnvironment, item: OpeningSummary, madeAt: number): Promise<string[]> {
  const claims = await environment.database.query<{ at: string }>(
    `select at from audit_entries where action = 'account.created' and object = '${item.id}'`,
  )
  const isCreated = item.state === 'created' || item.state === 'invited'
  if (claims.length !== (isCreated ? 1 : 0))
    return [`${item.userid} has ${String(claims.length)} records of its creation`]
  const tooEarly = claims.filter(({ at }) => new Date(at).getTime() < madeAt)
  return tooEarly.length > 0 ? [`${item.userid} was recorded as created before it was`] : []
}

/** Finds records of an invitation without an earlier call that WeCom accepted. A kill may leave a call without a record. */
async function findFalseInvitations(
  { database, platform }: CrashEnvironment,
  { id, userid, state }: OpeningSummary,
  seqBefore: number,
): Promise<string[]> {
  const claims = await database.query<{ at: string }>(
    `select at from audit_entries where action = 'account.invited' and object = '${id}' order by at`,
  )
  // Read after the records, since a job also invites every minute.
  const sent = platform.state.effects.filter(
    (entry) => entry.seq > seqBefore && entry.effect === 'invite' && entry.to.includes(userid),
  )
  if (state === 'invited' && claims.length === 0) return [`${userid} is invited without a record`]
  const isFalse = claims.some(({ at }, nth) => new Date(at).getTime() < (sent[nth]?.at ?? Infinity))
  return isFalse ? [`${userid} was claimed as invited before WeCom accepted it`] : []
}
