import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Registry } from 'prom-client'
import { describe, expect } from 'vitest'
import { prometheusTelemetry } from '../adapters/prometheus-telemetry.ts'
import { serveMetrics } from '../adapters/serve-metrics.ts'
import { createWecom } from '../adapters/wecom/create-wecom.ts'
import { createSecretCipher } from '../adapters/wecom/secret-cipher.ts'
import { auditEntries } from '../db/schema/index.ts'
import { directoryGauges } from '../features/directory/directory-gauges.ts'
import { syncDirectory } from '../features/directory/jobs/sync-directory.ts'
import { clockGauges } from '../features/health/clock-gauges.ts'
import { databaseGauges, storageGauges } from '../features/health/storage-gauges.ts'
import { accessGateGauges } from '../features/lost-device/report/second-factor.ts'
import { outboxGauges } from '../features/outbox-admin/outbox-gauges.ts'
import { WecomRefusedError } from '../kernel/app-error.ts'
import { UNCHECKED_ADMISSION } from '../kernel/unchecked-admission-queries.ts'
import { saveRefusal } from '../kernel/wecom-refusals-queries.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { createTestClient } from '../testing/http.ts'
import { holdDepartures } from '../testing/fixtures/held-departures.ts'
import { type Kit, test } from '../testing/kit.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { findFiringAlerts, hasPromtool, listMetricsComplaints } from '../testing/prometheus/promtool.ts'
import { smallCompany, submitInfoChange } from '../testing/request-fixtures.ts'

const folder = fileURLToPath(new URL('../../../deploy/monitoring', import.meta.url))
const rulesFile = `${folder}/alerts.yml`
const rules = readFileSync(rulesFile, 'utf8')
const alerts = [...rules.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name = '']) => name)
const dashboard = readFileSync(`${folder}/grafana-dashboard.json`, 'utf8')
/** Number of requests, and of calls to WeCom, before each scrape. */
const CALLS_PER_SCRAPE = 30
const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES

/** How WeCom answers a call, by the outcome that the metrics state. */
const wecomAnswers = {
  ok: async () => Response.json({ errcode: 0, access_token: 'token', expires_in: 7200, type: 'keydata' }),
  dropped: () => Promise.reject(new TypeError('fetch failed')),
  timeout: () => new Promise<never>(() => {}),
  bad_answer: async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
  '-1': async () => Response.json({ errcode: -1, errmsg: 'system busy' }),
}
type WecomOutcome = keyof typeof wecomAnswers

/** Starts the parts of a server that the metrics describe. `faults` holds their states, which a test can change. */
async function arrange(kit: Kit) {
  const registry = new Registry()
  const telemetry = prometheusTelemetry(registry, { version: '0.0.0', node: 'v24', database: 'pglite' })
  const faults = {
    isUp: true,
    isDatabaseAway: false,
    isDiskFull: false,
    wecomOutcome: 'ok' as WecomOutcome,
    skewMs: 200,
    seconds: 0.01,
    status: 200,
  }
  const ping = async () => {
    if (faults.isDatabaseAway) throw new Error('away')
  }
  const storage = { status: async () => ({ isFull: faults.isDiskFull, freeBytes: 5e9 }) }
  const gauges = [
    ...accessGateGauges(kit.deps),
    ...clockGauges({ clockSkewMs: () => faults.skewMs }),
    ...databaseGauges(ping),
    ...storageGauges(storage),
    ...directoryGauges(kit.deps),
    ...outboxGauges(kit.deps),
  ]
  const options = { host: '127.0.0.1', port: 0, hasCustomWecomBase: false, log: kit.deps.log, gauges, registry }
  const server = await serveMetrics(options)
  const { port } = server.address() as AddressInfo
  const client = createTestClient({ ...kit.deps, storage }, { telemetry })
  const wecom = createWecom({
    apiBase: 'http://wecom.test',
    corpId: 'ww1',
    agentId: 1,
    agentSecret: 'agent-secret',
    db: kit.deps.db,
    clock: kit.deps.clock,
    telemetry,
    cipher: createSecretCipher(['0'.repeat(32)]),
    fetch: () => wecomAnswers[faults.wecomOutcome](),
    timeouts: { headersMs: 500, totalMs: 1_000 },
  })
  const callWecom = () => wecom.getTileType().catch(() => {})
  await syncDirectory(kit.deps)
  return {
    faults,
    callWecom,
    async scrape() {
      for (let call = 0; call < CALLS_PER_SCRAPE; call += 1) {
        await client.requestAs(null, 'GET', '/readyz')
        await callWecom()
        telemetry.httpAnswered({ method: 'GET', route: '/p', status: faults.status, seconds: faults.seconds })
      }
      const text = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text()
      return `${text}\nup{job="wecom-desk"} ${faults.isUp ? '1' : '0'}\n`
    },
    close: () => server.close(),
  }
}
type Setup = Awaited<ReturnType<typeof arrange>>

