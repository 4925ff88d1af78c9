import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * The usual maximum segment size of TCP over Ethernet, and the ten segments that may be sent before the first acknowledgement
 * (RFC 6928).
 */
const SEGMENT_BYTES = 1460
const INITIAL_WINDOW_BYTES = 10 * SEGMENT_BYTES

export type LinkOptions = { rttMs: number; downBitsPerSecond: number }
export type Link = { port: number; stop(): Promise<void> }

/**
 * Delays bytes from the server: one shared bottleneck in order of arrival, and slow start for each connection.
 * Unacknowledged bytes may not exceed the window, which grows by every acknowledged byte. There is no loss and no
 * congestion avoidance, because a page is complete before the window would stop doubling.
 */
export function createPacer({ rttMs, downBitsPerSecond }: LinkOptions) {
  let bottleneckFreeAt = 0
  return function connection(deliver: (segment: Buffer) => void) {
    let window = INITIAL_WINDOW_BYTES
    let inFlight = 0
    const waiting: Buffer[] = []
    // Timers of the same millisecond may fire in any order, but bytes must arrive in order.
    const inTransit: Buffer[] = []
    const sendWhatFits = () => {
      for (let next = waiting[0]; next && inFlight + next.length <= window; next = waiting[0]) {
        waiting.shift()
        send(next)
      }
    }
    const send = (segment: Buffer) => {
      inFlight += segment.length
      inTransit.push(segment)
      const now = performance.now()
      bottleneckFreeAt = Math.max(bottleneckFreeAt, now) + (segment.length * 8 * 1000) / downBitsPerSecond
      const untilArrival = bottleneckFreeAt - now + rttMs / 2
      setTimeout(() => deliver(inTransit.shift()!), untilArrival)
      setTimeout(
        () => {
          inFlight -= segment.length
          window += segment.length
          sendWhatFits()
        },
        untilArrival + rttMs / 2,
      )
    }
    return {
      push(bytes: Buffer) {
        for (let start = 0; start < bytes.length; start += SEGMENT_BYTES)
          waiting.push(bytes.subarray(start, start + SEGMENT_BYTES))
        sendWhatFits()
      },
      isIdle: () => inFlight === 0 && waiting.length === 0,
    }
  }
}

/** Starts a TCP proxy to `targetPort` on a free port. It delays both directions and limits the bandwidth of the responses. */
export async function startLink(targetPort: number, options: LinkOptions): Promise<Link> {
  const connect = createPacer(options)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = createConnection({ port: targetPort, host: '127.0.0.1' })
    sockets.add(client).add(upstream)
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      socket.on('error', () => void [client, upstream].map((each) => each.destroy()))
      socket.once('close', () => sockets.delete(socket))
    }
    // The local handshake takes no time, so the first bytes also wait for its round trip.
    const openAt = performance.now() + options.rttMs
    const upstreamQueue: Buffer[] = []
    client.on('data', (bytes) => {
      upstreamQueue.push(bytes)
      const delay = Math.max(0, openAt - performance.now()) + options.rttMs / 2
      setTimeout(() => upstream.writable && upstream.write(upstreamQueue.shift()!), delay)
    })
    const down = connect((segment) => client.writable && client.write(segment))
    upstream.on('data', (bytes) => down.push(bytes))
    upstream.once('end', () => endWhenIdle(client, down.isIdle, options.rttMs))
    client.once('end', () => upstream.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function endWhenIdle(client: Socket, isIdle: () => boolean, everyMs: number): void {
  if (isIdle()) client.end()
  else setTimeout(() => endWhenIdle(client, isIdle, everyMs), everyMs)
}
