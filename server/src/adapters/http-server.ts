import type { Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
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
const STOP_PATIENCE_MS = 5_000
const SWEEP_MS = 50

export function listen(fetch: Fetch, { HOST, PORT }: { HOST: string; PORT: number }): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Without TLS and HTTP/2 it is this one.
    const server = serve({ fetch, hostname: HOST, port: PORT, serverOptions }, () => resolve(server)) as Server
    server.once('error', reject)
  })
}

/**
 * Goes without a refusal. For `drainMs` it answers as ever, so that a balancer can notice, but keeps no connection: each
 * ends with an answer, and none when a request is already on its way. Then nobody is let in, and running answers end.
 */
export async function drain(server: Server, drainMs: number, patienceMs = STOP_PATIENCE_MS): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
  await delay(drainMs)
  // Right after everybody who stood at the door was let in: who still stands there when it closes is thrown out.
  await new Promise((resolve) => setImmediate(resolve))
  const closed = new Promise((resolve) => server.close(resolve))
  // What began before the draining left a connection behind that nobody was told not to keep.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
  const patience = setTimeout(() => server.closeAllConnections(), patienceMs)
  await closed
  clearInterval(sweep)
  clearTimeout(patience)
}
