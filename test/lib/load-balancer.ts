import { type IncomingMessage, createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Front = { url: string; stop(): Promise<void> }

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** The answer of the server at `port`; a reason where another may be asked: nobody listens, or a read got no answer. */
function ask(
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

/** In front of several servers as nginx is: in turn, and past one that is gone. What may have been done is not repeated. */
export function startFront(ports: readonly number[]): Promise<Front> {
  let turn = 0
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming)
    const first = (turn += 1)
    const reasons: string[] = []
    for (let tried = 0; tried < ports.length; tried += 1) {
      const answer = await ask(ports[(first + tried) % ports.length]!, incoming, body)
      if (typeof answer === 'string') {
        reasons.push(answer)
        continue
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
      return
    }
    outgoing.writeHead(502).end(reasons.join())
  }
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy())
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
