import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import { serve } from '@hono/node-server'

type Fetch = Parameters<typeof serve>[0]['fetch']

/**
 * Timeouts in milliseconds. A request that is not complete within `requestTimeout` gets 408: enough for 64 KB on a slow
 * network. Uploads of up to 7 MB need a proxy that buffers the body, as nginx does. `keepAliveTimeout` is longer than the
 * proxy's (nginx: 60 s), so that the proxy closes idle connections first and sends no request on a closed one.
 */
const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 75_000,
}
/** Time after which busy connections are closed during shutdown. */
const SHUTDOWN_TIMEOUT_MS = 5_000
const SWEEP_MS = 50

/** Starts the server; resolves when it accepts connections. */
export function listen(fetch: Fetch, { HOST, PORT }: { HOST: string; PORT: number }): Promise<Server> {
  return new Promise((resolve, reject) => {
    // `serve` returns an `http.Server`, since neither TLS nor HTTP/2 is used.
    const server = serve({ fetch, hostname: HOST, port: PORT, serverOptions }, () => resolve(server)) as Server
    server.once('error', reject)
  })
}

/** Maximum number of pending connections accepted before the listener closes. */
const MAX_PENDING_CONNECTIONS = 1_000

/**
 * Accepts all pending connections. The kernel resets connections in the backlog when the listener closes. One
 * event-loop turn accepts one connection, so the caller must close the listener right after a turn that accepted none.
 */
async function acceptPending(server: Server): Promise<void> {
  let accepted = 0
  const count = () => (accepted += 1)
  server.on('connection', count)
  for (let before = -1; accepted !== before && accepted < MAX_PENDING_CONNECTIONS;) {
    before = accepted
    await nextTurn()
  }
  server.off('connection', count)
}

/**
 * Shuts the server down without failing a request. For `drainMs` milliseconds it serves normally, so that a load
 * balancer can notice. It then accepts no new connection (a proxy retries elsewhere), and each open connection gets one
 * more response with `Connection: close`. Idle connections are closed once no request arrived for `drainMs / 2`; after
 * `timeoutMs` every connection is closed.
 */
export async function drain(server: Server, drainMs: number, timeoutMs = SHUTDOWN_TIMEOUT_MS): Promise<void> {
  await delay(drainMs)
  // A proxy uses its idle connections in turn: when none was used for a while, none will be used.
  const idleMs = drainMs / 2
  let lastRequestAt = performance.now()
  server.prependListener('request', (_request, response) => {
    lastRequestAt = performance.now()
    response.setHeader('connection', 'close')
  })
  await acceptPending(server)
  // Calls `net.Server.close`, since `http.Server.close` also closes idle connections at once.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve))
  const sweep = setInterval(() => {
    if (performance.now() - lastRequestAt > idleMs) server.closeIdleConnections()
  }, SWEEP_MS)
  const forceCloseTimer = setTimeout(() => server.closeAllConnections(), timeoutMs)
  await closed
  clearInterval(sweep)
  clearTimeout(forceCloseTimer)
}
