import { afterEach, describe, expect, it } from 'vitest'
import { createTokenEnvironment } from '../faults/token-environment.ts'
import { startPostgres } from '../lib/postgres.mjs'

const CALLS = 40
type TokenEnvironment = Awaited<ReturnType<typeof createTokenEnvironment>>
let environment: TokenEnvironment
let stopPostgres = async () => {}

async function start(overrides: { agentSecret?: string } = {}): Promise<TokenEnvironment> {
  const postgres = await startPostgres()
  stopPostgres = postgres.stop
  return (environment = await createTokenEnvironment(postgres.url, overrides))
}
afterEach(async () => {
  await environment.stop()
  await stopPostgres()
})

describe('the WeCom tokens of two instances', () => {
  it('each token is fetched once when the tokens expire or are revoked with 40014 or 42001', async () => {
    const { runCalls, expire, state } = await start()
    expect(await runCalls(CALLS)).toMatchObject({ failed: 0, gettokens: 2 })
    expire()
    expect(await runCalls(CALLS)).toMatchObject({ failed: 0, gettokens: 2 })
    for (const errcode of [40014, 42001] as const) {
      const plan = { endpoint: 'user/get', kind: 'kill-tokens', errcode, nth: 10 } as const
      state.faults.push({ id: 'kill', plan, seen: 0, hits: 0 })
      expect(await runCalls(CALLS)).toMatchObject({ failed: 0, gettokens: 2 })
      state.faults.length = 0
    }
  })

  it('with a wrong secret, its token is requested once and the refusal is reported once', async () => {
    const { runCalls, findShownRefusal } = await start({ agentSecret: 'not-the-secret-of-this-app' })
    // One token request with the wrong secret and one with the right one.
    expect(await runCalls(CALLS)).toMatchObject({ failed: CALLS, gettokens: 2 })
    const alarms = [{ tokenName: 'agent_token', errcode: 40001 }]
    expect(await runCalls(CALLS)).toMatchObject({ failed: CALLS, gettokens: 0, alarms })
    expect(await findShownRefusal()).toEqual({ row: true, metric: true, page: true })
  })
})
