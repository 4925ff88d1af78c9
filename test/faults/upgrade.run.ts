import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { startChildProgram } from '../lib/child-program.ts'
import { buildEarlierRelease } from '../lib/earlier-release.ts'
import { runEarlierTests } from '../lib/earlier-tests.ts'
import { freePort } from '../lib/free-port.mjs'
import { report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { adminOf, deskCompany, OPS, staffOf } from './desk-company.ts'
import { createDeskClient, signInAll } from './desk-client.ts'
import type { ServerProcessOptions } from './server.process.ts'

// Runs the previous release and this one on a database that this one has migrated, as during a rolling upgrade. The previous
// one must serve the pages, and a request submitted in one must be decided in the other and written once. Then runs the
// server tests of the previous release on this schema.

const REQUESTS = 6
const readPaths = [
  '/',
  '/requests',
  '/approvals',
  '/me',
  '/privacy',
  '/api/me',
  '/api/requests',
  '/api/info-change/form',
]

const release = buildEarlierRelease()
const postgres = await startPostgres()
const database = await createTestDatabase(postgres.url, `desk_upgrade_${String(process.pid)}`)
const dataDir = mkdtempSync(join(tmpdir(), 'desk-upgrade-'))
const clock = createMovableClock(TUESDAY_MORNING)
const ports = { current: await freePort(), previous: await freePort() }
const simulator = await startSimulator({
  appUrl: `http://127.0.0.1:${String(ports.current)}`,
  clock,
  company: deskCompany(Array.from({ length: REQUESTS }, () => 1)),
})
const start = (port: number, root?: string) =>
  startChildProgram(
    'faults-server',
    {
      addresses: {
        port,
        publicUrl: simulator.gatewayUrl,
        simulatorUrl: simulator.url,
        dataDir: join(dataDir, String(port)),
        databaseUrl: database.url,
        isProxied: true,
      },
      killAt: null,
      clockOffsetMs: clock.nowMs() - Date.now(),
      undoMs: 0,
    } satisfies ServerProcessOptions,
    root,
  )
const current = await start(ports.current)
await waitForDirectoryRuns(database)
const previous = await start(ports.previous, release.root)
await signInAll(database, clock.nowMs())

const client = createDeskClient(simulator.gatewayUrl)
const urls = {
  current: `http://127.0.0.1:${String(ports.current)}`,
  previous: `http://127.0.0.1:${String(ports.previous)}`,
}
let failedReads = 0
for (const userid of [OPS, adminOf(0, 'a'), staffOf(0, 0)])
  for (const path of readPaths) {
    const headers = {
      cookie: client.cookieOf(userid),
      accept: path.startsWith('/api') ? 'application/json' : 'text/html',
    }
    const response = await fetch(urls.previous + path, { headers, redirect: 'manual' })
    if (response.status === 200) continue
    failedReads += 1
    console.log(`${path} of ${userid}: ${String(response.status)}`)
  }

/** Submits a request in one release and decides it in the other; either worker may execute it. Returns the failure, or null. */
async function submitAndDecide(department: number): Promise<string | null> {
  const [submitUrl, decideUrl] = department % 2 === 0 ? [urls.previous, urls.current] : [urls.current, urls.previous]
  const [applicant, admin] = [staffOf(department, 0), adminOf(department, 'a')]
  const form = await client.get<InfoChangeForm>(submitUrl, applicant, '/api/info-change/form')
  const from = form.body.fields.find(({ field }) => field === 'position')?.value ?? ''
  const draft = { kind: 'info_change', payload: { position: { from, to: `工程师${String(department)}` } } }
  const key = (action: string) => ({ key: `upgrade-${action}-${String(department)}-key` })
  const { body, status } = await client.post<RequestView>(submitUrl, applicant, '/api/requests', draft, key('ask'))
  if (status >= 300) return `submitting: ${String(status)}`
  const { version, seenHash } = (await client.get<RequestView>(decideUrl, admin, `/api/requests/${body.id}`)).body
  const verdict = { version, seenHash, fields: { position: { verdict: 'agree' } } }
  const decided = await client.post(decideUrl, admin, `/api/requests/${body.id}/decision`, verdict, key('decide'))
  if (decided.status >= 300) return `deciding: ${String(decided.status)}`
  for (const url of [submitUrl, decideUrl])
    await until('the end', async () =>
      (await client.get<RequestView>(url, applicant, `/api/requests/${body.id}`)).body.state === 'done' ? true : null,
    )
  return null
}
const failures = await Promise.all(Array.from({ length: REQUESTS }, (_, department) => submitAndDecide(department)))
for (const failure of failures) if (failure !== null) console.log(failure)
const writes = simulator.simulator.state.effects.filter((entry) => entry.effect === 'member.update')
await previous.stop()
await current.stop()
const tests = await runEarlierTests(release, postgres.url)
for (const name of tests.failed) console.log(name)
const status = report(
  'upgrade',
  [
    { what: 'failed reads of the previous release', value: failedReads, unit: '', goal: 0 },
    { what: 'requests across both releases', value: REQUESTS, unit: '' },
    {
      what: 'unfinished requests',
      value: failures.filter((failure) => failure !== null).length,
      unit: '',
      goal: 0,
    },
    { what: 'missing or duplicate writes', value: Math.abs(writes.length - REQUESTS), unit: '', goal: 0 },
    { what: 'passed tests of the previous release', value: tests.passed, unit: '' },
    { what: 'its tests that fail on this schema', value: tests.failed.length, unit: '', goal: 0 },
  ],
  { postgresql: '18', before: release.commit.slice(0, 7) },
)
await simulator.stop()
await database.drop()
await postgres.stop()
release.remove()
rmSync(dataDir, { recursive: true, force: true })
process.exit(status)
