import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** One scrape: the text of a metrics page. */
type Scrape = string

/** Whether promtool is installed. It is part of Debian's package `prometheus`. */
export const hasPromtool = spawnSync('promtool', ['--version']).status === 0

/** Returns what promtool says about names, types and units of the metrics; empty when nothing is wrong. */
export function listMetricsComplaints(scrape: Scrape): string {
  const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: scrape, encoding: 'utf8' })
  return stdout + stderr
}

const HOUR_MINUTES = 60
/** The samples that rules read. */
const SAMPLE = /^((?:desk_\w+|up)(?:\{.*\})?) (\S+)$/

function samplesOf(scrape: Scrape): Map<string, number> {
  const samples = scrape.split('\n').flatMap((line) => {
    const [, series, value] = SAMPLE.exec(line) ?? []
    return series === undefined ? [] : [[series, Number(value)] as const]
  })
  return new Map(samples)
}

/** Returns series with the labels of a scrape that repeat the change between the two scrapes every minute. */
function seriesBetween(first: Scrape, last: Scrape, minutes: number) {
  const before = samplesOf(first)
  return [...samplesOf(last)].map(([series, value]) => {
    const from = before.get(series) ?? 0
    // A gauge has its last value all the time; a counter grows by the same amount every minute.
    const isCounter = /^\w+_(?:total|count|sum|bucket)\b/.test(series)
    const steps = isCounter
      ? `${String(from)}+${String(value - from)}x${String(minutes)}`
      : `${String(value)}x${String(minutes)}`
    return { series, values: steps }
  })
}

/** Two scrapes, and for how many minutes the change between them is repeated: at most a day. */
type Span = { first: Scrape; last: Scrape; minutes: number }

/** Returns the alerts that fire at the end of any hour, by Prometheus's own evaluation of the rules. */
export function findFiringAlerts(rules: string, names: readonly string[], span: Span): readonly string[] {
  if (isSilent(rules, names, span)) return []
  return names.length === 1 ? names : names.filter((name) => !isSilent(rules, [name], span))
}

function isSilent(rules: string, names: readonly string[], { first, last, minutes }: Span): boolean {
  const hours = Array.from({ length: minutes / HOUR_MINUTES }, (_, hour) => `${String(hour + 1)}h`)
  const noAlerts = hours.flatMap((eval_time) => names.map((alertname) => ({ eval_time, alertname, exp_alerts: [] })))
  const tests = [{ interval: '1m', input_series: seriesBetween(first, last, minutes), alert_rule_test: noAlerts }]
  const dir = mkdtempSync(path.join(tmpdir(), 'desk-alerts-'))
  try {
    const file = path.join(dir, 'alerts.test.json')
    writeFileSync(file, JSON.stringify({ rule_files: [rules], evaluation_interval: '1m', tests }))
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' })
    const output = stdout + stderr
    // Any other failure is a mistake in the rules or in this test.
    if (status !== 0 && !output.includes('exp:[')) throw new Error(output)
    return status === 0
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
