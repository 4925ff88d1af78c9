import { HOUR_MS } from '@desk/shared/kernel/durations'
import { startChildProgram } from '../lib/child-program.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { createMovableClock } from '../wecom-simulator/clock.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { findShownRefusal } from './find-shown-refusal.ts'
import type { CallResults, TokenClientOptions, TokenClientReady } from './token-client.process.ts'

const TOKEN_LIFETIME_MS = 2 * HOUR_MS
const INSTANCES = 2

/** The numbers of failed calls and of token requests, and the errors in the logs. */
export type Cost = { failed: number; gettokens: number; alarms: CallResults['alarms'] }

/** Starts two WeCom clients in separate processes on one PostgreSQL, with one simulated WeCom. */
export async function createTokenEnvironment(databaseServer: string, overrides: { agentSecret?: string } = {}) {
  const database = await createTestDatabase(databaseServer, `desk_tokens_${String(process.pid)}`)
  const clock = createMovableClock(new Date())
  const simulator = await startSimulator({ appUrl: 'http://127.0.0.1:9', clock, callbacks: null })
  const options: TokenClientOptions = {
    databaseUrl: database.url,
    apiBase: simulator.url,
    agentSecret: overrides.agentSecret ?? simulatorDefaults.agentSecret,
  }
  const clients = await Promise.all(
    Array.from({ length: INSTANCES }, () => startChildProgram<TokenClientReady>('faults-token-client', options)),
  )
  const { state } = simulator.simulator
  const gettokens = () => state.calls.filter(({ path }) => path === '/cgi-bin/gettoken').length
  const callClient = async (url: string, size: number): Promise<CallResults> => {
    const query = new URLSearchParams({ size: String(size), clockOffsetMs: String(clock.nowMs() - Date.now()) })
    return (await (await fetch(`${url}/?${query}`)).json()) as CallResults
  }
  return {
    state,
    expire: () => clock.advance(TOKEN_LIFETIME_MS),
    /** Runs `size` calls in each instance. */
    async runCalls(size: number): Promise<Cost> {
      const before = gettokens()
      const results = await Promise.all(clients.map(({ ready }) => callClient(ready.url, size)))
      return {
        failed: results.reduce((sum, { failed }) => sum + failed, 0),
        gettokens: gettokens() - before,
        alarms: results.flatMap(({ alarms }) => alarms),
      }
    },
    findShownRefusal: () =>
      findShownRefusal(database, {
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