/** Creates the state that each alert reports. */
const faultOf: Readonly<Record<string, (kit: Kit, setup: Setup) => unknown>> = {
  DeskDown: (_kit, { faults }) => (faults.isUp = false),
  DeskDatabaseUnreachable: (_kit, { faults }) => (faults.isDatabaseAway = true),
  DeskDiskFull: (_kit, { faults }) => (faults.isDiskFull = true),
  DeskErrors: (_kit, { faults }) => (faults.status = 500),
  DeskSlow: (_kit, { faults }) => (faults.seconds = 4),
  async DeskJobsLate(kit) {
    const { applicant } = await smallCompany(kit)
    await submitInfoChange(kit, applicant)
    kit.deps.clock.advanceHours(1)
  },
  async DeskDeadJobs(kit) {
    const { applicant } = await smallCompany(kit)
    kit.deps.wecom.sendCard = () => Promise.reject(new WecomRefusedError(40058, 'message/send'))
    await submitInfoChange(kit, applicant)
    await drainOutbox(kit.deps)
  },
  DeskDirectoryStale: ({ deps }) => deps.clock.advanceHours(2),
  DeskDeparturesHeld: ({ deps }) => holdDepartures(deps),
  async DeskWecomRefuses({ deps }) {
    const refusal = { kind: 'secret', subject: 'agent_token', errcode: 40001, configuration: 'x' } as const
    await saveRefusal(deps.db, { ...refusal, at: deps.clock.now(), until: new Date('2999-01-01') })
  },
  DeskWecomFailing: (_kit, { faults }) => (faults.wecomOutcome = 'dropped'),
  DeskClockSkew: (_kit, { faults }) => (faults.skewMs = -45_000),
  async DeskUncheckedAdmissions({ deps }) {
    const row = { at: deps.clock.now(), actor: 'system:gate', action: UNCHECKED_ADMISSION, details: {} }
    await deps.db.insert(auditEntries).values(['1', '2', '3', '4', '5'].map((object) => ({ ...row, object })))
  },
}

async function findAlertsAfter(kit: Kit, alert: string | null, minutes: number) {
  const setup = await arrange(kit)
  try {
    const first = await setup.scrape()
    if (alert !== null) await faultOf[alert]?.(kit, setup)
    return findFiringAlerts(rulesFile, alert === null ? alerts : [alert], {
      first,
      last: await setup.scrape(),
      minutes,
    })
  } finally {
    setup.close()
  }
}

// Rules see only metrics, which are the same with both databases. Before a release, which sets EVERY_CASE, a missing
// promtool fails.
const isSkipped = testDatabase.isEmbedded || (!hasPromtool && process.env['EVERY_CASE'] === undefined)
describe.skipIf(isSkipped)('alert rules', () => {
  test('no alert fires on a healthy day', async ({ kit }) => {
    expect(alerts).toHaveLength(13)
    expect(await findAlertsAfter(kit, null, DAY_MINUTES)).toEqual([])
  })

  test('promtool has no complaint about the metrics of this server', async ({ kit }) => {
    const setup = await arrange(kit)
    const complaints = listMetricsComplaints(await setup.scrape())
    setup.close()
    expect(complaints.split('\n').filter((line) => line.includes('desk_'))).toEqual([])
  })

  for (const alert of alerts)
    test(`${alert} fires on the metrics of a server in that state`, async ({ kit }) => {
      expect(await findAlertsAfter(kit, alert, HOUR_MINUTES)).toEqual([alert])
    })
})

test('rules and dashboard use only metrics that a server has', async ({ kit }) => {
  const setup = await arrange(kit)
  const text = await setup.scrape()
  setup.close()
  const existing = new Set(
    [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) => {
      return type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name]
    }),
  )
  const used = [...(rules + dashboard).matchAll(/\b(?:desk|process|nodejs)_\w+/g)].map(([name]) => name)
  expect(used.length).toBeGreaterThan(30)
  expect([...new Set(used)].filter((name) => !existing.has(name) && name !== 'desk_wecom_refused')).toEqual([])
})

test('the dashboard shows every metric that has an alert, with the free space in place of a full disk', () => {
  const metrics = [...rules.matchAll(/\bdesk_\w+/g)].map(([name]) => name.replace(/_(bucket|count)$/, ''))
  const missing = metrics.filter((name) => !dashboard.includes(name))
  expect(missing).toEqual(['desk_storage_full'])
})

/** Values of each label, by metric. */
type Series = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>

