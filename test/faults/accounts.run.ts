import {
  accountFailPointNames,
  closingFailPointNames,
  type FailPointName,
  partnerFailPointNames,
} from '@desk/server/ports/fail-points'
import { type AccountRun, HR, LEAD, personOf, SECOND_HR, staffFor } from './accounts/account-run.ts'
import { closeInEmergency } from './accounts/emergencies.ts'
import { openAccounts } from './accounts/openings.ts'
import { endContract } from './accounts/partners.ts'
import { closeOnLastDay } from './accounts/planned-closings.ts'
import { transferAccount } from './accounts/transfers.ts'
import { type CrashEnvironment, createCrashEnvironment } from './crash-environment.ts'
import { deskCompany } from './desk-company.ts'
import { itemAt } from './item-at.ts'
import { type KillShard, killRuns } from './kill-runs.ts'
import type { ShardResult } from './kill-shard.ts'
import { describeError } from './violations.ts'

const RUNS_A_DAY = 10

const scenarios = {
  openings: openAccounts,
  emergencies: closeInEmergency,
  'planned closings': closeOnLastDay,
  transfers: transferAccount,
  partners: endContract,
} as const satisfies Record<string, (run: AccountRun) => Promise<string[]>>
type ScenarioName = keyof typeof scenarios

/** The scenarios whose kills are counted together. */
const closings: readonly ScenarioName[] = ['emergencies', 'planned closings', 'transfers']

/** The scenarios of successive runs, repeated. A prime number of them, so that each of several processes gets all scenarios. */
const cycle: readonly ScenarioName[] = [
  'openings',
  'emergencies',
  'openings',
  'planned closings',
  'openings',
  'partners',
  'openings',
  'transfers',
  'openings',
  'emergencies',
  'openings',
  'planned closings',
  'partners',
]

/** Returns the scenario of a run, and how many earlier runs have the same scenario. */
function scenarioAt(index: number): { name: ScenarioName; turn: number } {
  const name = itemAt(cycle, index)
  const countIn = (list: readonly ScenarioName[]) => list.filter((scenario) => scenario === name).length
  const turn = Math.floor(index / cycle.length) * countIn(cycle) + countIn(cycle.slice(0, index % cycle.length))
  return { name, turn }
}

const grantRoles = (environment: CrashEnvironment): Promise<unknown> =>
  environment.database.query(
    `insert into role_grants (id, userid, role, source, granted_at) values
       ('grt_hr', '${HR}', 'hr', 'setting', now()), ('grt_second_hr', '${SECOND_HR}', 'hr', 'setting', now()),
       ('grt_lead', '${LEAD}', 'ops_lead', 'setting', now())`,
  )

async function runAccounts(databaseServer: string, name: string, { indexes, onRun }: KillShard): Promise<ShardResult> {
  const environment = await createCrashEnvironment(databaseServer, name, deskCompany(staffFor(indexes.length)))
  const violations: string[] = []
  const counts: Record<string, number> = {}
  const addCount = (name: string, count: number): void => {
    counts[name] = (counts[name] ?? 0) + count
  }
  const countKills = () => [...environment.kills.values()].reduce((sum, count) => sum + count, 0)
  try {
    await environment.start()
    await grantRoles(environment)
    for (const [done, index] of indexes.entries()) {
      if (done > 0 && done % RUNS_A_DAY === 0) environment.nextDay()
      const scenario = scenarioAt(index)
      const killsBefore = countKills()
      const run = { environment, index, turn: scenario.turn, person: personOf(done) }
      const found = await scenarios[scenario.name](run).catch((error: unknown) => [describeError(error)])
      environment.clearFaults()
      environment.arm(null)
      await environment.whenRestarted()
      const kills = countKills() - killsBefore
      addCount(scenario.name, 1)
      addCount(`kills in ${scenario.name}`, kills)
      addCount('kills in closings and transfers', closings.includes(scenario.name) ? kills : 0)
      for (const violation of found) {
        violations.push(`run ${String(index)} (${scenario.name}, turn ${String(scenario.turn)}): ${violation}`)
        console.error(violations.at(-1))
      }
      onRun()
    }
  } finally {
    await environment.stop()
  }
  const created = environment.platform.state.effects.flatMap((entry) =>
    entry.effect === 'member.create' && entry.by === 'contacts' ? [entry.userid] : [],
  )
  addCount('accounts created', created.length)
  addCount('accounts created twice', created.length - new Set(created).size)
  return { runs: indexes.length, kills: Object.fromEntries(environment.kills), violations, counts }
}

const points: readonly FailPointName[] = [
  ...accountFailPointNames,
  ...closingFailPointNames,
  ...partnerFailPointNames,
  'outbox.claimed',
  'outbox.settled',
]

process.exit(await killRuns({ name: 'accounts', points, minRunsForCoverage: 300, defaultRuns: 300, run: runAccounts }))
