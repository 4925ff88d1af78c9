import { accountFailPointNames, closingFailPointNames, type FailPointName } from '@desk/server/ports/fail-points'
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
import { closeAccount } from './closings-scenario.ts'
import { deskCompany } from './desk-company.ts'
import { type KillShard, killRuns } from './kill-runs.ts'
import type { ShardResult } from './kill-shard.ts'

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

async function runAccounts(databaseServer: string, name: string, { indexes, onRun }: KillShard): Promise<ShardResult> {
  const environment = await createCrashEnvironment(databaseServer, name, deskCompany([2]))
  const violations: string[] = []
  try {
    await environment.start()
    await environment.database.query(
      `insert into role_grants (id, userid, role, source, granted_at) values ('grt_faults', '${HR}', 'hr', 'setting', now())`,
    )
    for (const [done, index] of indexes.entries()) {
      if (done > 0 && done % RUNS_A_DAY === 0) environment.nextDay()
      const scenario = itemAt(scenarios, index)
      const found = await scenario(environment, index).catch((error: unknown) => [String(error)])
      environment.clearFaults()
      environment.arm(null)
      violations.push(...found.map((violation) => `run ${String(index)}: ${violation}`))
      for (const violation of violations.slice(violations.length - found.length)) console.error(violation)
      onRun()
    }
  } finally {
    await environment.stop()
  }
  const created = environment.platform.state.effects.flatMap((one) =>
    one.effect === 'member.create' && one.by === 'contacts' ? [one.userid] : [],
  )
  const counts = {
    'accounts created': created.length,
    'accounts created twice': created.length - new Set(created).size,
  }
  return { runs: indexes.length, kills: Object.fromEntries(environment.kills), violations, counts }
}

process.exit(
  await killRuns({
    name: 'accounts',
    points: [...points, ...closingFailPointNames],
    minRunsForCoverage: 300,
    defaultRuns: 300,
    run: runAccounts,
  }),
)
