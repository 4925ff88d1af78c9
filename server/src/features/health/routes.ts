import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import type { Storage } from '../../ports/disk-space.ts'
import type { Deps } from '../../kernel/deps.ts'

/** A worker that did not come round for this long is stuck. */
const WORKER_SILENT_MS = 30_000
/** A database that does not answer within this is not there for a person either. */
const PING_TIMEOUT_MS = 1_500

type Options = {
  /** Resolves while the database answers. */
  ping: () => Promise<void>
  storage: Storage
  /** When the worker last came round; null before the first time. Same clock as `deps.clock`. */
  workerTickedAt: () => Date | null
}

/** For the machinery in front of us. It says which part is not ready, and nothing else about this installation. */
export const healthRoutes = ({ clock }: Pick<Deps, 'clock'>, { ping, storage, workerTickedAt }: Options) =>
  new Hono<AppEnv>()
    .get('/healthz', (c) => c.json({ status: 'alive' }, 200))
    .get('/readyz', async (c) => {
      const tickedAt = workerTickedAt()
      const worker = tickedAt !== null && clock.now().getTime() - tickedAt.getTime() <= WORKER_SILENT_MS
      const parts = { database: await answers(ping), storage: !(await storage.look()).isFull, worker }
      return parts.database && parts.storage && worker
        ? c.json({ status: 'ready' }, 200)
        : c.json({ status: 'not ready', parts }, 503)
    })

function answers(ping: () => Promise<void>): Promise<boolean> {
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
