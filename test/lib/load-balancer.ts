import { type IncomingMessage, createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type LoadBalancer = { url: string; stop(): Promise<void> }

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Returns the response of a server, or the reason for trying another one: no server listens, or a read failed. */
function forward(
  port: number,
  { method, url: path, headers }: IncomingMessage,
  body: Buffer,
): Promise<IncomingMessage | string> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, resolve)
    call.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || method === 'GET') resolve(error.code ?? error.message)
      else reject(error)
    })
    call.end(body)
  })
}

/**
 * Starts a load balancer that works as nginx is configured: round robin, skipping servers that are down. It repeats no
 * write that a server may have received.
 */
export function startLoadBalancer(ports: readonly number[]): Promise<LoadBalancer> {
  let requests = 0
  const balance = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming)
    const first = (requests += 1)
    const reasons: string[] = []
    for (let tried = 0; tried < ports.length; tried += 1) {
      const result = await forward(ports[(first + tried) % ports.length]!, incoming, body)
      if (typeof result === 'string') {
        reasons.push(result)
        continue
      }
      outgoing.writeHead(result.statusCode ?? 502, result.headers)
      result.pipe(outgoing)
      return
    }
    outgoing.writeHead(502).end(reasons.join())
  }
  const server = createServer((incoming, outgoing) => {
    balance(incoming, outgoing).catch(() => outgoing.destroy())
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
        stop: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeAllConnections()
          }),
      }),
    )
  })
}
