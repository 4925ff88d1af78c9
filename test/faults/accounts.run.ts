import { accountFailPointNames, type FailPointName } from '@desk/server/ports/fail-points'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import {
  confirmJoiners,
  createInConsole,
  type Expected,
  findOpenViolations,
  HR,
  inviteFirst,
  retryFailed,
  submitJoiners,
} from './accounts-scenario.ts'
import { type CrashEnvironment, createCrashEnvironment } from './crash-environment.ts'
import { closeAccount, closingPoints } from './closings-scenario.ts'
import { deskCompany } from './desk-company.ts'
import { numberOption, textOption } from './run-options.ts'

const RUNS = numberOption('runs', 100)
const [shard = 1, shards = 1] = (textOption('shard') ?? '1/1').split('/').map(Number)
const RUNS_A_DAY = 10

const points: readonly FailPointName[] = [...accountFailPointNames, 'outbox.claimed', 'outbox.settled']

/** `console`: an account of the first row exists already. `retries`: HR tries refused rows again after the fault. */
type Case = { fault?: FaultPlan; console?: 'same' | 'other'; retries?: boolean; firstFails?: boolean }
const create = (errcode: number, times = 1): FaultPlan => ({ endpoint: 'user/create', kind: 'errcode', errcode, times })

const cases: readonly Case[] = [
  {},
  { fault: { endpoint: 'user/create', kind: 'done-then-dropped', times: 1 } },
  { fault: create(-1, 2) },
  { console: 'same' },
  { console: 'other', firstFails: true },
  { fault: create(60104), retries: true },
  { fault: create(45024), retries: true },
  { fault: { endpoint: 'user/create', kind: 'drop', times: 1 } },
  { fault: { endpoint: 'user/get', kind: 'drop', times: 2 } },
  { fault: { endpoint: 'user/create', kind: 'timeout', ms: 6_000, times: 1 } },
  { fault: create(45009) },
  { fault: { endpoint: 'user/create', kind: 'kill-tokens', errcode: 42001, times: 1 } },
  { fault: { endpoint: 'user/getuserid', kind: 'drop', times: 1 } },
  { fault: { endpoint: 'user/create', kind: 'http', status: 502, times: 1 } },
  { fault: { endpoint: 'user/create', kind: 'done-then-dropped', times: 3 } },
]

const itemAt = <Item>(list: readonly Item[], index: number): Item => list[index % list.length]!

async function settle(environment: CrashEnvironment): Promise<void> {
  await environment.settle()
  await environment.whenRestarted()
  await environment.settle()
}

/** Opens three accounts: submitted, confirmed, created, one invited. */
async function open(environment: CrashEnvironment, index: number): Promise<string[]> {
  const { fault, console: existing, retries = false, firstFails = false } = itemAt(cases, index)
  const point = itemAt(points, Math.floor(index / cases.length) + index)
  if (point === 'account.submitted') environment.arm({ point, nth: 1 })
  const scenario = await submitJoiners(environment, index)
  if (existing) createInConsole(environment, scenario.rows[0]!, existing === 'same')
  if (fault) environment.addFault(fault)
  if (point !== 'account.submitted' && point !== 'account.invited') environment.arm({ point, nth: 1 })
  await confirmJoiners(environment, scenario)
  await settle(environment)
  environment.clearFaults()
  if (retries) {
    await retryFailed(environment, scenario)
    await settle(environment)
  }
  if (point === 'account.invited') environment.arm({ point, nth: 1 })
  await inviteFirst(environment, scenario)
  await settle(environment)
  environment.arm(null)
  const expectedOf = (nth: number): Expected =>
    nth > 0
      ? { state: 'created', isMadeHere: true }
      : { state: firstFails ? 'failed' : 'created', isMadeHere: existing === undefined }
  return findOpenViolations(environment, scenario, expectedOf)
}

/** One after the other, by the number of the run. */
const scenarios = [open, closeAccount]

const postgres = await startPostgres()
const environment = await createCrashEnvironment(postgres.url, `desk_accounts_${String(process.pid)}`, deskCompany([2]))
await environment.start()
await environment.database.query(
  `insert into role_grants (id, userid, role, source, granted_at) values ('grt_faults', '${HR}', 'hr', 'setting', now())`,
)
const indexes = Array.from({ length: RUNS }, (_, index) => index).filter((index) => index % shards === shard - 1)
const began = performance.now()
const violations: string[] = []
for (const [done, index] of indexes.entries()) {
  if (done > 0 && done % RUNS_A_DAY === 0) environment.nextDay()
  const scenario = itemAt(scenarios, index)
  const found = await scenario(environment, index).catch((error: unknown) => [String(error)])
  environment.clearFaults()
  environment.arm(null)
  for (const violation of found) {
    violations.push(`run ${String(index)}: ${violation}`)
    console.error(violations.at(-1))
  }
  if ((done + 1) % 10 === 0) console.log(`${String(done + 1)} of ${String(indexes.length)} runs`)
}
const seconds = (performance.now() - began) / 1000
const created = environment.platform.state.effects.filter(
  (one) => one.effect === 'member.create' && one.by === 'contacts',
)
const twice = created.length - new Set(created.map((one) => ('userid' in one ? one.userid : ''))).size
await environment.stop()
await postgres.stop()

const figures: Figure[] = [
  { what: 'runs', value: indexes.length, unit: '' },
  { what: 'accounts created', value: created.length, unit: '' },
  { what: 'accounts created twice', value: twice, unit: '', goal: 0 },
  ...[...points, ...closingPoints].map((point) => ({
    what: `killed at ${point}`,
    value: environment.kills.get(point) ?? 0,
    unit: '',
  })),
  { what: 'violations', value: violations.length, unit: '', goal: 0 },
  { what: 'seconds', value: Math.round(seconds), unit: 's' },
]
process.exit(report('accounts', figures, {}))
