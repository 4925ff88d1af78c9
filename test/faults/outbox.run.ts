import { failPointNames, type FailPointName } from '@desk/server/ports/fail-points'
import { whenDirectoryIsRead } from '../lib/directory-read.ts'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import { decideStory, offencesOf, submitStory } from './outbox-story.ts'
import { createOutboxWorld, type OutboxWorld } from './outbox-world.ts'

const textOption = (name: string): string | null => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? null : (process.argv[at + 1] ?? null)
}
const RUNS = Number(textOption('runs') ?? 200)
const [shard = 1, shards = 1] = (textOption('shard') ?? '1/1').split('/').map(Number)
/** Kills at each point, over all shards. */
const KILLS_PER_POINT = 20
/** Messages to one person that a day has room for; a digest would hide what each story expects. */
const STORIES_PER_DAY = 5

/** Each run kills twice: once while it is asked, once while it is decided and carried out. */
const whileAsked: readonly FailPointName[] = [
  'submit.committed',
  'outbox.claimed',
  'notice.admitted',
  'notice.calling',
  'notice.called',
  'outbox.settled',
  'tile.called',
]
const whileDecided: readonly FailPointName[] = [
  'decide.committed',
  'outbox.claimed',
  'apply.intent_stored',
  'apply.called',
  'apply.read_back',
  'outbox.settled',
  'notice.admitted',
  'notice.calling',
  'notice.called',
]

/** What the platform does wrong meanwhile; null: nothing. */
const troubles: readonly (FaultPlan | null)[] = [
  null,
  { endpoint: 'user/update', kind: 'errcode', errcode: -1, times: 1 },
  { endpoint: 'message/send', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'user/update', kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint: 'message/send', kind: 'errcode', errcode: 45009, times: 1 },
  { endpoint: 'user/update', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'message/update_template_card', kind: 'done-then-dropped', times: 1 },
  null,
  { endpoint: 'message/send', kind: 'errcode', errcode: -1, times: 1 },
  { endpoint: 'user/get', kind: 'drop', times: 1 },
  { endpoint: 'agent/batch_set_workbench_data', kind: 'done-then-dropped', times: 1 },
  { endpoint: 'user/update', kind: 'timeout', ms: 6_000, times: 1 },
  { endpoint: 'user/update', kind: 'kill-tokens', errcode: 42001, times: 1 },
]

async function run(world: OutboxWorld, index: number): Promise<string[]> {
  const trouble = troubles[index % troubles.length] ?? null
  if (trouble) world.addFault(trouble)
  world.arm({ point: pointOf(whileAsked, index), nth: 1 })
  const story = await submitStory(world, `工程师${String(index).padStart(5, '0')}号`)
  await world.settle()
  await world.whenBack()
  world.arm({ point: pointOf(whileDecided, index), nth: 1 })
  await decideStory(world, story)
  await world.settle()
  await world.whenBack()
  await world.settle()
  world.arm(null)
  world.clearFaults()
  return offencesOf(world, story)
}
const pointOf = (points: readonly FailPointName[], index: number): FailPointName => points[index % points.length]!

const describe = (error: unknown): string =>
  error instanceof Error && error.cause ? `${error.message} (${String(error.cause)})` : String(error)

const postgres = await startPostgres()
const world = await createOutboxWorld(postgres.url, `desk_outbox_${String(process.pid)}`)
await world.start()
await whenDirectoryIsRead(world.gatewayUrl)
const mine = Array.from({ length: RUNS }, (_, index) => index).filter((index) => index % shards === shard - 1)
const began = performance.now()
const offences: string[] = []
for (const [done, index] of mine.entries()) {
  if (done > 0 && done % STORIES_PER_DAY === 0) world.nextDay()
  const found = await run(world, index).catch((error: unknown) => [describe(error)])
  for (const offence of found) {
    offences.push(`run ${String(index)}: ${offence}`)
    console.error(offences.at(-1))
  }
  if ((done + 1) % 10 === 0)
    console.log(
      `${String(done + 1)} of ${String(mine.length)} runs, ${String(Math.round((performance.now() - began) / 1000))} s`,
    )
}
const seconds = (performance.now() - began) / 1000
await world.stop()
await postgres.stop()

const points = failPointNames.filter((point) => whileAsked.includes(point) || whileDecided.includes(point))
const killsAt = (point: FailPointName) => world.kills.get(point) ?? 0
const fewest = Math.min(...points.map(killsAt))
// A shard has its share of them; a short run says so by itself.
const wanted = RUNS >= 200 ? Math.floor(KILLS_PER_POINT / shards) : 0
const figures: Figure[] = [
  { what: 'runs', value: mine.length, unit: '' },
  ...points.map((point) => ({ what: `killed at ${point}`, value: killsAt(point), unit: '' })),
  { what: 'kills that are missing at the rarest point', value: Math.max(0, wanted - fewest), unit: '', goal: 0 },
  { what: 'effects lost or doubled', value: offences.length, unit: '', goal: 0 },
  { what: 'seconds', value: Math.round(seconds), unit: 's' },
]
process.exit(report('outbox', figures, {}))
