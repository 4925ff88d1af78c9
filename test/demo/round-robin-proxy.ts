import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'

type ProxyOptions = {
  port: number
  /** Returns the port of the next instance. */
  nextPort: () => Promise<number>
  /** Handles a request to the cluster itself. Returns false for requests to an instance. */
  handleControl: (req: IncomingMessage, res: ServerResponse) => boolean
}

/** Starts a proxy in place of nginx, which sends each request to the next instance. */
export function startRoundRobinProxy({ port, nextPort, handleControl }: ProxyOptions): Promise<Server> {
  const forward = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { method, url: path, headers } = req
    const upstream = request({ host: '127.0.0.1', port: await nextPort(), method, path, headers }, (response) => {
      res.writeHead(response.statusCode ?? 502, response.rawHeaders)
      pipeline(response, res, () => {})
    })
    upstream.on('error', () => (res.headersSent ? void res.destroy() : void res.writeHead(502).end()))
    res.on('close', () => upstream.destroy())
    req.pipe(upstream)
  }
  const server = createServer((req, res) => {
    if (!handleControl(req, res)) void forward(req, res)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
