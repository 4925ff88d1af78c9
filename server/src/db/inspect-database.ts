import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Database } from './database.ts'
import { rowsOf } from './rows-of.ts'

/** Counts the migrations that a newer release has run, and reads the database's clock. Called after the migration. */
export async function inspectDatabase(db: Database, migrationsFolder: string) {
  const newest = Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis))
  const [row] = await rowsOf<{ newer: number; now: Date | string }>(
    db,
    sql`select count(*) filter (where created_at > ${newest})::int as newer, clock_timestamp() as now
      from drizzle.__drizzle_migrations`,
  )
  if (!row) throw new Error('An aggregate returned no row')
  return { newerMigrations: row.newer, now: new Date(row.now) }
}
