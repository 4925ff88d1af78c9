import { failPointNames, type FailPointName } from '@desk/server/ports/fail-points'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { asked, runApprovalStory, viewOf } from '../faults/approval-story.ts'
import { createFaultWorld, type FaultWorld } from '../faults/fault-world.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { FaultPlan } from '../wecom-simulator/faults.ts'

const postgres = await startPostgres()
let world: FaultWorld
let worlds = 0

beforeAll(() => () => postgres.stop())
afterEach(() => world.stop())

async function newWorld(): Promise<FaultWorld> {
  worlds += 1
  return (world = await createFaultWorld(postgres.url, `desk_faults_${process.pid}_${worlds}`))
}

/** Rows that still owe something. */
const owed = async () => {
  const [row] = await world.database.query<{ count: number }>(
    'select count(*)::int as count from outbox where done_at is null and dead_at is null',
  )
  return row!.count
}

/** The oracle: what the platform really did, and where the request ended. */
async function expectOnceAndDone(id: string): Promise<void> {
  await vi.waitFor(async () => expect(await owed()).toBe(0), { timeout: 30_000, interval: 200 })
  const ledger = await world.simulator.ledger()
  const updates = ledger.filter((entry) => entry.effect === 'member.update')
  expect(updates).toMatchObject([
    { userid: 'guoji', field: 'position', from: asked.position.from, to: asked.position.to, by: 'contacts' },
  ])
  const messagesTo = (userid: string) =>
    ledger.filter((entry) => entry.effect === 'message' && entry.to.includes(userid)).length
  expect({ decider: messagesTo('limin'), applicant: messagesTo('guoji') }).toEqual({ decider: 1, applicant: 1 })
  const view = await viewOf(world, id)
  expect(view.state).toBe('done')
  expect(view.changes).toMatchObject([
    { field: 'position', verdict: { agreed: true }, readBack: { value: asked.position.to, equal: true } },
    { field: 'telephone', verdict: { agreed: false }, readBack: null },
  ])
}

/** Points that are passed for more than one job of the story: each is worth a death of its own. */
const passes: Partial<Record<FailPointName, number>> = {
  'outbox.claimed': 4,
  'outbox.settled': 4,
  'notice.admitted': 2,
  'notice.calling': 3,
  'notice.called': 3,
}
const kills = failPointNames.flatMap((point) =>
  Array.from({ length: passes[point] ?? 1 }, (_, index) => ({ point, nth: index + 1 })),
)

describe('a server that is killed', () => {
  it.each(kills)('at $point, time $nth, does everything once', async (killAt) => {
    const { start, kills: killed } = await newWorld()
    await start(killAt)
    const id = await runApprovalStory(world)
    await expectOnceAndDone(id)
    expect(killed()).toBe(1)
  })
})

const faults: readonly (FaultPlan & { says: string })[] = [
  { says: 'a dead token', endpoint: 'user/update', kind: 'kill-tokens', errcode: 42001, nth: 1 },
  { says: 'a busy platform', endpoint: 'user/update', kind: 'errcode', errcode: -1, nth: 1 },
  { says: 'a connection closed before', endpoint: 'user/update', kind: 'drop', nth: 1 },
  { says: 'a time-out', endpoint: 'user/update', kind: 'timeout', ms: 60_000, nth: 1 },
  { says: 'done, then dropped', endpoint: 'user/update', kind: 'done-then-dropped', nth: 1 },
]

describe('a write that meets', () => {
  it.each(faults)('$says changes the directory once', async ({ says: _says, ...plan }) => {
    const { start, simulator } = await newWorld()
    await start(null)
    await simulator.addFault(plan)
    const id = await runApprovalStory(world)
    await expectOnceAndDone(id)
  })
})
