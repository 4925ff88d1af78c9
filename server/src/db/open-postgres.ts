import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type { Pool, PoolClient } from 'pg'
import type { OpenDatabase } from './database.ts'
import { DatabaseUnavailableError } from './errors.ts'
import { DatabaseEncodingError, listPendingMigrations, MigrationNotAllowedError } from './pending-migrations.ts'
import { withTimeoutPerStatement, withTotalTimeout } from './statement-timeout.ts'
import { connectionPool } from './connection-pool.ts'
import * as schema from './schema/index.ts'

/** A fixed number: all instances of this product must use the same lock. */
export const MIGRATION_LOCK = 7_216_345

/** Connections per instance. Source: PostgreSQL's default of 100, shared by a few instances. */
const POOL_SIZE = 16
/** A database without a response to a ping within this time is unavailable to users too. */
const PING_MS = 1_500

/**
 * Opens a database of PostgreSQL. `onBroken` is called when a connection breaks, idle or not; `maxNames` limits the prepared
 * statements of a connection, absent: as in production.
 */
export function openPostgres(
  url: string,
  migrationsFolder: string,
  onBroken: (error: Error) => void,
  maxNames?: number,
): OpenDatabase {
  const pool = connectionPool({ connectionString: url, max: POOL_SIZE }, onBroken, maxNames)
  return {
    db: drizzle(pool, { schema }),
    isEmbedded: false,
    // Migrating a large table may take any length of time, and so may waiting for another instance that migrates.
    migrate: () => withTimeoutPerStatement(Infinity, () => migrateAlone(pool, migrationsFolder)),
    async ping() {
      await withTotalTimeout(PING_MS, () => requirePrimary(pool))
    },
    close: () => pool.end(),
  }
}

/** @throws DatabaseUnavailableError when the connection leads to a standby; the next one may lead to the new primary. */
async function requirePrimary(pool: Pool): Promise<void> {
  const client = await pool.connect()
  let isStandby = true
  try {
    const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
    isStandby = rows[0]?.standby ?? true
  } finally {
    client.release(isStandby)
  }
  if (isStandby) throw new DatabaseUnavailableError('The database is a standby')
}

const INSUFFICIENT_PRIVILEGE = '42501'

/**
 * Runs the pending migrations under a lock, since the migrator has none: of four replicas that start at once, three would
 * fail. Without pending migrations it takes no lock, which a connection pooler could leave on another connection.
 * @throws DatabaseEncodingError, MigrationNotAllowedError
 */
async function migrateAlone(pool: Pool, migrationsFolder: string): Promise<string[]> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ server_encoding: string }>('show server_encoding')
    const encoding = rows[0]?.server_encoding ?? 'unknown'
    if (encoding !== 'UTF8') throw new DatabaseEncodingError(encoding)
    // The migrator creates its schema each time, which requires a right that the server's role need not have.
    const listPending = () => listPendingMigrations((statement) => client.query(statement), migrationsFolder)
    if ((await listPending()).length === 0) return []
    return await withMigrationLock(client, async () => {
      const pending = await listPending()
      if (pending.length > 0) await migrate(drizzle(client, { schema }), { migrationsFolder })
      return pending
    })
  } catch (error) {
    const { cause = error } = error as Error
    if ((cause as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error
    throw new MigrationNotAllowedError({ cause: error })
  } finally {
    client.release()
  }
}

async function withMigrationLock<Result>(client: PoolClient, run: () => Promise<Result>): Promise<Result> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    return await run()
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {})
  }
}
