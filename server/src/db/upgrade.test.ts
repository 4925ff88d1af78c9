import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { getTableName, is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyMigrationsUpTo, readJournal } from '../testing/database/earlier-migrations.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { isEveryCase } from '../testing/sample-of-cases.ts'
import { changedFieldsOf, type Fixture, insertFixtures } from '../testing/database/upgrade-fixtures.ts'
import type { OpenDatabase } from './database.ts'
import { listTables } from './copy/list-tables.ts'
import { openEmbedded } from './open-embedded.ts'
import { openPostgres } from './open-postgres.ts'
import * as schema from './schema/index.ts'

const migrations = fileURLToPath(new URL('../../drizzle', import.meta.url))
const journal = readJournal(migrations)
const newest = journal.entries.length - 1
/** The newest migration of 0.1.0, the first release: no database has fewer. */
const FIRST_RELEASED = journal.entries.findIndex(({ tag }) => tag === '0002_session_browser')

/** Columns that a later migration changes in earlier rows on purpose: `table.column`, with the reason. */
const rewritten: Readonly<Record<string, string>> = {}

const workFolder = mkdtempSync(path.join(tmpdir(), 'desk-upgrade-'))
const name = `desk_upgrade_${String(process.pid)}`
const adminUrl = process.env['TEST_DATABASE_URL']

const folderUpTo = (index: number) => copyMigrationsUpTo(migrations, index, path.join(workFolder, String(index)))

/** One database for all tests; `openWith(folder)` opens it with the migrations of that folder. */
type Upgraded = { openWith(folder: string): OpenDatabase; close(): Promise<void> }

async function openUpgraded(): Promise<Upgraded> {
  if (adminUrl === undefined) {
    const embedded = await openEmbedded(migrations)
    return {
      openWith: (folder) => ({ ...embedded, migrate: () => migrateEmbedded(embedded, folder) }),
      close: () => embedded.close(),
    }
  }
  await testDatabase.db.execute(`create database ${name}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  const pools: OpenDatabase[] = []
  return {
    openWith(folder) {
      const pool = openPostgres(url.href, folder, () => {})
      pools.push(pool)
      return pool
    },
    async close() {
      for (const pool of pools) await pool.close()
      await testDatabase.db.execute(`drop database ${name} with (force)`)
    },
  }
}

async function migrateEmbedded({ db }: OpenDatabase, migrationsFolder: string): Promise<string[]> {
  await migrate(db as unknown as Parameters<typeof migrate>[0], { migrationsFolder })
  return []
}

/** In `npm test` the embedded database runs all migrations but the last two in one step: with rows each step takes long there. */
const first = testDatabase.isEmbedded && !isEveryCase ? newest - 2 : FIRST_RELEASED

describe('upgrade of a database', () => {
  const fixtures: Fixture[] = []
  let upgraded: Upgraded
  beforeAll(async () => {
    upgraded = await openUpgraded()
  }, 60_000)
  afterAll(async () => {
    await upgraded.close()
    rmSync(workFolder, { recursive: true, force: true })
  })

  it('an upgrade runs the migrations one by one, with rows written by each version', async () => {
    for (let version = first; version <= newest; version += 1) {
      const database = upgraded.openWith(folderUpTo(version))
      await database.migrate()
      fixtures.push(...(await insertFixtures(database.db, version)))
    }
    expect(new Set(fixtures.map(({ version }) => version)).size).toBe(newest + 1 - first)
  }, 120_000)

  // The statements are the same; reading each row takes ten times as long on the embedded database.
  it.skipIf(testDatabase.isEmbedded && !isEveryCase)('an upgrade keeps every row as it was written', async () => {
    const { db } = upgraded.openWith(migrations)
    const changed = await changedFieldsOf(db, fixtures)
    expect([...changed].filter((column) => !(column in rewritten))).toEqual([])
  })

  it('an upgraded database has exactly the tables that the code reads', async () => {
    const { db } = upgraded.openWith(migrations)
    const defined = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable))
    const existing = (await listTables(db)).map((table) => table.name)
    expect(existing.toSorted()).toEqual(defined.map(getTableName).toSorted())
    for (const table of defined) await db.select().from(table).limit(5)
  })

  it('a database is unchanged after a migration that fails halfway, and the corrected migration succeeds', async () => {
    const before = await listTables(upgraded.openWith(migrations).db)
    const folder = folderUpTo(newest)
    const entry = { ...journal.entries.at(-1), idx: newest + 1, tag: '9999_broken', when: 9_999_999_999_999 }
    const file = path.join(folder, 'meta/_journal.json')
    writeFileSync(file, JSON.stringify({ ...journal, entries: [...journal.entries, entry] }))
    const statements = (last: string) => `create table half_way (id int);\n--> statement-breakpoint\n${last};`
    writeFileSync(path.join(folder, '9999_broken.sql'), statements('select 1 / 0'))
    await expect(upgraded.openWith(folder).migrate()).rejects.toThrow()
    expect(await listTables(upgraded.openWith(migrations).db)).toEqual(before)
    writeFileSync(path.join(folder, '9999_broken.sql'), statements('select 1'))
    await upgraded.openWith(folder).migrate()
    expect((await listTables(upgraded.openWith(migrations).db)).map((table) => table.name)).toContain('half_way')
  })
})
