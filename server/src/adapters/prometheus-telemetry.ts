import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Telemetry } from '../ports/telemetry.ts'

/** Upper bounds in seconds. 5 and 10 are the timeouts of a call to WeCom: until its headers, and in all. */
const BUCKETS = [0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export type BuildInfo = { version: string; node: string; database: 'pglite' | 'postgresql' }

/**
 * Registers the metrics of HTTP answers and of calls to WeCom. The number of series is bounded: routes, methods and APIs
 * are those of the code, and outcomes are WeCom's error codes. Only the counters have the status as a label: in the
 * histograms it would multiply the buckets.
 */
export function prometheusTelemetry(registry: Registry, build: BuildInfo): Telemetry {
  const registers = [registry]
  new Gauge({
    name: 'desk_build_info',
    help: '1, with the version of the product, of Node.js and the kind of database',
    labelNames: ['version', 'node', 'database'],
    registers,
  }).set(build, 1)
  const requests = new Counter({
    name: 'desk_http_requests_total',
    help: 'Answered requests',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const requestSeconds = new Histogram({
    name: 'desk_http_request_duration_seconds',
    help: 'Seconds until the answer to a request begins',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers,
  })
  const calls = new Counter({
    name: 'desk_wecom_calls_total',
    help: 'Calls to WeCom by outcome: ok, an error code, or timeout, dropped, bad_answer, failed',
    labelNames: ['api', 'outcome'],
    registers,
  })
  const callSeconds = new Histogram({
    name: 'desk_wecom_call_duration_seconds',
    help: 'Seconds until WeCom answered a call',
    labelNames: ['api'],
    buckets: BUCKETS,
    registers,
  })
  return {
    httpAnswered({ method, route, status, seconds }) {
      requests.inc({ method, route, status })
      requestSeconds.observe({ method, route }, seconds)
    },
    wecomAnswered({ api, outcome, seconds }) {
      calls.inc({ api, outcome })
      callSeconds.observe({ api }, seconds)
    },
  }
}
