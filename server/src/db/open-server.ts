import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { Pool, type PoolClient } from 'pg'
import type { OpenDatabase } from './database.ts'
import { clientThatPrepares } from './client-that-prepares.ts'
import * as schema from './schema/index.ts'

/** Any fixed number: all instances of this product must wait for the same one. */
export const MIGRATION_LOCK = 7_216_345

/** Connections per instance. Source: PostgreSQL's own default of 100, shared by a handful of instances. */
const POOL_SIZE = 16

export function openServer(url: string, migrationsFolder: string, onError: (error: Error) => void): OpenDatabase {
  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: 10_000,
    Client: clientThatPrepares(),
  })
  // An idle connection that breaks must not end the process: the pool opens another.
  pool.on('error', onError)
  return {
    db: drizzle(pool, { schema }),
    isEmbedded: false,
    async migrate() {
      // The migrator takes no lock of its own; three of four replicas that start at once would fail.
      const client = await pool.connect()
      try {
        await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
        if (await isUpToDate(client, migrationsFolder)) return
        await migrate(drizzle(client, { schema }), { migrationsFolder })
      } finally {
        await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {})
        client.release()
      }
    },
    async ping() {
      await pool.query('select 1')
    },
    close: () => pool.end(),
  }
}

/** Schema or table are not there yet. */
const NOT_THERE = new Set(['42P01', '3F000'])

/**
 * The migrator creates its schema anew each time, which takes a right that the servers' role need not have: see
 * docs/recipes/database-role.md.
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
