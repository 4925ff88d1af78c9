import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'

type SpreadOptions = {
  port: number
  /** The port of whoever is next. */
  next: () => Promise<number>
  /** What is asked of the cluster itself; false: it goes on to an instance. */
  control: (req: IncomingMessage, res: ServerResponse) => boolean
}

/** Stands where nginx stands before several instances: each request goes to the next of them, whoever asks. */
export function startSpread({ port, next, control }: SpreadOptions): Promise<Server> {
  const forward = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const to = { host: '127.0.0.1', port: await next(), method: req.method, path: req.url, headers: req.headers }
    const upstream = request(to, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      pipeline(answer, res, () => {})
    })
    upstream.on('error', () => (res.headersSent ? void res.destroy() : void res.writeHead(502).end()))
    res.on('close', () => upstream.destroy())
    req.pipe(upstream)
  }
  const server = createServer((req, res) => {
    if (!control(req, res)) void forward(req, res)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
