import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase, type TestDatabase } from '../lib/test-database.ts'
import { type RunningSimulator, startSimulator } from '../wecom-simulator/start-simulator.ts'
import { sendSlowly } from './raw-http.ts'
import { signInVisitor, type Visitor, writeHeaders } from '../lib/browser-session.ts'
import { until } from '../lib/wait-until.ts'

export const VERIFY_FILE = 'WW_verify_A1b2C3d4E5f6G7h8.txt'

/** Requests that send their body at one byte a second; they start before all other attacks. */
const SLOW_BODIES = 50

export type AttackEnvironment = Awaited<ReturnType<typeof startAttackEnvironment>>

/**
 * Starts the server as in production, in a separate process on its own PostgreSQL database, with a simulated WeCom. One
 * proxy is trusted, so that each attacker has their own address.
 */
export async function startAttackEnvironment(databaseServer: string) {
  const database = await createTestDatabase(databaseServer, `desk_attacks_${process.pid}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-attacks-'))
  const [port, metricsPort] = [await freePort(), await freePort()]
  const appUrl = `http://127.0.0.1:${port}`
  const publicUrl = `http://localhost:${port}`
  const simulator = await startSimulator({ appUrl, pageDir: pathInRepository('test/wecom-simulator/page') })
  simulator.simulator.state.app.trustedDomain = `localhost:${port}`
  const addresses = { port, publicUrl, simulatorUrl: simulator.url, dataDir, databaseUrl: database.url }
  const server = startProductProcess({
    ...productEnvironment({ ...addresses, isProxied: true }),
    METRICS_PORT: String(metricsPort),
    WECOM_VERIFY_FILES: VERIFY_FILE,
  })
  const stop = async () => {
    await server.stop()
    await simulator.stop()
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  await server.whenReady(appUrl)
  await waitForDirectoryRuns(database)
  await waitForFirstRoles(database)
  const slowResponses = slowRequests(port, publicUrl)
  const visitors = new Map<string, Promise<Visitor>>()
  return {
    appUrl,
    publicUrl,
    port,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    pid: server.pid,
    database,
    simulator: simulator.simulator,
    simulatorUrl: simulator.url,
    /** The lines of the server's log so far. */
    log: server.lines,
    slowResponses,
    isRunning: server.isRunning,
    /** Returns the signed-in session of a member; attacks by the same member share it. */
    as(userid: string): Promise<Visitor> {
      const visitor = visitors.get(userid) ?? signInVisitor({ publicUrl, simulatorUrl: simulator.url }, userid)
      visitors.set(userid, visitor)
      return visitor
    },
    newVisitor: (userid: string) => signInVisitor({ publicUrl, simulatorUrl: simulator.url }, userid),
    state: () => readState(database, simulator),
    stop,
  }
}

/** Waits for the roles of the environment variables, which the server grants after the first sync. */
const waitForFirstRoles = (database: TestDatabase) =>
  until('the first roles', async () => {
    const granted = await database.query(
      `select distinct role from role_grants where role in ('ops', 'ops_lead', 'hr', 'auditor')`,
    )
    return granted.length === 4 ? true : null
  })

function slowRequests(port: number, publicUrl: string) {
  const lines = Object.entries(writeHeaders(publicUrl)).map(([name, value]) => `${name}: ${value}\n`)
  const body = `POST /api/requests HTTP/1.1\nHost: localhost:${port}\n${lines.join('')}Content-Length: 60000\n\n`
  const heads = [...Array.from({ length: SLOW_BODIES }, () => body), 'GET / HTTP/1.1\nX-Slow: ']
  return Promise.all(heads.map((head) => sendSlowly(port, head)))
}

/**
 * Tables that an attack must not change. Sessions, sign-in states and scheduled jobs change without an attack, and so do the
 * settings of `jobStates`.
 */
const protectedTables = [
  'requests',
  'request_candidates',
  'request_events',
  'role_grants',
  'settings',
  'calendar_days',
  'api_keys',
  'download_links',
  'callbacks',
  'message_texts',
]

/** Settings in which jobs store their progress. */
const jobStates = `'console_log.state', 'audit.anchor_delivery', 'workbench.tile'`

async function readState(database: TestDatabase, { simulator }: RunningSimulator) {
  const tableRows = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  const tableNames = tableRows.map(({ name }) => name)
  const tables = protectedTables.filter((name) => tableNames.includes(name))
  const sums = tables.map(
    (name) => `select '${name}' as name, count(*)::int as rows, md5(string_agg(t::text, '|' order by t::text)) as sum
      from ${name} t ${name === 'settings' ? `where key not in (${jobStates})` : ''}`,
  )
  const rows = await database.query<{ name: string; rows: number; sum: string | null }>(sums.join(' union all '))
  const [audit] = await database.query<{ rows: number }>(
    `select count(*)::int as rows from audit_entries where actor not like 'system:%' and action not like 'session.%'`,
  )
  // Messages are not compared, because cards about earlier requests may still be sent.
  const effects = simulator.state.effects.filter(({ effect }) => effect.startsWith('member'))
  return { rows, audit: audit?.rows, effects: effects.length }
}
