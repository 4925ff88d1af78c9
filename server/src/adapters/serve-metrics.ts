import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { ANSWER_MS, withTotalTimeout } from '../db/statement-timeout.ts'
import type { GaugeSource } from '../ports/gauge-source.ts'
import type { Log } from '../ports/log.ts'

type Options = {
  host: string
  port: number
  hasCustomWecomBase: boolean
  log: Log
  gauges?: readonly GaugeSource[]
  /** Holds the metrics that are counted elsewhere. */
  registry?: Registry
}

/** Serves Prometheus metrics on a separate port, which is never public. Rejects when that port cannot be opened. */
export async function serveMetrics({
  host,
  port,
  hasCustomWecomBase,
  log,
  gauges = [],
  registry = new Registry(),
}: Options): Promise<Server> {
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'desk_wecom_base_is_foreign',
    help: '1 when WeCom is reached at another address than Tencent’s own',
    registers: [registry],
  }).set(hasCustomWecomBase ? 1 : 0)
  for (const source of gauges) addGauge(registry, source, log)
  const server = createServer((_request, response) => {
    void withTotalTimeout(ANSWER_MS, () => registry.metrics()).then((text) =>
      response.setHeader('content-type', registry.contentType).end(text),
    )
  })
  server.listen(port, host)
  await once(server, 'listening')
  server.on('error', (err) => log.error({ err }, 'metrics failed'))
  return server
}

/** Reads the gauge at every scrape. A gauge without values, or one that cannot be read, is omitted; the process metrics are still served. */
function addGauge(registry: Registry, { name, help, labels, read }: GaugeSource, log: Log): void {
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      const values = await read().catch((err: unknown) => {
        log.warn({ err, gauge: name }, 'gauge not read')
        return []
      })
      this.reset()
      // Without this, a gauge without labels would be reported as 0 instead of being absent.
      if (values.length === 0 && labels.length === 0) this.remove()
      for (const { value, labels: row = {} } of values) this.set(row, value)
    },
  })
}
