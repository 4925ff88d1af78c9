import { type FailPointName, groupFailPointNames } from '@desk/server/ports/fail-points'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { deskCompany } from './desk-company.ts'
import {
  agreeStory,
  submitGroupStory,
  groupOf,
  manuallyCreated,
  makingOffences,
  removalOffences,
  requestOf,
  reviewStory,
  seat,
} from './groups-scenario.ts'
import { createKillWorld, type CrashEnvironment } from './crash-environment.ts'
import { numberOption, textOption } from './run-options.ts'

const RUNS = numberOption('runs', 100)
const [shard = 1, shards = 1] = (textOption('shard') ?? '1/1').split('/').map(Number)
const DEPARTMENTS = 12
const STAFF = 4
/** Each person may ask five times a day. */
const RUNS_A_DAY = DEPARTMENTS * 4

const whileMade: readonly FailPointName[] = [
  'submit.committed',
  'decide.committed',
  'outbox.claimed',
  'group.intent_stored',
  'group.called',
  'group.greeting',
  'group.read_back',
  'outbox.settled',
  'notice.calling',
  'notice.called',
]
const whileCleaned: readonly FailPointName[] = ['group.committed', 'group.changing', 'group.changed', 'outbox.settled']

type Trouble = FaultPlan & { ends?: 'failed' | 'by_hand' }
const refused = (errcode: number, ends: 'failed' | 'by_hand'): Trouble => ({
  endpoint: 'appchat/create',
  kind: 'errcode',
  errcode,
  ends,
})

/** What the platform does wrong while a group is made; null: nothing. */
const troubles: readonly (Trouble | null)[] = [
  null,
  { endpoint: 'appchat/create', kind: 'done-then-dropped', times: 1 },
  refused(86215, 'failed'),
  refused(86006, 'failed'),
  { endpoint: 'appchat/create', kind: 'drop', times: 2 },
  refused(86008, 'failed'),
  refused(49008, 'failed'),
  { endpoint: 'appchat/send', kind: 'done-then-dropped', times: 1 },
  refused(60011, 'by_hand'),
  { endpoint: 'appchat/get', kind: 'drop', times: 2 },
  refused(48002, 'by_hand'),
  { endpoint: 'appchat/create', kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint: 'appchat/create', kind: 'timeout', ms: 6_000, times: 1 },
  { endpoint: 'appchat/create', kind: 'errcode', errcode: -1, times: 2 },
  { endpoint: 'appchat/create', kind: 'kill-tokens', errcode: 42001, times: 1 },
  { endpoint: 'message/send', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'appchat/create', kind: 'http', status: 502, times: 1 },
]

/** And while somebody is taken out. */
const cleaningTroubles: readonly (FaultPlan | null)[] = [
  null,
  { endpoint: 'appchat/update', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'appchat/update', kind: 'drop', times: 1 },
  { endpoint: 'appchat/update', kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint: 'appchat/get', kind: 'drop', times: 2 },
  { endpoint: 'appchat/update', kind: 'errcode', errcode: -1, times: 1 },
]

const chosen = <Item>(list: readonly Item[], index: number): Item => list[index % list.length]!

async function settle(world: CrashEnvironment): Promise<void> {
  await world.settle()
  await world.whenBack()
  await world.settle()
}

async function run(world: CrashEnvironment, index: number): Promise<string[]> {
  // Of a shard, too, all departments in turn: each person may ask a few times a day.
  const department = Math.floor(index / shards) % DEPARTMENTS
  const trouble = chosen(troubles, index)
  if (trouble) {
    const { ends: _ends, ...plan } = trouble
    world.addFault(plan)
  }
  const point = chosen(whileMade, Math.floor(index / troubles.length) + index)
  if (point === 'submit.committed') world.arm({ point, nth: 1 })
  const story = await submitGroupStory(world, department, index)
  if (point !== 'submit.committed') world.arm({ point, nth: 1 })
  await agreeStory(world, story, index)
  await settle(world)
  world.clearFaults()
  world.arm(null)
  const offences = await makingOffences(world, story)
  const view = await requestOf(world, story)
  const wanted = trouble?.ends ?? 'done'
  const ended = view.phase ?? view.state
  if (ended !== wanted) offences.push(`ended as ${ended}, not as ${wanted}`)
  if (ended === 'by_hand') {
    await manuallyCreated(world, story)
    const { state } = await requestOf(world, story)
    if (state !== 'done') offences.push(`made by hand, and ${state}`)
  }
  const made = view.group?.made
  if (made && view.state === 'done') offences.push(...(await clean(world, story, made.id, index)))
  return offences
}

async function clean(
  world: CrashEnvironment,
  story: Awaited<ReturnType<typeof submitGroupStory>>,
  groupId: string,
  index: number,
): Promise<string[]> {
  const mover = story.members[2]!
  seat(world, mover, (story.department + 1) % DEPARTMENTS)
  await settle(world)
  const trouble = chosen(cleaningTroubles, index)
  if (trouble) world.addFault(trouble)
  world.arm({ point: chosen(whileCleaned, index), nth: 1 })
  await reviewStory(world, story, groupId)
  await settle(world)
  world.clearFaults()
  world.arm(null)
  const offences = removalOffences(world, story, mover, await groupOf(world, story, groupId))
  seat(world, mover, story.department)
  await settle(world)
  return offences
}

const postgres = await startPostgres()
const company = deskCompany(Array.from({ length: DEPARTMENTS }, () => STAFF))
const world = await createKillWorld(postgres.url, `desk_groups_${String(process.pid)}`, company)
await world.start()
const mine = Array.from({ length: RUNS }, (_, index) => index).filter((index) => index % shards === shard - 1)
const began = performance.now()
const offences: string[] = []
for (const [done, index] of mine.entries()) {
  if (done > 0 && done % RUNS_A_DAY === 0) world.nextDay()
  const found = await run(world, index).catch((error: unknown) => [
    error instanceof Error && error.cause ? `${error.message} (${String(error.cause)})` : String(error),
  ])
  world.clearFaults()
  world.arm(null)
  for (const offence of found) {
    offences.push(`run ${String(index)}: ${offence}`)
    console.error(offences.at(-1))
  }
  if ((done + 1) % 10 === 0) console.log(`${String(done + 1)} of ${String(mine.length)} runs`)
}
const seconds = (performance.now() - began) / 1000
const created = world.platform.state.effects.filter(({ effect }) => effect === 'group.create').length
await world.stop()
await postgres.stop()

const points = [...new Set([...whileMade, ...whileCleaned])]
// Passed by a declaration and by a confirmation, which no run of these makes.
const elsewhere: readonly FailPointName[] = ['group.confirmed', 'group.declared']
const unplanned = groupFailPointNames.filter((point) => !points.includes(point) && !elsewhere.includes(point)).length
const figures: Figure[] = [
  { what: 'runs', value: mine.length, unit: '' },
  { what: 'groups made', value: created, unit: '' },
  ...points.map((point) => ({ what: `killed at ${point}`, value: world.kills.get(point) ?? 0, unit: '' })),
  { what: 'points of groups that no run passes', value: unplanned, unit: '', goal: 0 },
  { what: 'groups doubled or lost, states that nobody understands', value: offences.length, unit: '', goal: 0 },
  { what: 'seconds', value: Math.round(seconds), unit: 's' },
]
process.exit(report('groups', figures, {}))
