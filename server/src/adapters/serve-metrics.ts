import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { GaugeSource } from '../ports/gauge-source.ts'

type Options = { host: string; port: number; foreignPlatform: boolean; gauges?: readonly GaugeSource[] }

/** Prometheus on a port of its own, so that the public one never shows it. */
export function serveMetrics({ host, port, foreignPlatform, gauges = [] }: Options): Server {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'desk_wecom_base_is_foreign',
    help: '1 when WeCom is reached at another address than Tencent’s own',
    registers: [registry],
  }).set(foreignPlatform ? 1 : 0)
  for (const source of gauges) addGauge(registry, source)
  const server = createServer((_request, response) => {
    registry.metrics().then(
      (text) => response.setHeader('content-type', registry.contentType).end(text),
      // The database is away: the scrape fails, and that is what Prometheus should see.
      () => response.writeHead(503).end(),
    )
  })
  return server.listen(port, host)
}

/** Read at every scrape; what is no more is not shown any longer. */
function addGauge(registry: Registry, { name, help, labels, read }: GaugeSource): void {
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      const values = await read()
      this.reset()
      // A gauge without labels would go on as 0, which is a statement.
      if (values.length === 0 && labels.length === 0) this.remove()
      for (const { value, labels: row = {} } of values) this.set(row, value)
    },
  })
}
