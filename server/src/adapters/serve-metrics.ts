import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** Prometheus on a port of its own, so that the public one never shows it. */
export function serveMetrics(options: { host: string; port: number; foreignPlatform: boolean }): Server {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'desk_wecom_base_is_foreign',
    help: '1 when WeCom is reached at another address than Tencent’s own',
    registers: [registry],
  }).set(options.foreignPlatform ? 1 : 0)
  const server = createServer((_request, response) => {
    void registry.metrics().then((text) => response.setHeader('content-type', registry.contentType).end(text))
  })
  return server.listen(options.port, options.host)
}
