import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'

/** Ethernet's usual payload, and the ten segments a connection may send before its first answer (RFC 6928). */
const SEGMENT_BYTES = 1460
const INITIAL_WINDOW_BYTES = 10 * SEGMENT_BYTES

export type LinkOptions = { rttMs: number; downBitsPerSecond: number }
export type Link = { port: number; stop(): Promise<void> }

/**
 * When bytes from the server may reach the client: one shared bottleneck, first come first served, and slow start for
 * each connection: what is not yet acknowledged may not exceed the window, which grows by every byte acknowledged.
 * No loss, no congestion avoidance: our pages end long before a window would stop doubling.
 */
export function createPacer({ rttMs, downBitsPerSecond }: LinkOptions) {
  let bottleneckFreeAt = 0
  return function connection(deliver: (segment: Buffer) => void) {
    let window = INITIAL_WINDOW_BYTES
    let inFlight = 0
    const waiting: Buffer[] = []
    // Timers of one millisecond may fire in any order; bytes may not arrive in any.
    const onTheWay: Buffer[] = []
    const sendWhatFits = () => {
      for (let next = waiting[0]; next && inFlight + next.length <= window; next = waiting[0]) {
        waiting.shift()
        send(next)
      }
    }
    const send = (segment: Buffer) => {
      inFlight += segment.length
      onTheWay.push(segment)
      const now = performance.now()
      bottleneckFreeAt = Math.max(bottleneckFreeAt, now) + (segment.length * 8 * 1000) / downBitsPerSecond
      const untilArrival = bottleneckFreeAt - now + rttMs / 2
      setTimeout(() => deliver(onTheWay.shift()!), untilArrival)
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
        for (let at = 0; at < bytes.length; at += SEGMENT_BYTES) waiting.push(bytes.subarray(at, at + SEGMENT_BYTES))
        sendWhatFits()
      },
      isIdle: () => inFlight === 0 && waiting.length === 0,
    }
  }
}

/** A TCP proxy on a free port that makes the way to `targetPort` long and narrow. */
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
    // The local handshake costs nothing, so the first bytes also wait for the round trip it stands for.
    const openAt = performance.now() + options.rttMs
    const goingUp: Buffer[] = []
    client.on('data', (bytes) => {
      goingUp.push(bytes)
      const delay = Math.max(0, openAt - performance.now()) + options.rttMs / 2
      setTimeout(() => upstream.writable && upstream.write(goingUp.shift()!), delay)
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
