import { fileURLToPath } from 'node:url'
import { getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import type { OpenDatabase } from '../db/database.ts'
import { openEmbedded } from '../db/open-embedded.ts'
import { openServer } from '../db/open-server.ts'
import * as schema from '../db/schema/index.ts'

const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url))

// One database per worker, opened at import: starting PGlite costs seconds, emptying it milliseconds.
// The same suite runs on a server when TEST_DATABASE_URL is set; each worker then has a database of its own.
export const testDatabase: OpenDatabase = await open()
await testDatabase.migrate()

async function open(): Promise<OpenDatabase> {
  const url = process.env['TEST_DATABASE_URL']
  if (url === undefined) return openEmbedded(migrationsFolder)
  const name = `desk_test_${process.pid}_${process.env['VITEST_POOL_ID'] ?? '0'}`
  const admin = openServer(url, migrationsFolder, () => {})
  await admin.db.execute(sql.raw(`drop database if exists ${name} with (force)`))
  await admin.db.execute(sql.raw(`create database ${name}`))
  await admin.close()
  const own = new URL(url)
  own.pathname = `/${name}`
  return openServer(own.href, migrationsFolder, () => {})
}

const tableNames = Object.values<unknown>(schema)
  .filter((value): value is PgTable => is(value, PgTable))
  .map((table) => `"${getTableName(table)}"`)
const appendOnly = [
  'audit_anchors',
  'audit_blocks',
  'audit_entries',
  'policy_clauses',
  'policy_files',
  'policy_signatures',
  'policy_snapshots',
  'purge_runs',
  'request_events',
]

const DEADLOCK = '40P01'

/**
 * Empties every table. The append-only triggers are lifted for it, which takes the owner of the tables. What the test
 * before left running may hold locks in another order; it ends at once, so that a second try goes through.
 */
export async function emptyDatabase(isAgain = false): Promise<void> {
  const lift = appendOnly.map((table) => `alter table ${table} disable trigger user`)
  const restore = appendOnly.map((table) => `alter table ${table} enable trigger user`)
  try {
    await testDatabase.db.transaction(async (tx) => {
      for (const statement of [...lift, `truncate ${tableNames.join(', ')} restart identity cascade`, ...restore])
        await tx.execute(sql.raw(statement))
    })
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } }
    if (isAgain || cause?.code !== DEADLOCK) throw error
    await emptyDatabase(true)
  }
}
