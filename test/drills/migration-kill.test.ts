import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { lockDataDir } from '@desk/server/db/lock-data-dir'
import { listTables } from '@desk/server/db/copy/list-tables'
import { openEmbedded } from '@desk/server/db/open-embedded'
import { MIGRATION_LOCK, openPostgres } from '@desk/server/db/open-postgres'
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
/** The number of migrations before lost devices, policies and groups. The later ones change existing tables and create many. */
const EARLIER_MIGRATIONS = entries.findIndex(({ tag }) => tag === '0015_lost_device')
/** A table that a pending migration alters (`0020_groups`). All migrations are one transaction, so nothing is committed yet. */
const LOCKED_TABLE = 'notices'
/** Tables whose rows the server does not change at its start. */
const COMPARED_TABLES = ['departments', 'requests', 'request_events', 'comments', 'audit_entries', 'role_grants']
/** Moments of the kills, as shares of a start with migrations, from before the first statement to after the last. */
const KILL_AT = [0.4, 0.5, 0.65]

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

/** Starts a server without WeCom, which is not needed for migrations and readiness. */
async function startProduct(overrides: { dataDir: string; databaseUrl?: string }) {
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const addresses = { port, publicUrl: url, simulatorUrl: 'http://127.0.0.1:9', isProxied: false, ...overrides }
  const product = startProductProcess(productEnvironment(addresses))
  cleanups.push(() => product.kill())
  return { ...product, whenReady: () => product.whenReady(url) }
}

const comparedFixtures = (fixtures: readonly Fixture[]) =>
  fixtures.filter(({ table }) => COMPARED_TABLES.includes(table))
const folderFor = (name: string) => {
  const folder = mkdtempSync(join(tmpdir(), `desk-${name}-`))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('a server that is killed during a migration', () => {
  it('a kill leaves PostgreSQL unchanged; the next start waits for the lock and migrates', async () => {
    const postgres = await startPostgres()
    cleanups.push(() => postgres.stop())
    const database = await createTestDatabase(postgres.url, `desk_migration_${String(process.pid)}`)
    cleanups.push(() => database.drop())
    const earlier = openPostgres(
      database.url,
      copyMigrationsUpTo(migrations, EARLIER_MIGRATIONS, folderFor('folder')),
      () => {},
    )
    await earlier.migrate()
    const fixtures = comparedFixtures(await insertFixtures(earlier.db, EARLIER_MIGRATIONS))
    const tables = await listTables(earlier.db)
    await earlier.close()

    // Holds a lock like a dump or a long report.
    const lockHolder = new pg.Client({ connectionString: database.url })
    await lockHolder.connect()
    await lockHolder.query(`begin; lock table ${LOCKED_TABLE} in access share mode`)
    const waiting = () =>
      database.query<{ locktype: string; pid: number }>(
        `select locktype, pid from pg_locks where not granted
           and (database is null or database = (select oid from pg_database where datname = current_database()))`,
      )
    const killed = await startProduct({ dataDir: folderFor('data'), databaseUrl: database.url })
    await until('a session that waits for the lock', async () => {
      const waitingSessions = await waiting()
      return waitingSessions.length === 1 && waitingSessions[0]?.locktype === 'relation' ? true : null
    })
    const [killedWaiter] = await waiting()
    expect(await killed.kill()).toBe('SIGKILL')

    // PostgreSQL ends the killed server's session within a second; then the next server waits.
    const next = await startProduct({ dataDir: folderFor('data'), databaseUrl: database.url })
    await until('the next server waits for the same lock', async () => {
      const waitingSessions = await waiting()
      return waitingSessions.length === 1 &&
        waitingSessions[0]?.locktype === 'relation' &&
        waitingSessions[0].pid !== killedWaiter?.pid
        ? true
        : null
    })
    const inspection = openPostgres(database.url, migrations, () => {})
    cleanups.push(() => inspection.close())
    expect(await listTables(inspection.db)).toEqual(tables)
    await lockHolder.query('commit')
    await lockHolder.end()

    await next.whenReady()
    expect(await waiting()).toEqual([])
    const lock = await database.query(
      `select pid from pg_locks join pg_database on oid = database
       where locktype = 'advisory' and objid = ${String(MIGRATION_LOCK)} and datname = current_database()`,
    )
    expect(lock).toEqual([])
    const applied = await database.query('select hash from drizzle.__drizzle_migrations')
    const distinct = new Set(applied.map((row) => JSON.stringify(row)))
    expect([applied.length, distinct.size]).toEqual([entries.length, entries.length])
    expect([...(await changedFieldsOf(inspection.db, fixtures))]).toEqual([])
    expect(await next.stop()).toBe(0)
  })

  it('a kill during the migrations leaves the embedded database with the old or the new schema, and the next start succeeds', async () => {
    const pristine = folderFor('pristine')
    const earlier = await openEmbedded(
      copyMigrationsUpTo(migrations, EARLIER_MIGRATIONS, folderFor('folder')),
      join(pristine, 'pglite'),
    )
    await earlier.migrate()
    const fixtures = comparedFixtures(await insertFixtures(earlier.db, EARLIER_MIGRATIONS))
    const tableCount = (await listTables(earlier.db)).length
    await earlier.close()

    const startOnCopy = async () => {
      const dataDir = folderFor('data')
      cpSync(pristine, dataDir, { recursive: true })
      return { dataDir, product: await startProduct({ dataDir }) }
    }
    const uninterrupted = await startOnCopy()
    const began = performance.now()
    await uninterrupted.product.whenReady()
    const startMs = performance.now() - began
    await uninterrupted.product.stop()

    const tableCounts: number[] = []
    for (const share of KILL_AT) {
      const { dataDir, product } = await startOnCopy()
      await delay(share * startMs)
      await product.kill()
      const lock = await lockDataDir(dataDir)
      const inspection = await openEmbedded(migrations, join(dataDir, 'pglite'))
      tableCounts.push((await listTables(inspection.db)).length)
      expect([share, ...(await changedFieldsOf(inspection.db, fixtures))]).toEqual([share])
      await inspection.close()
      await lock.release()
      const next = await startProduct({ dataDir })
      await next.whenReady()
      expect(await next.stop()).toBe(0)
    }
    console.log(`tables after each kill: ${tableCounts.join(', ')}`)
    expect(Math.min(...tableCounts)).toBe(tableCount)
    expect(new Set(tableCounts).size).toBeLessThanOrEqual(2)
  })
})
