import { type FailPointName, lostFailPointNames } from '@desk/server/ports/fail-points'
import { type Figure, report, rounded } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { demoCompany } from '../wecom-simulator/demo-company.ts'
import {
  findLostDeviceViolations,
  recoverDevice,
  reportLostDevice,
  watchClaims,
  viewerOf,
} from './lost-device-scenario.ts'
import { createCrashEnvironment, type CrashEnvironment, settleAfterKill } from './crash-environment.ts'
import { itemAt } from './item-at.ts'
import { numberOption, textOption } from './run-options.ts'

const RUNS = numberOption('runs', 100)
const [shard = 1, shards = 1] = (textOption('shard') ?? '1/1').split('/').map(Number)
/** The longest time from the recovery of the server or of WeCom to the lock call, in seconds. */
const MAX_LOCK_DELAY_S = 10
const subjects = ['zhaolixia', 'sunhao', 'maxiaoyu', 'guoji'] as const

const lockPoints: readonly FailPointName[] = [
  'report.committed',
  'outbox.claimed',
  'lock.intent_stored',
  'lock.called',
  'lock.sent_stored',
  'lock.read_back',
  'outbox.settled',
  'notice.calling',
  'notice.called',
]
const unlockPoints: readonly FailPointName[] = [
  'outbox.claimed',
  'unlock.intent_stored',
  'unlock.called',
  'outbox.settled',
]

/** Faults of the simulated WeCom; null means none. */
const faultPlans: readonly (FaultPlan | null)[] = [
  null,
  { endpoint: 'user/update', kind: 'errcode', errcode: -1, times: 3 },
  { endpoint: 'user/update', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'user/update', kind: 'drop', times: 2 },
  { endpoint: 'user/update', kind: 'timeout', ms: 6_000, times: 1 },
  { endpoint: 'user/update', kind: 'slow', ms: 2_000, times: 1 },
  { endpoint: 'user/get', kind: 'drop', times: 2 },
  { endpoint: 'user/update', kind: 'kill-tokens', errcode: 42001, times: 1 },
  { endpoint: 'message/send', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'security/member_oper_log/list', kind: 'errcode', errcode: -1, times: 2 },
  { endpoint: 'user/update', kind: 'http', status: 502, times: 2 },
]

async function run(environment: CrashEnvironment, index: number): Promise<{ violations: string[]; seconds: number }> {
  const viewer = viewerOf(environment)
  const fault = itemAt(faultPlans, index)
  if (fault) environment.addFault(fault)
  environment.arm({ point: itemAt(lockPoints, index), nth: 1 })
  const scenario = await reportLostDevice(environment, itemAt(subjects, index), index)
  const stopWatching = watchClaims(environment, viewer, scenario)
  await environment.whenRestarted()
  const restartedAtMs = environment.nowMs()
  await settleAfterKill(environment)
  await stopWatching()
  environment.clearFaults()
  environment.arm({ point: itemAt(unlockPoints, index), nth: 1 })
  await recoverDevice(environment, scenario)
  await settleAfterKill(environment)
  environment.arm(null)
  return findLostDeviceViolations(environment, scenario, restartedAtMs)
}

const postgres = await startPostgres()
const environment = await createCrashEnvironment(postgres.url, `desk_lost_${String(process.pid)}`, demoCompany)
let status: number
try {
  await environment.start()
  const indexes = Array.from({ length: RUNS }, (_, index) => index).filter((index) => index % shards === shard - 1)
  const began = performance.now()
  const violations: string[] = []
  let slowest = 0
  for (const [done, index] of indexes.entries()) {
    if (done > 0 && done % subjects.length === 0) environment.nextDay()
    const result = await run(environment, index).catch((error: unknown) => ({
      violations: [String(error)],
      seconds: 0,
    }))
    slowest = Math.max(slowest, result.seconds)
    if (result.seconds > MAX_LOCK_DELAY_S)
      console.error(`run ${String(index)}: lock sent after ${String(result.seconds)} s`)
    for (const violation of result.violations) {
      violations.push(`run ${String(index)}: ${violation}`)
      console.error(violations.at(-1))
    }
    if ((done + 1) % 10 === 0) console.log(`${String(done + 1)} of ${String(indexes.length)} runs`)
  }
  const seconds = (performance.now() - began) / 1000

  const points = [...new Set([...lockPoints, ...unlockPoints, ...lostFailPointNames])]
  const figures: Figure[] = [
    { what: 'runs', value: indexes.length, unit: '' },
    ...points.map((point) => ({ what: `killed at ${point}`, value: environment.kills.get(point) ?? 0, unit: '' })),
    { what: 'violations', value: violations.length, unit: '', goal: 0 },
    {
      what: 'maximum time from recovery to the lock call',
      value: rounded(slowest),
      unit: 's',
      goal: MAX_LOCK_DELAY_S,
    },
    { what: 'seconds', value: Math.round(seconds), unit: 's' },
  ]
  status = report('lost-device', figures, {})
} finally {
  await environment.stop()
  await postgres.stop()
}
process.exit(status)
