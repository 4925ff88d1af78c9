import { AsyncLocalStorage } from 'node:async_hooks'
import { fileURLToPath } from 'node:url'
import type { PGlite } from '@electric-sql/pglite'
import { getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import type { Database, OpenDatabase } from '../../db/database.ts'
import { openEmbedded } from '../../db/open-embedded.ts'
import { openPostgres } from '../../db/open-postgres.ts'
import * as schema from '../../db/schema/index.ts'
import type { Pool } from 'pg'

const migrationsFolder = fileURLToPath(new URL('../../../drizzle', import.meta.url))

/** A worker runs the statements of all features, of which a server prepares the most frequent. */
const STATEMENTS_OF_ALL_TESTS = 3_000

// One database per worker, opened at import: starting PGlite takes seconds, emptying it milliseconds.
// The suite runs on a PostgreSQL server when TEST_DATABASE_URL is set; each worker then has a separate database.
const { opened: testDatabase, emptying } = await open()
await testDatabase.migrate()
export { testDatabase }

/**
 * Opens the database of the worker. `emptying`: the connection on which tables are emptied, without triggers. Switching
 * triggers off and on discards the plans of a connection, among them those of the function that empties the tables, which
 * then takes seven times as long.
 */
async function open(): Promise<{ opened: OpenDatabase; emptying: Database }> {
  const url = process.env['TEST_DATABASE_URL']
  if (url === undefined) {
    const opened = await openEmbedded(migrationsFolder)
    return { opened, emptying: opened.db }
  }
  const name = `desk_test_${process.pid}_${process.env['VITEST_POOL_ID'] ?? '0'}`
  const admin = openPostgres(url, migrationsFolder, () => {})
  await admin.db.execute(sql.raw(`drop database if exists ${name} with (force)`))
  await admin.db.execute(sql.raw(`create database ${name}`))
  await admin.close()
  const own = new URL(url)
  own.pathname = `/${name}`
  const opened = openPostgres(own.href, migrationsFolder, () => {}, STATEMENTS_OF_ALL_TESTS)
  own.searchParams.set('options', '-c session_replication_role=replica')
  const emptying = openPostgres(own.href, migrationsFolder, () => {})
  return { opened: { ...opened, db: asWithOneConnection(opened.db) }, emptying: emptying.db }
}

const openTransaction = new AsyncLocalStorage<{ isOpen: boolean }>()

/** Runs `act` as another request would, inside a test that holds a transaction open. PostgreSQL only. */
export const onOtherConnection = <Result>(act: () => Result): Result => openTransaction.exit(act)

// The embedded database has one connection: a query outside the open transaction waits forever there. Tests that run only on
// PostgreSQL would not notice such a query, so it is refused there, too.
function asWithOneConnection(db: Database): Database {
  const refuse = () => {
    if (openTransaction.getStore()?.isOpen) throw new Error('a query outside the open transaction')
  }
  const transaction: Database['transaction'] = (act, config) => {
    refuse()
    const mark = { isOpen: true }
    return db.transaction((tx) => openTransaction.run(mark, () => act(tx)), config).finally(() => (mark.isOpen = false))
  }
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') return transaction
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        refuse()
        return (value as (...args: unknown[]) => unknown).apply(target, args)
      }
    },
  })
}

const tableNames = Object.values<unknown>(schema)
  .filter((value): value is PgTable => is(value, PgTable))
  .map((table) => `"${getTableName(table)}"`)

/** Tables larger than this are truncated: deleted rows stay in the file, and every scan reads them. */
const LARGE_BYTES = 65_536
const DEADLOCK = '40P01'

/**
 * Empties the tables. `truncate` of all tables takes a seventh of a second, even if they are empty, since each gets new
 * files. Most tests leave a few rows in a few tables, which are deleted. `replica`, which requires a superuser,
 * disables triggers. The lock waits for statements that the previous test left running. A function, unlike a block, is
 * planned once for each connection: planning a query of each table takes longer than running it.
 */
const createEmptyTables = `create or replace function empty_tables() returns void language plpgsql as $$ begin
  set local session_replication_role = replica;
  lock table ${tableNames.join(', ')} in exclusive mode;
  ${tableNames.map(emptyTable).join('\n  ')}
  perform setval(seqrelid::regclass, seqstart, false) from pg_sequence join pg_class on pg_class.oid = seqrelid
    where relnamespace = 'public'::regnamespace;
end $$`

function emptyTable(name: string): string {
  return `if exists (select from ${name}) then
    if pg_relation_size('${name}') > ${String(LARGE_BYTES)} then truncate ${name} cascade; else delete from ${name}; end if;
  end if;`
}

await testDatabase.db.execute(sql.raw(createEmptyTables))

/**
 * Empties the database. A statement that was left running may hold locks in another order and end by deadlock, so that
 * a second attempt succeeds.
 */
export async function emptyDatabase(isRetry = false): Promise<void> {
  try {
    await emptying.execute(sql`select empty_tables()`)
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } }
    if (isRetry || cause?.code !== DEADLOCK) throw error
    await emptyDatabase(true)
  }
}

/** Returns the pool of connections to the test's database, which has to be PostgreSQL. */
export const testPool = (): Pool => (testDatabase.db as unknown as { $client: Pool }).$client

/** Runs a text of one or several statements without parameters; returns how many rows they inserted, changed and read. */
export async function runScript(text: string): Promise<number> {
  const { db, isEmbedded } = testDatabase
  const counts = isEmbedded
    ? (await (db as unknown as { $client: PGlite }).$client.exec(text)).map(({ affectedRows }) => affectedRows)
    : [await testPool().query(text)].flat().map(({ rowCount }) => rowCount)
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
}

/** Deletes the statistics of the planner: those of large tables are wrong for the small ones of the next tests. */
export async function deleteStatistics(): Promise<void> {
  await testPool().query(
    `delete from pg_statistic where starelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)`,
  )
}

/** Truncates all tables, for a test that counts reads: the files of a table keep rows that are only deleted. */
export async function renewTables(): Promise<void> {
  const all = tableNames.join(', ')
  await testDatabase.db.execute(
    sql.raw(
      `do $$ begin set local session_replication_role = replica; truncate ${all} restart identity cascade; end $$`,
    ),
  )
}
