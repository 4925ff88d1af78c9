import { createWecom } from '@desk/server/adapters/wecom/create-wecom'
import { openServer } from '@desk/server/db/open-server'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { createMovableClock } from '../wecom-simulator/clock.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const { corpId, agentId, agentSecret, contactsSecret } = simulatorDefaults
const HOURS_2 = 7_200_000

/** Calls that came to an answer, and what they cost. */
export type Storm = { failed: number; gettokens: number; calls: number }

/** Two instances' clients on one PostgreSQL, each with a pool of its own, speaking HTTP to one platform. */
export async function createTokenWorld(databaseServer: string, over: { agentSecret?: string } = {}) {
  const database = await createTestDatabase(databaseServer, `desk_tokens_${process.pid}`)
  const clock = createMovableClock(new Date())
  const simulator = await startSimulator({ appUrl: 'http://127.0.0.1:9', clock, callbacks: null })
  const alarms: object[] = []
  const log = { warn: () => {}, error: (fields: object) => void alarms.push(fields) }
  const open = () => openServer(database.url, pathInRepository('server/drizzle'), () => {})
  const pools = [open(), open()]
  await pools[0]?.migrate()
  const clients = pools.map(({ db }) =>
    createWecom({
      apiBase: simulator.url,
      corpId,
      agentId,
      agentSecret: over.agentSecret ?? agentSecret,
      contactsSecret,
      db,
      clock: { now: () => new Date(clock.nowMs()) },
      log,
    }),
  )
  const { calls } = simulator.simulator.state
  const counts = () => ({
    gettokens: simulator.simulator.state.calls.filter(({ path }) => path === '/cgi-bin/gettoken').length,
    calls: calls.length,
  })
  const read = (instance: number) => clients[instance]?.findMember('guoji') ?? Promise.reject(new Error('no client'))
  const write = (instance: number, nth: number) =>
    clients[instance]?.updateMember('guoji', { position: `岗位${nth}` }) ?? Promise.reject(new Error('no client'))
  return {
    simulator: simulator.simulator,
    database,
    alarms,
    expire: () => clock.advance?.(HOURS_2),
    /** `size` calls in each instance, half of them reads with the one secret, half writes with the other. */
    async storm(size: number, midway?: () => void): Promise<Storm> {
      const before = counts()
      const running = [0, 1].flatMap((instance) =>
        Array.from({ length: size }, (_, nth) => (nth % 2 === 0 ? read(instance) : write(instance, nth))),
      )
      midway?.()
      const results = await Promise.allSettled(running)
      const after = counts()
      return {
        failed: results.filter(({ status }) => status === 'rejected').length,
        gettokens: after.gettokens - before.gettokens,
        calls: after.calls - before.calls,
      }
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.close()))
      await simulator.stop()
      await database.drop()
    },
  }
}
