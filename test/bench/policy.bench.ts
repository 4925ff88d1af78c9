import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { ReminderReach } from '@desk/shared/policies/board-schemas'
import { numberOption } from '../faults/run-options.ts'
import { type Figure, report } from '../lib/measurement.ts'
import { residentMb } from '../lib/process-memory.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { postOrThrow } from '../lib/publish-policy.ts'
import { floorPerSecond, signByCrowd } from './concurrent-signers.ts'
import { signEmbedded } from './policy-embedded.ts'
import { createPolicyWorld, type PolicyWorld } from './policy-environment.ts'

const MEMBERS = numberOption('members', 1_000_000)
const POLICIES = numberOption('policies', 20)
const SIGNATURES = numberOption('signatures', 5_000_000)
const CROWD = Math.min(numberOption('crowd', 100_000), MEMBERS)
const SMALL = Math.min(10_000, MEMBERS)
/** Each of the twenty once before anything is measured: a process that has only just begun is slow whatever it does. */
const WARMING = 20
const LOOKS = 300
/** Of those, on the embedded database. */
const EMBEDDED = Math.min(CROWD, 2_000)
/** Of one call (doc 90236). */
const RECEIVERS = 1_000
/** Goals: design 11. */
const BOARD_RATIO = 2
const THROUGHPUT_SHARE = 0.5

const round = (value: number) => Math.round(value * 10) / 10

/** The 95th percentile of opening the board of one of these, in milliseconds. */
async function boardP95(world: PolicyWorld, ids: readonly string[] = world.ids): Promise<number> {
  const times: number[] = []
  for (let look = -WARMING; look < LOOKS; look += 1) {
    const id = ids[Math.abs(look) % ids.length]!
    const began = performance.now()
    await world.author.get(`/api/policies/${id}/board`)
    if (look >= 0) times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)[Math.floor(LOOKS * 0.95)] ?? 0
}

/** How large the server is at most while everybody is exported, in MB, and how many lines came. */
async function exportAll(world: PolicyWorld): Promise<{ mostMb: number; lines: number; seconds: number }> {
  const { path } = await postOrThrow<OneTimeLink>(world.author, `/api/policies/${world.ids[0]!}/export`, {
    format: 'csv',
  })
  let [most, lines] = [residentMb(world.pid) ?? 0, 0]
  const began = performance.now()
  const answer = await fetch(world.base + path)
  const decoder = new TextDecoder()
  for await (const part of answer.body ?? []) {
    lines += decoder.decode(part as Uint8Array, { stream: true }).split('\n').length - 1
    most = Math.max(most, residentMb(world.pid) ?? 0)
  }
  return { mostMb: most, lines, seconds: (performance.now() - began) / 1000 }
}

const postgres = await startPostgres({ durable: true })
const small = await createPolicyWorld(postgres.url, {
  members: SMALL,
  policies: POLICIES,
  signatures: Math.min(SIGNATURES, SMALL * 5),
})
const smallBoard = await boardP95(small)
await small.stop()

const world = await createPolicyWorld(postgres.url, { members: MEMBERS, policies: POLICIES, signatures: SIGNATURES })
const board = await boardP95(world)
const coldMb = residentMb(world.pid) ?? 0
const first = await exportAll(world)
// A server that has only just begun grows whatever it does: what a file takes is what it takes the second time.
const exported = await exportAll(world)
const callsBefore = world.messageCalls()
const published = await world.publishOne()
// Everybody is told first: what telling takes is another figure than what signing takes.
const tellingBegan = performance.now()
await world.whenTold()
const toldSeconds = (performance.now() - tellingBegan) / 1000
const calls = world.messageCalls() - callsBefore
const crowd = await signByCrowd(world, published.id, CROWD)
const floor = await floorPerSecond(world, published.id, Math.min(CROWD, 20_000))
await postOrThrow<ReminderReach>(world.author, `/api/policies/${published.id}/urge`, {})
await world.whenTold()
const urgedBoard = await boardP95(world, [published.id])
const countBegan = performance.now()
await world.author.get<ReminderReach>(`/api/policies/${published.id}/reach`)
const countSeconds = (performance.now() - countBegan) / 1000
const dropped = world.dropped()
await world.stop()
await postgres.stop()
const embedded = await signEmbedded(EMBEDDED)

const figures: Figure[] = [
  { what: 'members', value: MEMBERS, unit: '' },
  { what: 'signatures made before', value: SIGNATURES, unit: '' },
  { what: 'filled in', value: round(world.filledSeconds), unit: 's' },
  { what: 'counted in', value: round(world.countedSeconds), unit: 's' },
  { what: 'on disk', value: world.diskMb, unit: 'MB' },
  { what: `board of ${String(SMALL)}, p95`, value: round(smallBoard), unit: 'ms' },
  { what: `board of ${String(MEMBERS)}, p95`, value: round(board), unit: 'ms' },
  { what: 'board, large against small', value: round(board / smallBoard), unit: '×', goal: BOARD_RATIO },
  {
    what: 'board of a day on which all were urged',
    value: round(urgedBoard / smallBoard),
    unit: '×',
    goal: BOARD_RATIO,
  },
  { what: 'who is left to be urged that day, counted in', value: round(countSeconds), unit: 's' },
  { what: 'publishing, three steps and the text', value: round(published.ms), unit: 'ms', goal: 2_000 },
  { what: 'everybody told in', value: round(toldSeconds), unit: 's' },
  { what: 'lines exported', value: exported.lines, unit: '' },
  { what: 'exported in', value: round(exported.seconds), unit: 's' },
  { what: 'memory before, just started', value: coldMb, unit: 'MB' },
  { what: 'memory while exporting, at most', value: first.mostMb, unit: 'MB' },
  { what: 'memory grown by exporting again', value: exported.mostMb - first.mostMb, unit: 'MB', goal: 100 },
  { what: 'signatures a second', value: Math.round(crowd.perSecond), unit: '' },
  { what: 'one signature, p95', value: round(crowd.p95), unit: 'ms' },
  { what: 'the same rows by the driver, a second', value: Math.round(floor), unit: '' },
  { what: 'driver against server', value: round(floor / crowd.perSecond), unit: '×', goal: 1 / THROUGHPUT_SHARE },
  { what: 'share of the driver, PostgreSQL', value: Math.round((100 * crowd.perSecond) / floor), unit: '%' },
  { what: 'PGlite, signatures a second', value: Math.round(embedded.perSecond), unit: '' },
  { what: 'PGlite, the same rows by the driver, a second', value: Math.round(embedded.floor), unit: '' },
  { what: 'share of the driver, PGlite', value: Math.round((100 * embedded.perSecond) / embedded.floor), unit: '%' },
  { what: 'calls of message/send', value: calls, unit: '', goal: Math.ceil(MEMBERS / RECEIVERS) + 50 },
  { what: 'messages that WeCom dropped', value: dropped, unit: '', goal: 0 },
]
process.exit(report('policy', figures, {}))
