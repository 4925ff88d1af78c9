import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Pool, PoolClient } from 'pg'
import type { OpenDatabase } from './database.ts'
import { waitingForEach, withTotalTimeout } from './statement-timeout.ts'
import { connectionPool } from './connection-pool.ts'
import * as schema from './schema/index.ts'

/** A fixed number: all instances of this product must use the same lock. */
export const MIGRATION_LOCK = 7_216_345

/** Connections per instance. Source: PostgreSQL's default of 100, shared by a few instances. */
const POOL_SIZE = 16
/** A database without a response to a ping within this time is unavailable to people as well. */
const PING_MS = 1_500

export function openServer(url: string, migrationsFolder: string, onBroken: (error: Error) => void): OpenDatabase {
  const pool = connectionPool({ connectionString: url, max: POOL_SIZE }, onBroken)
  return {
    db: drizzle(pool, { schema }),
    isEmbedded: false,
    // Migrating a large table takes any time, and so does waiting for another instance that migrates.
    migrate: () => waitingForEach(Infinity, () => migrateAlone(pool, migrationsFolder)),
    async ping() {
      await withTotalTimeout(PING_MS, () => pool.query('select 1'))
    },
    close: () => pool.end(),
  }
}

/** Takes a lock: the migrator has none, and three of four replicas that start at once would fail. */
async function migrateAlone(pool: Pool, migrationsFolder: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    if (await isUpToDate(client, migrationsFolder)) return
    await migrate(drizzle(client, { schema }), { migrationsFolder })
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {})
    client.release()
  }
}

/** Schema or table do not exist yet. */
const NOT_THERE = new Set(['42P01', '3F000'])

/**
 * Skips the migrator when nothing is to do: it creates its schema each time, which requires a right that the server's
 * role need not have. See docs/recipes/database-role.md.
 */
async function isUpToDate(client: PoolClient, migrationsFolder: string): Promise<boolean> {
  const newest = Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis))
  try {
    const { rows } = await client.query<{ at: string | null }>(
      'select max(created_at) as at from drizzle.__drizzle_migrations',
    )
    return Number(rows[0]?.at ?? 0) >= newest
  } catch (error) {
    if (NOT_THERE.has((error as { code?: string }).code ?? '')) return false
    throw error
  }
}
