import { startChildProgram } from '../lib/child-program.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { createMovableClock } from '../wecom-simulator/clock.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { refusalShown } from './refusal-visibility.ts'
import type { Storm, TokenClientOptions, TokenClientReady } from './token-client.process.ts'

const HOURS_2 = 7_200_000
const INSTANCES = 2

/** Calls that came to no answer, and what they cost. */
export type Cost = { failed: number; gettokens: number; alarms: Storm['alarms'] }

/** Two instances' clients, each a process of its own on one PostgreSQL, speaking HTTP to one platform. */
export async function createTokenWorld(databaseServer: string, over: { agentSecret?: string } = {}) {
  const database = await createTestDatabase(databaseServer, `desk_tokens_${String(process.pid)}`)
  const clock = createMovableClock(new Date())
  const simulator = await startSimulator({ appUrl: 'http://127.0.0.1:9', clock, callbacks: null })
  const options: TokenClientOptions = {
    databaseUrl: database.url,
    apiBase: simulator.url,
    agentSecret: over.agentSecret ?? simulatorDefaults.agentSecret,
  }
  const clients = await Promise.all(
    Array.from({ length: INSTANCES }, () => startChildProgram<TokenClientReady>('faults-token-client', options)),
  )
  const { state } = simulator.simulator
  const gettokens = () => state.calls.filter(({ path }) => path === '/cgi-bin/gettoken').length
  const ask = async (url: string, size: number): Promise<Storm> => {
    const query = new URLSearchParams({ size: String(size), clockOffsetMs: String(clock.nowMs() - Date.now()) })
    return (await (await fetch(`${url}/?${query}`)).json()) as Storm
  }
  return {
    state,
    expire: () => clock.advance(HOURS_2),
    /** `size` calls in each instance. */
    async storm(size: number): Promise<Cost> {
      const before = gettokens()
      const storms = await Promise.all(clients.map(({ ready }) => ask(ready.url, size)))
      return {
        failed: storms.reduce((sum, { failed }) => sum + failed, 0),
        gettokens: gettokens() - before,
        alarms: storms.flatMap(({ alarms }) => alarms),
      }
    },
    shown: () =>
      refusalShown(database, {
        simulatorUrl: simulator.url,
        agentSecret: options.agentSecret,
        nowMs: clock.nowMs(),
      }),
    gettokens,
    async stop() {
      await Promise.all(clients.map((client) => client.stop()))
      await simulator.stop()
      await database.drop()
    },
  }
}
