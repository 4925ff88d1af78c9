import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { serve } from '@hono/node-server'

type Fetch = Parameters<typeof serve>[0]['fetch']

/**
 * A whole request takes no longer than this, also one byte at a time; then 408. Far above 64 KB on a bad network.
 * A kept connection lives longer here than in a proxy (nginx: 60 s): the side that closes one must be the side that sends
 * requests, else the next request meets a closed door.
 */
const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 75_000,
}
/** Connections that are still busy after this are closed. */
const SHUTDOWN_TIMEOUT_MS = 5_000
const SWEEP_MS = 50

export function listen(fetch: Fetch, { HOST, PORT }: { HOST: string; PORT: number }): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Without TLS and HTTP/2 it is this one.
    const server = serve({ fetch, hostname: HOST, port: PORT, serverOptions }, () => resolve(server)) as Server
    server.once('error', reject)
  })
}

/** A queue longer than this is not waited for: somebody calls faster than he is answered. */
const MAX_PENDING = 1_000

/**
 * Until nobody waits to be taken: the system resets whom it had let in when the door closes. A turn of the loop takes one
 * connection, so the door is to be closed at once after a turn that took none.
 */
async function takeWaiting(server: Server): Promise<void> {
  let taken = 0
  const count = () => (taken += 1)
  server.on('connection', count)
  for (let before = -1; taken !== before && taken < MAX_PENDING;) {
    before = taken
    await turn()
  }
  server.off('connection', count)
}

/**
 * Goes without failing a request. For `drainMs` it answers as ever, so that a balancer can notice. Then no new connection is
 * taken, which a proxy tries elsewhere, whatever it was about to send; what is kept gets one answer more, and ends with it.
 * Only what nobody uses any more is closed from here, so that no request is on its way on it.
 */
export async function drain(server: Server, drainMs: number, patienceMs = SHUTDOWN_TIMEOUT_MS): Promise<void> {
  await delay(drainMs)
  // Who keeps connections uses one after the other: only when none was used for a while will none be.
  const quietMs = drainMs / 2
  let lastAskedAt = performance.now()
  server.prependListener('request', (_request, response) => {
    lastAskedAt = performance.now()
    response.setHeader('connection', 'close')
  })
  await takeWaiting(server)
  // Not its own: that one closes at once whatever is idle.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve))
  const sweep = setInterval(() => {
    if (performance.now() - lastAskedAt > quietMs) server.closeIdleConnections()
  }, SWEEP_MS)
  const patience = setTimeout(() => server.closeAllConnections(), patienceMs)
  await closed
  clearInterval(sweep)
  clearTimeout(patience)
}
