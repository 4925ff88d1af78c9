import { type FailPointName, lostFailPointNames } from '@desk/server/ports/fail-points'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { demoCompany } from '../wecom-simulator/demo-company.ts'
import { lostOffencesOf, recoverStory, reportStory, watchClaims, watcherOf } from './lost-device-scenario.ts'
import { createKillWorld, type CrashEnvironment } from './crash-environment.ts'
import { numberOption, textOption } from './run-options.ts'

const RUNS = numberOption('runs', 100)
const [shard = 1, shards = 1] = (textOption('shard') ?? '1/1').split('/').map(Number)
/** From the platform or the server being well again to the order. Source: design 11. */
const SENT_WITHIN_S = 10
const subjects = ['zhaolixia', 'sunhao', 'maxiaoyu', 'guoji'] as const

const whileLocked: readonly FailPointName[] = [
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
const whileUnlocked: readonly FailPointName[] = [
  'outbox.claimed',
  'unlock.intent_stored',
  'unlock.called',
  'outbox.settled',
]

/** What the platform does wrong meanwhile; null: nothing. */
const troubles: readonly (FaultPlan | null)[] = [
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
const pointOf = (points: readonly FailPointName[], index: number): FailPointName => points[index % points.length]!

async function run(world: CrashEnvironment, index: number): Promise<{ offences: string[]; seconds: number }> {
  const watcher = watcherOf(world)
  const trouble = troubles[index % troubles.length] ?? null
  if (trouble) world.addFault(trouble)
  world.arm({ point: pointOf(whileLocked, index), nth: 1 })
  const story = await reportStory(world, subjects[index % subjects.length]!, index)
  const stopWatching = watchClaims(world, watcher, story)
  await world.whenBack()
  const backAtMs = world.nowMs()
  await world.settle()
  await world.whenBack()
  await world.settle()
  await stopWatching()
  world.clearFaults()
  world.arm({ point: pointOf(whileUnlocked, index), nth: 1 })
  await recoverStory(world, story)
  await world.settle()
  await world.whenBack()
  await world.settle()
  world.arm(null)
  return lostOffencesOf(world, story, backAtMs)
}

const postgres = await startPostgres()
const world = await createKillWorld(postgres.url, `desk_lost_${String(process.pid)}`, demoCompany)
await world.start()
const mine = Array.from({ length: RUNS }, (_, index) => index).filter((index) => index % shards === shard - 1)
const began = performance.now()
const offences: string[] = []
let slowest = 0
for (const [done, index] of mine.entries()) {
  if (done > 0 && done % subjects.length === 0) world.nextDay()
  const found = await run(world, index).catch((error: unknown) => ({ offences: [String(error)], seconds: 0 }))
  slowest = Math.max(slowest, found.seconds)
  if (found.seconds > SENT_WITHIN_S) console.error(`run ${String(index)}: ordered after ${String(found.seconds)} s`)
  for (const offence of found.offences) {
    offences.push(`run ${String(index)}: ${offence}`)
    console.error(offences.at(-1))
  }
  if ((done + 1) % 10 === 0) console.log(`${String(done + 1)} of ${String(mine.length)} runs`)
}
const seconds = (performance.now() - began) / 1000
await world.stop()
await postgres.stop()

const points = [...new Set([...whileLocked, ...whileUnlocked, ...lostFailPointNames])]
const figures: Figure[] = [
  { what: 'runs', value: mine.length, unit: '' },
  ...points.map((point) => ({ what: `killed at ${point}`, value: world.kills.get(point) ?? 0, unit: '' })),
  { what: 'locks lost, doubled or claimed too early', value: offences.length, unit: '', goal: 0 },
  {
    what: 'longest from being well again to the order',
    value: Math.round(slowest * 10) / 10,
    unit: 's',
    goal: SENT_WITHIN_S,
  },
  { what: 'seconds', value: Math.round(seconds), unit: 's' },
]
process.exit(report('lost-device', figures, {}))
