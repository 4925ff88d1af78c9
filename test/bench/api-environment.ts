import { largeHistory } from '@desk/server/testing/database/large-company'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const MEMBERS = 12_000
const DEPARTMENTS = 300

/** A request that waits, with who asked and who may decide. */
export type Waiting = { id: string; version: number; seenHash: string; applicant: string; decider: string }

/**
 * The product in a process of its own on a PostgreSQL with its defaults, with a company that it read from the simulator
 * and `requests` requests of those people, made inside the database.
 */
export async function createApiWorld(databaseServer: string, requests: number) {
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
  const readings = (wanted: number) =>
    until('the directory, read', async () => {
      const runs = await database.query('select 1 from directory_runs where finished_at is not null')
      return runs.length >= wanted || null
    })
  await readings(1)
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
  // A process that starts reads it again, once; what is measured is every other minute of its life.
  await readings(2)
  return {
    port,
    publicUrl,
    databaseUrl: database.url,
    filledSeconds,
    diskMb: size?.mb ?? 0,
    members: MEMBERS,
    /** As if these people had come through WeCom: the cookie of each. */
    async signIn(userids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const tokens = userids.map((userid) => [userid, randomBytes(20).toString('hex')] as const)
      const rows = tokens.map(([userid, token], at) => {
        const hash = createHash('sha256').update(token).digest('hex')
        return `('${hash}', 'ses_bench${String(at).padStart(8, '0')}', '${userid}', 'bench', now(), now(), now() + interval '1 day', now(), now(), 'bench', 'bench')`
      })
      await database.query(
        `insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at,
           confirmed_at, role_used_at, user_agent, client_net) values ${rows.join(', ')}`,
      )
      return new Map(tokens.map(([userid, token]) => [userid, `desk_session=${token}`]))
    },
    waiting: (limit: number) =>
      database.query<Waiting>(
        `select r.id, r.version, r.seen_hash as "seenHash", r.applicant_id as applicant, c.userid as decider
         from requests r join request_candidates c on c.request_id = r.id
         where r.state = 'open' order by r.id limit ${String(limit)}`,
      ),
    /** People with nothing under way. */
    idle: (limit: number) =>
      database.query<{ userid: string }>(
        `select m.userid from members m where m.status = 1 and not exists (
           select 1 from requests r where r.applicant_id = m.userid and r.state in ('open', 'returned', 'decided', 'executing'))
         and not exists (select 1 from role_grants g where g.userid = m.userid) order by m.userid desc limit ${String(limit)}`,
      ),
    async stop() {
      await product.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
