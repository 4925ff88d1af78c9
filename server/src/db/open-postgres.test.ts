import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../testing/database/test-database.ts'
import type { Tx } from './database.ts'
import { isDatabaseUnavailable } from './errors.ts'
import { MIGRATION_LOCK, openPostgres } from './open-postgres.ts'
import { DatabaseEncodingError } from './pending-migrations.ts'
import { withTotalTimeout } from './statement-timeout.ts'

type Rows<Row> = { rows: Row[] }
/** More than the pool has connections, so that a connection that is not returned is noticed. */
const MORE_THAN_POOL_SIZE = 20
const BRIEF_MS = 300

/** Returns a folder of migrations that holds none. */
function emptyMigrations(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'desk-migrations-'))
  mkdirSync(path.join(folder, 'meta'))
  writeFileSync(path.join(folder, 'meta/_journal.json'), JSON.stringify({ entries: [] }))
  return folder
}
const failureOf = (pending: Promise<unknown>) =>
  pending.then(
    () => 'none' as const,
    (error: unknown) => error,
  )

describe.skipIf(testDatabase.isEmbedded)('PostgreSQL server', () => {
  const broken: Error[] = []
  const opened = openPostgres(process.env['TEST_DATABASE_URL'] ?? '', '', (error) => broken.push(error))
  const { db } = opened
  /** Other connections to the same database. */
  const others = openPostgres(process.env['TEST_DATABASE_URL'] ?? '', '', () => {})
  const admin = testDatabase.db
  beforeAll(() => db.execute(sql`create table if not exists written (n int)`))
  afterAll(async () => {
    await db.execute(sql`drop table written`)
    await opened.close()
    await others.close()
  })

  const pidOf = async (tx: Pick<Tx, 'execute'>) =>
    ((await tx.execute(sql`select pg_backend_pid() as pid`)) as unknown as Rows<{ pid: number }>).rows[0]!.pid
  const terminate = (pid: number) => admin.execute(sql`select pg_terminate_backend(${pid}, 5000)`)
  const sleepInDatabase = (tx: Pick<Tx, 'execute'> = db) => tx.execute(sql`select pg_sleep(60)`)

  test('a database whose encoding is not UTF8 is refused before anything is migrated', async () => {
    const address = new URL(process.env['TEST_DATABASE_URL'] ?? '')
    address.pathname = `/not_utf8_${String(process.pid)}`
    const name = address.pathname.slice(1)
    const create = `create database ${name} encoding 'SQL_ASCII' locale 'C' template template0`
    await db.execute(sql.raw(create))
    const other = openPostgres(address.href, '', () => {})
    try {
      await expect(other.migrate()).rejects.toThrow(DatabaseEncodingError)
    } finally {
      await other.close()
      await db.execute(sql.raw(`drop database ${name}`))
    }
  })

  test('a connection that ends between two statements of a transaction rolls it back, and the next transaction works', async () => {
    const lost = await failureOf(
      db.transaction(async (tx) => {
        await tx.execute(sql`insert into written values (1)`)
        broken.length = 0
        await terminate(await pidOf(tx))
        while (broken.length === 0) await delay(10)
        await tx.execute(sql`insert into written values (2)`)
      }),
    )
    expect(lost).toSatisfy(isDatabaseUnavailable)
    expect(await db.execute(sql`select * from written`)).toMatchObject({ rows: [] })
  })

  test('a connection that ends during a statement rolls its transaction back', async () => {
    const lost = await failureOf(
      db.transaction(async (tx) => {
        const pid = await pidOf(tx)
        await Promise.all([sleepInDatabase(tx), terminate(pid)])
      }),
    )
    expect(lost).toSatisfy(isDatabaseUnavailable)
    await opened.ping()
  })

  test('the database can be used after an idle connection ended', async () => {
    const pid = await pidOf(db)
    broken.length = 0
    await terminate(pid)
    while (broken.length === 0) await delay(10)
    await opened.ping()
  })

  test('a server that does not respond is given up on after the total timeout of all statements', async () => {
    const work = async () => {
      await db.execute(sql`select pg_sleep(0.2)`)
      const first = await failureOf(sleepInDatabase())
      const begunAt = performance.now()
      const later = await failureOf(db.transaction((tx) => sleepInDatabase(tx)))
      return { first, later, laterMs: performance.now() - begunAt }
    }
    const { first, later, laterMs } = await withTotalTimeout(BRIEF_MS, work)
    expect(first).toSatisfy(isDatabaseUnavailable)
    expect(later).toSatisfy(isDatabaseUnavailable)
    expect(laterMs).toBeLessThan(BRIEF_MS)
  })

  test('timed-out statements are cancelled, and their connections return to the pool', async () => {
    const write = () => db.transaction((tx) => tx.execute(sql`insert into written values (3)`))
    const countActiveInserts = async () =>
      (
        (await admin.execute(
          sql`select 1 from pg_stat_activity where query like 'insert into written%' and state = 'active'`,
        )) as unknown as Rows<unknown>
      ).rows.length
    await db.transaction(async (lock) => {
      await lock.execute(sql`lock table written`)
      const writers = Array.from({ length: MORE_THAN_POOL_SIZE }, () => failureOf(withTotalTimeout(BRIEF_MS, write)))
      for (const result of await Promise.all(writers)) expect(result).toSatisfy(isDatabaseUnavailable)
      while ((await countActiveInserts()) > 0) await delay(50)
    })
    expect(await db.execute(sql`select * from written`)).toMatchObject({ rows: [] })
  })

  test('a connection that has become read-only is replaced, although it still responds', async () => {
    const setReadOnly = (value: 'on' | 'off') =>
      db.execute(sql.raw(`set session characteristics as transaction ${value === 'on' ? 'read only' : 'read write'}`))
    await setReadOnly('on')
    expect(await failureOf(db.execute(sql`insert into written values (4)`))).toSatisfy(isDatabaseUnavailable)
    await db.execute(sql`insert into written values (5)`)
    await db.execute(sql`delete from written`)
  })

  test('a statement whose column a migration changed fails once as unavailable, then is prepared again', async () => {
    await others.db.execute(sql`create table migrated (n int)`)
    try {
      const read = () => db.execute(sql`select n from migrated where n > ${0}`)
      for (let uses = 0; uses < 8; uses += 1) await read()
      await others.db.execute(sql`alter table migrated alter column n type bigint`)
      expect(await failureOf(read())).toSatisfy(isDatabaseUnavailable)
      expect(await failureOf(read())).toBe('none')
    } finally {
      await others.db.execute(sql`drop table migrated`)
    }
  })

  test('a start with nothing to migrate waits for no lock', async () => {
    await others.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
      const other = openPostgres(process.env['TEST_DATABASE_URL'] ?? '', emptyMigrations(), () => {})
      expect(await other.migrate()).toEqual([])
      await other.close()
    })
  })

  test('every connection returns to the pool when transactions fail to begin', async () => {
    const { $client: pool } = db as unknown as { $client: Pool }
    for (let round = 0; round < MORE_THAN_POOL_SIZE; round += 1) {
      pool.once('acquire', (client) => (client as unknown as Client).connection.stream.destroy())
      expect(await failureOf(db.transaction((tx) => tx.execute(sql`select 1`)))).toSatisfy(isDatabaseUnavailable)
    }
    await Promise.all(Array.from({ length: MORE_THAN_POOL_SIZE }, () => db.execute(sql`select 1`)))
    const client = await pool.connect()
    expect(client.listenerCount('end')).toBe(1)
    client.release()
  })
})
