import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { lockDataDir } from '@desk/server/db/lock-data-dir'
import { listTables } from '@desk/server/db/copy/list-tables'
import { openEmbedded } from '@desk/server/db/open-embedded'
import { MIGRATION_LOCK, openServer } from '@desk/server/db/open-server'
import { copyMigrationsUpTo, readJournal } from '@desk/server/testing/database/earlier-migrations'
import { changedFieldsOf, type Fixture, insertFixtures } from '@desk/server/testing/database/upgrade-fixtures'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startPostgres } from '../lib/postgres.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'

const migrations = pathInRepository('server/drizzle')
const { entries } = readJournal(migrations)
/** The last before policies and groups: what follows changes tables that are there, and makes many. */
const BEFORE = entries.findIndex(({ tag }) => tag === '0015_lost_device')
/** Changed by the last of them, when most is done and nothing is kept yet. */
const LATE = 'notices'
/** What starting does to old rows afterwards is no matter of migrations: these are left alone by it. */
const LEFT_ALONE = ['departments', 'requests', 'request_events', 'comments', 'audit_entries', 'role_grants']
/** Of the time that a start takes which migrates: from before its first statement to after its last. */
const KILL_AT = [0.4, 0.5, 0.65]
const PATIENCE_MS = 300_000

const cleaning: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean()
})

/** WeCom is nowhere: a server migrates and is ready without it. */
async function productOn(over: { dataDir: string; databaseUrl?: string }) {
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const addresses = { port, publicUrl: url, simulatorUrl: 'http://127.0.0.1:9', isProxied: false, ...over }
  const product = startProductProcess(productEnvironment(addresses))
  cleaning.push(() => product.kill())
  return { ...product, whenReady: () => product.whenReady(url) }
}

const keptOf = (fixtures: readonly Fixture[]) => fixtures.filter(({ table }) => LEFT_ALONE.includes(table))
const folderFor = (name: string) => {
  const folder = mkdtempSync(join(tmpdir(), `desk-${name}-`))
  cleaning.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('a server that is killed while it migrates', () => {
  it('on PostgreSQL leaves all as it was; the next start waits its turn and goes through', async () => {
    const postgres = await startPostgres()
    cleaning.push(() => postgres.stop())
    const database = await createTestDatabase(postgres.url, `desk_migration_${String(process.pid)}`)
    cleaning.push(() => database.drop())
    const earlier = openServer(database.url, copyMigrationsUpTo(migrations, BEFORE, folderFor('folder')), () => {})
    await earlier.migrate()
    const fixtures = keptOf(await insertFixtures(earlier.db, BEFORE))
    const tables = await listTables(earlier.db)
    await earlier.close()

    // As a dump or a long report does it.
    const holder = new pg.Client({ connectionString: database.url })
    await holder.connect()
    await holder.query(`begin; lock table ${LATE} in access share mode`)
    const waiting = () =>
      database.query<{ what: string; pid: number }>(
        `select locktype as what, pid from pg_locks where not granted
           and (database is null or database = (select oid from pg_database where datname = current_database()))`,
      )
    const whenWaitingFor = (...what: string[]) =>
      until(`somebody waits for ${what.join()}`, async () => {
        const found = (await waiting()).map((row) => row.what).sort()
        return found.join() === what.join() ? true : null
      })
    const killed = await productOn({ dataDir: folderFor('data'), databaseUrl: database.url })
    await whenWaitingFor('relation')
    const [dead] = await waiting()
    expect(await killed.kill()).toBe('SIGKILL')

    // PostgreSQL notices within a second that nobody waits for the dead one's session; whoever starts takes its place.
    const next = await productOn({ dataDir: folderFor('data'), databaseUrl: database.url })
    await until('the next server waits for the same lock', async () => {
      const found = await waiting()
      return found.length === 1 && found[0]?.what === 'relation' && found[0].pid !== dead?.pid ? true : null
    })
    const look = openServer(database.url, migrations, () => {})
    cleaning.push(() => look.close())
    expect(await listTables(look.db)).toEqual(tables)
    await holder.query('commit')
    await holder.end()

    await next.whenReady()
    expect(await waiting()).toEqual([])
    const lock = await database.query(
      `select pid from pg_locks join pg_database on oid = database
       where locktype = 'advisory' and objid = ${String(MIGRATION_LOCK)} and datname = current_database()`,
    )
    expect(lock).toEqual([])
    const applied = await database.query('select hash from drizzle.__drizzle_migrations')
    expect([applied.length, new Set(applied.map((row) => JSON.stringify(row))).size]).toEqual(
      Array.from({ length: 2 }, () => entries.length),
    )
    expect([...(await changedFieldsOf(look.db, fixtures))]).toEqual([])
    expect(await next.stop()).toBe(0)
  })

  it(
    'on the embedded database, at whatever moment, leaves the old version or the new one, and starts again',
    async () => {
      const pristine = folderFor('pristine')
      const earlier = await openEmbedded(
        copyMigrationsUpTo(migrations, BEFORE, folderFor('folder')),
        join(pristine, 'pglite'),
      )
      await earlier.migrate()
      const fixtures = keptOf(await insertFixtures(earlier.db, BEFORE))
      const tables = (await listTables(earlier.db)).length
      await earlier.close()

      const startOnCopy = async () => {
        const dataDir = folderFor('data')
        cpSync(pristine, dataDir, { recursive: true })
        return { dataDir, product: await productOn({ dataDir }) }
      }
      const whole = await startOnCopy()
      const began = performance.now()
      await whole.product.whenReady()
      const startMs = performance.now() - began
      await whole.product.stop()

      const left: number[] = []
      for (const share of KILL_AT) {
        const { dataDir, product } = await startOnCopy()
        await delay(share * startMs)
        await product.kill()
        const lock = await lockDataDir(dataDir)
        const look = await openEmbedded(migrations, join(dataDir, 'pglite'))
        left.push((await listTables(look.db)).length)
        expect([share, ...(await changedFieldsOf(look.db, fixtures))]).toEqual([share])
        await look.close()
        await lock.release()
        const next = await productOn({ dataDir })
        await next.whenReady()
        expect(await next.stop()).toBe(0)
      }
      const all = new Set(left)
      console.log(`tables after each kill: ${left.join(', ')}`)
      expect(Math.min(...all)).toBe(tables)
      expect(all.size).toBeLessThanOrEqual(2)
    },
    PATIENCE_MS,
  )
})
