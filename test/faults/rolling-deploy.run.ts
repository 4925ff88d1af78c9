import { setTimeout as delay } from 'node:timers/promises'
import { launchChromium } from '../lib/launch-chromium.ts'
import { type LoadResult, sendAtRate } from '../lib/open-loop.ts'
import { percentile, report } from '../lib/measurement.ts'
import { createSessions } from '../lib/create-sessions.ts'
import { createWorkingDay } from '../lib/working-day.ts'
import { buildMarkedVersions } from './rolling-builds.ts'
import { openLongLivedPage, browseRepeatedly } from './rolling-users.ts'
import { createRollingEnvironment } from './rolling-environment.ts'
import { numberOption } from './run-options.ts'
import { serverErrorsIn } from '../lib/nginx-log.ts'
import { generatedUserid } from '../wecom-simulator/company.ts'

// Deploys repeatedly while members work: two servers behind nginx are restarted one after the other onto the next build.
// Requests, page loads and pages that stay open must not fail.

const RUNS = numberOption('runs', 20)
const RATE = numberOption('rate', 100)
/** The builds. The first is installed once. The others are more than are kept: each is deleted before it is installed again. */
const [FIRST, ...LATER] = ['A', 'B', 'C', 'D', 'E'] as const
const [MEMBERS, DEPARTMENTS] = [3_000, 60]
const WARM_UP_MS = 5_000

const environment = await createRollingEnvironment(MEMBERS, DEPARTMENTS)
let status: number
try {
  const [first, ...later] = buildMarkedVersions(environment.base, [FIRST, ...LATER])
  for (const { installBuild, start } of environment.servers) {
    installBuild(first!)
    await start()
  }
  await environment.whenDirectoryIsRead()
  const everybody = Array.from({ length: MEMBERS }, (_, index) => generatedUserid(index))
  const signedIn = await createSessions(environment.database, environment.publicUrl, everybody)
  const workers = everybody
    .slice(DEPARTMENTS, -3)
    .map((userid, index) => ({ userid, approver: generatedUserid((DEPARTMENTS + index) % DEPARTMENTS) }))

  /** Returns the first errors of nginx, without refused connections, which are expected during a restart. */
  const unusualErrors = (errors: string) =>
    errors
      .split('\n')
      .filter((line) => !line.includes('Connection refused'))
      .slice(0, 20)
      .join('\n')

  const browser = await launchChromium()
  const site = { publicUrl: environment.publicUrl, signedIn }
  let isStopped = false
  const day = createWorkingDay(signedIn, workers)
  const oldPage = await openLongLivedPage(browser, site, generatedUserid(MEMBERS - 1))
  const browsing = [2, 3].map((last) =>
    browseRepeatedly(browser, site, generatedUserid(MEMBERS - last), () => isStopped),
  )
  const loading: Promise<LoadResult> = sendAtRate(
    environment.target,
    RATE,
    day.requests(() => isStopped),
  )
  await delay(WARM_UP_MS)
  const began = performance.now()
  let unannouncedStops = 0
  for (let run = 1; run <= RUNS; run += 1) {
    for (const server of environment.servers) {
      server.installBuild(later[run % later.length]!)
      const { hasReportedUnready, ended } = await server.restart()
      if (!hasReportedUnready || ended !== 0) {
        unannouncedStops += 1
        console.log(
          `deployment ${String(run)}: reported unready ${String(hasReportedUnready)}, ended with ${String(ended)}`,
        )
      }
    }
    console.log(`deployed ${String(run)} of ${String(RUNS)}`)
  }
  const seconds = (performance.now() - began) / 1000
  isStopped = true
  const load = await loading
  const people = await Promise.all(browsing)
  const { problem, build } = await oldPage.continueWithLatestBuild()
  await browser.close()

  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0)
  for (const [failure, count] of load.failed) console.log(`${failure}: ${String(count)}`)
  for (const failure of people.flatMap(({ failures }) => failures)) console.log(failure)
  if (problem !== null) console.log(`the page of build ${oldPage.build}: ${problem}`)
  const proxyFailures = serverErrorsIn(environment.proxyLog())
  for (const line of proxyFailures.slice(0, 20)) console.log(line)
  if (proxyFailures.length > 0) console.log(unusualErrors(environment.proxyErrors()))
  const writes = environment
    .effects()
    .flatMap((entry) =>
      entry.effect === 'member.update' && entry.by === 'contacts'
        ? [`${entry.userid} ${entry.field} ${String(entry.to)}`]
        : [],
    )
  const times = [...load.times.values()].flat()
  const missing = people.flatMap(({ failures }) => failures).filter((failure) => failure.includes('/assets/'))
  status = report(
    'rolling-deploy',
    [
      { what: 'deployments of two servers', value: RUNS, unit: '' },
      { what: 'builds', value: 1 + later.length, unit: '' },
      { what: 'time', value: Math.round(seconds), unit: 's' },
      { what: 'requests', value: times.length, unit: '' },
      { what: 'rate', value: RATE, unit: '/s' },
      { what: 'unexpected responses', value: sum(load.failed.values()), unit: '', goal: 0 },
      { what: 'responses of nginx with 5xx', value: proxyFailures.length, unit: '', goal: 0 },
      { what: 'request, p99', value: Math.round(percentile(times, 99)), unit: 'ms' },
      { what: 'pages opened by browsers', value: sum(people.map(({ opened }) => opened)), unit: '' },
      { what: 'builds loaded by browsers', value: new Set(people.flatMap(({ builds }) => builds)).size, unit: '' },
      { what: 'missing chunks', value: missing.length, unit: '', goal: 0 },
      {
        what: 'other failures in a browser',
        value: sum(people.map(({ failures }) => failures.length)) - missing.length,
        unit: '',
        goal: 0,
      },
      {
        what: 'pages of an old build that could not continue',
        value: Number(problem !== null || build === ''),
        unit: '',
        goal: 0,
      },
      { what: 'servers that stopped before /readyz failed', value: unannouncedStops, unit: '', goal: 0 },
      { what: 'decided', value: day.counts.decided, unit: '' },
      { what: 'written to WeCom', value: writes.length, unit: '' },
      { what: 'written twice', value: writes.length - new Set(writes).size, unit: '', goal: 0 },
    ],
    { postgresql: '18', nginx: 'deploy/nginx.conf' },
  )
} finally {
  await environment.stop()
}
process.exit(status)