function seriesOf(scrape: string): Series {
  const series = new Map<string, Map<string, Set<string>>>()
  for (const [, metric = '', labels = ''] of scrape.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(metric) ?? new Map<string, Set<string>>()
    series.set(metric, known)
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g))
      known.set(label, (known.get(label) ?? new Set<string>()).add(value))
  }
  return series
}

/** An expression of a rule or a panel, with the labels that its texts show, and those that they compare with a value. */
type Query = { name: string; expr: string; shown: string[]; compared: (readonly [label: string, value: string])[] }

const ruleQueries = rules
  .split(/^ +- alert: /m)
  .slice(1)
  .map((rule): Query => ({
    name: /^\w+/.exec(rule)?.[0] ?? '',
    expr: /expr: (?:>-)?([\s\S]*?)\n +(?:for|labels):/.exec(rule)?.[1] ?? '',
    shown: [...rule.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label),
    compared: [...rule.matchAll(/eq \$labels\.(\w+) "([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]),
  }))

type Panels = { panels: { title?: string; targets?: { expr: string; legendFormat?: string }[] }[] }
const panelQueries = (JSON.parse(dashboard) as Panels).panels.flatMap(({ title = '', targets = [] }) =>
  targets.map(({ expr, legendFormat = '' }): Query => {
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
    return { name: title, expr, shown, compared: [] }
  }),
)

/** Labels that Prometheus adds to the series of a server; `job` is the name in its configuration. */
const targetLabels = new Map<string, ReadonlySet<string>>([
  ['instance', new Set<string>()],
  ['job', new Set([...(/job_name: (\S+)/.exec(readFileSync(`${folder}/prometheus.yml`, 'utf8')) ?? [])].slice(1))],
])

/** Returns the metrics, labels and values of the query that no series has. */
function findMissing({ expr, shown, compared }: Query, series: Series): string[] {
  const missing: string[] = []
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/, */))
  const metrics = [...expr.matchAll(/\b((?:desk|process|nodejs)_\w+|up\b)(?:\{([^}]*)\})?/g)]
  const available = new Set<string>()
  for (const [, metric = '', matchers = ''] of metrics) {
    const labels = new Map([...(series.get(metric) ?? []), ...targetLabels])
    if (!series.has(metric)) missing.push(metric)
    for (const label of labels.keys()) available.add(label)
    const matched = [...matchers.matchAll(/(\w+)=~?"([^"]*)"/g)].map(
      ([, label = '', value = '']) => [label, value] as const,
    )
    for (const [label, value] of [...matched, ...compared])
      for (const pattern of value.split('|'))
        if (![...(labels.get(label) ?? [])].some((existing) => new RegExp(`^(?:${pattern})$`).test(existing)))
          missing.push(`${metric}{${label}="${pattern}"}`)
  }
  missing.push(...grouped.filter((label) => !available.has(label)).map((label) => `by ${label}`))
  const isAggregated = /\b(?:sum|min|max)\b/.test(expr)
  const visible = isAggregated ? new Set(grouped) : available
  return [...missing, ...shown.filter((label) => !visible.has(label)).map((label) => `{{${label}}}`)]
}

test('rules and dashboard use only labels and values that the metrics of a server have', async ({ kit }) => {
  const setup = await arrange(kit)
  const { applicant } = await smallCompany(kit)
  // The metrics of waiting jobs and of held members have no series while there are none.
  await submitInfoChange(kit, applicant)
  await holdDepartures(kit.deps)
  for (const outcome of Object.keys(wecomAnswers) as WecomOutcome[]) {
    setup.faults.wecomOutcome = outcome
    await setup.callWecom()
  }
  setup.faults.wecomOutcome = 'ok'
  setup.faults.status = 500
  for (const kind of ['secret', 'ip'] as const) {
    const refusal = { kind, subject: 'agent_token', errcode: 40001, configuration: 'x' }
    await saveRefusal(kit.deps.db, { ...refusal, at: kit.deps.clock.now(), until: new Date('2999-01-01') })
  }
  const series = seriesOf(await setup.scrape())
  setup.close()
  expect(ruleQueries.map(({ name }) => name)).toEqual(alerts)
  expect(panelQueries.length).toBeGreaterThan(15)
  const missing = [...ruleQueries, ...panelQueries].flatMap((query) =>
    findMissing(query, series).map((part) => `${query.name}: ${part}`),
  )
  expect(missing).toEqual([])
  // The check itself finds what is missing.
  const invented = { expr: 'sum by (kind) (desk_wecom_calls_total{outcome=~"ok|lost"})', shown: ['api'], compared: [] }
  expect(findMissing({ name: 'invented', ...invented }, series)).toEqual([
    'desk_wecom_calls_total{outcome="lost"}',
    'by kind',
    '{{api}}',
  ])
})
