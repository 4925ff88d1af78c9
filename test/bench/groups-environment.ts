import { largeDirectory } from '@desk/server/testing/database/large-company'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createSessions } from '../lib/create-sessions.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { smallCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const MEMBERS = 50_000
/** The last member of `largeDirectory`, who gets the ops role. */
const OPS = `u${String(MEMBERS).padStart(7, '0')}`

/** The pause before a request that the rate limit refused is repeated. */
const RETRY_AFTER_MS = 500

/** Starts the product on PostgreSQL with default settings; members and groups are inserted into the database. */
export async function createGroupsEnvironment(databaseServer: string, groupsOf: (members: number) => string[]) {
  const database = await createTestDatabase(databaseServer, `desk_groups_bench_${String(process.pid)}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-groups-'))
  const port = await freePort()
  const simulator = await startSimulator({
    appUrl: `http://127.0.0.1:${String(port)}`,
    pageDir: pathInRepository('test/wecom-simulator/page'),
    company: smallCompany(),
  })
  const publicUrl = `http://localhost:${String(port)}`
  const addresses = {
    port,
    publicUrl,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl: database.url,
    isProxied: false,
  }
  const env = { ...productEnvironment(addresses), NODE_ENV: 'production' }
  const start = async () => {
    const started = startProductProcess(env)
    await started.whenReady(`http://127.0.0.1:${String(port)}`)
    return started
  }
  // The first start creates the tables.
  let product = await start()
  await product.stop()
  // The sync of the first start may have been stopped, and would be continued.
  await database.query('delete from directory_runs')
  await database.query('delete from members')
  await database.query('delete from role_grants')
  await database.query('delete from departments')
  for (const statement of [...largeDirectory(MEMBERS), ...groupsOf(MEMBERS)]) await database.query(statement)
  await database.query(
    `insert into role_grants (id, userid, role, source, granted_at) values ('grt_bench', '${OPS}', 'ops', 'setting', now())`,
  )
  // A leased run keeps the server from reading the directory of the simulator.
  await database.query(
    `insert into directory_runs (started_at, department_ids, position, members, calls, claims, lease_owner, leased_until)
     values (now(), '{}', 0, 0, 0, 1, 'bench', now() + interval '1 day')`,
  )
  await database.query('vacuum analyze')
  const [counted] = await database.query<{ count: number }>('select count(*)::int as count from group_members')
  product = await start()
  const people = ['u0000001', 'u0000043']
  const signedIn = await createSessions(database, publicUrl, [...people, OPS])
  return {
    people,
    ops: OPS,
    memberships: counted?.count ?? 0,
    /** Requests a path and reads the response; repeats the request while the rate limit refuses it. */
    async get(userid: string, path: string): Promise<void> {
      const headers = signedIn.headersOf(userid)
      for (;;) {
        const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, { headers })
        await response.arrayBuffer()
        if (response.status === 429) {
          await delay(RETRY_AFTER_MS)
          continue
        }
        if (!response.ok) throw new Error(`${path} got ${String(response.status)}`)
        return
      }
    },
    async stop() {
      await product.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
