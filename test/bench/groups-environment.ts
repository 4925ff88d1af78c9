import { largeDirectory } from '@desk/server/testing/database/large-company'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { smallCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const MEMBERS = 50_000
/** The last member of `largeDirectory`, who is made one of the management department. */
const OPS = `u${String(MEMBERS).padStart(7, '0')}`

/** The product on a PostgreSQL with its defaults, with people and groups made inside the database. */
export async function createGroupsWorld(databaseServer: string, groupsOf: (members: number) => string[]) {
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
  // Once for the tables.
  let product = await start()
  await product.stop()
  await database.query('delete from members')
  await database.query('delete from role_grants')
  await database.query('delete from departments')
  for (const statement of [...largeDirectory(MEMBERS), ...groupsOf(MEMBERS)]) await database.query(statement)
  await database.query(
    `insert into role_grants (id, userid, role, source, granted_at) values ('grt_bench', '${OPS}', 'ops', 'setting', now())`,
  )
  // Nobody reads the directory anew: it is ours, and not the simulator's.
  await database.query(
    `insert into directory_runs (started_at, department_ids, position, members, calls, claims, lease_owner, leased_until)
     values (now(), '{}', 0, 0, 0, 1, 'bench', now() + interval '1 day')`,
  )
  await database.query('vacuum analyze')
  const [counted] = await database.query<{ count: number }>('select count(*)::int as count from group_members')
  product = await start()
  const people = ['u0000001', 'u0000043']
  const tokens = new Map<string, string>()
  for (const userid of [...people, OPS]) {
    const token = randomBytes(20).toString('hex')
    tokens.set(userid, token)
    const hash = createHash('sha256').update(token).digest('hex')
    await database.query(
      `insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at, confirmed_at,
         role_used_at, user_agent, client_net)
       values ('${hash}', 'ses_bench${userid}', '${userid}', 'bench', now(), now(), now() + interval '1 day', now(),
         now(), 'bench', 'bench')`,
    )
  }
  return {
    people,
    ops: OPS,
    memberships: counted?.count ?? 0,
    async get(userid: string, path: string): Promise<void> {
      const headers = { cookie: `desk_session=${tokens.get(userid) ?? ''}`, accept: 'application/json' }
      for (;;) {
        const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, { headers })
        await response.arrayBuffer()
        // Somebody who types as fast as this is asked to wait; here nobody does.
        if (response.status === 429) {
          await new Promise((resolve) => setTimeout(resolve, 500))
          continue
        }
        if (!response.ok) throw new Error(`${path} answered ${String(response.status)}`)
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
