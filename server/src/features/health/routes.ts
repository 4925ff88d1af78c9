import { SECOND_MS } from '@desk/shared/kernel/durations'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import type { Deps } from '../../kernel/deps.ts'

/** A worker without a cycle for this long counts as stuck. */
const WORKER_SILENT_MS = 30 * SECOND_MS
/** A database without a response within this time counts as unavailable. */
const PING_TIMEOUT_MS = 1.5 * SECOND_MS

type Options = {
  /** Resolves while the database responds. */
  ping: () => Promise<void>
  /** Time of the worker's last cycle, by `deps.clock`; null before the first. */
  workerTickedAt: () => Date | null
}

/** Defines the routes for load balancers and probes. They report which part is not ready, and nothing else. */
export const healthRoutes = ({ clock }: Pick<Deps, 'clock'>, { ping, workerTickedAt }: Options) =>
  new Hono<AppEnv>()
    .get('/healthz', (c) => c.json({ status: 'alive' }, 200))
    .get('/readyz', async (c) => {
      const tickedAt = workerTickedAt()
      const worker = tickedAt !== null && clock.now().getTime() - tickedAt.getTime() <= WORKER_SILENT_MS
      // A full disk does not count: what still works, such as the report of a lost phone, needs the server.
      const parts = { database: await isResponding(ping), worker }
      return parts.database && worker ? c.json({ status: 'ready' }, 200) : c.json({ status: 'not ready', parts }, 503)
    })

function isResponding(ping: () => Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PING_TIMEOUT_MS)
    const settle = (isUp: boolean) => {
      clearTimeout(timer)
      resolve(isUp)
    }
    ping().then(
      () => settle(true),
      () => settle(false),
    )
  })
}
