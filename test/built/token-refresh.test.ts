import { afterEach, describe, expect, it } from 'vitest'
import { createTokenWorld } from '../faults/token-environment.ts'
import { startPostgres } from '../lib/postgres.mjs'

const CALLS = 40
type World = Awaited<ReturnType<typeof createTokenWorld>>
let world: World
let stopPostgres = async () => {}

async function newWorld(over: { agentSecret?: string } = {}): Promise<World> {
  const postgres = await startPostgres()
  stopPostgres = postgres.stop
  return (world = await createTokenWorld(postgres.url, over))
}
afterEach(async () => {
  await world.stop()
  await stopPostgres()
})

describe('two instances whose tokens end', () => {
  it('at their time, or killed with 40014 or 42001 mid-flight, fetch each anew once', async () => {
    const { storm, expire, state } = await newWorld()
    expect(await storm(CALLS)).toMatchObject({ failed: 0, gettokens: 2 })
    expire()
    expect(await storm(CALLS)).toMatchObject({ failed: 0, gettokens: 2 })
    for (const errcode of [40014, 42001] as const) {
      const plan = { endpoint: 'user/get', kind: 'kill-tokens', errcode, nth: 10 } as const
      state.faults.push({ id: 'kill', plan, seen: 0, hits: 0 })
      expect(await storm(CALLS)).toMatchObject({ failed: 0, gettokens: 2 })
      state.faults.length = 0
    }
  })

  it('with a wrong secret call once with it, and say so once', async () => {
    const { storm, shown } = await newWorld({ agentSecret: 'not-the-secret-of-this-app' })
    // One for the wrong secret and one for the right one.
    expect(await storm(CALLS)).toMatchObject({ failed: CALLS, gettokens: 2 })
    const alarms = [{ whose: 'agent_token', errcode: 40001 }]
    expect(await storm(CALLS)).toMatchObject({ failed: CALLS, gettokens: 0, alarms })
    expect(await shown()).toEqual({ row: true, metric: true, page: true })
  })
})
