import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { largeHistory } from '@desk/server/testing/database/large-company'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { processCpuMs } from '../lib/process-cpu.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createSessions } from '../lib/create-sessions.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const MEMBERS = 12_000
const DEPARTMENTS = 300

/** An open request with its applicant and one of its approvers. */
export type OpenRequest = { id: string; version: number; seenHash: string; applicant: string; approver: string }

/**
 * Starts the product in a separate process on PostgreSQL with default settings. It reads the company from the simulator;
 * `requests` is the number of requests that are inserted into the database.
 */
export async function createApiEnvironment(databaseServer: string, requests: number) {
  const database = await createTestDatabase(databaseServer, `desk_api_${String(process.pid)}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-api-'))
  const port = await freePort()
  const simulator = await startSimulator({
    appUrl: `http://127.0.0.1:${String(port)}`,
    pageDir: pathInRepository('test/wecom-simulator/page'),
    company: generatedCompany(MEMBERS, DEPARTMENTS),
  })
  const publicUrl = `http://localhost:${String(port)}`
  const env = {
    ...productEnvironment({
      port,
      publicUrl,
      simulatorUrl: simulator.url,
      dataDir,
      databaseUrl: database.url,
      isProxied: false,
    }),
    NODE_ENV: 'production',
  }
  const start = async () => {
    const started = startProductProcess(env)
    await started.whenReady(`http://127.0.0.1:${String(port)}`)
    return started
  }
  let product = await start()
  await waitForDirectoryRuns(database, 1)
  await product.stop()
  const began = performance.now()
  for (const statement of largeHistory(requests)) await database.query(statement)
  const filledSeconds = (performance.now() - began) / 1_000
  await database.query('vacuum analyze')
  await database.query('checkpoint')
  const [size] = await database.query<{ mb: number }>(
    'select (pg_database_size(current_database()) / 1048576)::int as mb',
  )
  product = await start()
  // The directory is read once after each start. The measurement begins after that.
  await waitForDirectoryRuns(database, 2)
  return {
    port,
    publicUrl,
    databaseUrl: database.url,
    filledSeconds,
    diskMb: size?.mb ?? 0,
    members: MEMBERS,
    /** Processor time of the server so far, in milliseconds. */
    cpuMs: () => processCpuMs(product.pid),
    signIn: (userids: readonly string[]) => createSessions(database, publicUrl, userids),
    listOpenRequests: (limit: number) =>
      database.query<OpenRequest>(
        `select r.id, r.version, r.seen_hash as "seenHash", r.applicant_id as applicant, c.userid as approver
         from requests r join request_candidates c on c.request_id = r.id
         where r.state = 'open' and not exists (
           select 1 from account_suspensions s where s.userid in (r.applicant_id, c.userid) and s.ended_at is null)
         order by r.id limit ${String(limit)}`,
      ),
    /** Lists members without a role and without an open request. */
    listIdleMembers: (limit: number) =>
      database.query<{ userid: string }>(
        `select m.userid from members m where m.status = 1 and not exists (
           select 1 from requests r where r.applicant_id = m.userid and r.state in ('open', 'returned', 'decided', 'executing'))
         and not exists (select 1 from role_grants g where g.userid = m.userid)
         and not exists (select 1 from account_suspensions s where s.userid = m.userid and s.ended_at is null) order by m.userid desc limit ${String(limit)}`,
      ),
    async stop() {
      await product.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
