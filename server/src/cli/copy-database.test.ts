import { HOUR_MS } from '@desk/shared/kernel/durations'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Database, OpenDatabase } from '../db/database.ts'
import { sortByReferences } from '../db/copy/list-tables.ts'
import { openEmbedded } from '../db/open-embedded.ts'
import { auditEntries, blobs, callbacks, members, outbox, sessions } from '../db/schema/index.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { moveDatabase } from './copy-database.ts'
import { claimJob } from '../outbox/outbox-queries.ts'
import { given } from '../testing/database-fixtures.ts'
import { type Kit, test } from '../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../testing/request-fixtures.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { rowsOf } from '../db/rows-of.ts'

const migrations = fileURLToPath(new URL('../../drizzle', import.meta.url))
const HARD_TO_COPY = 'a\\b"c\'d\u2028\n\t郭𠮷,{}NULL'
const BLOB = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256)

/**
 * The source is an embedded database with an open request and values that drivers are known to change; the target is
 * the test's database.
 */
describe('moveDatabase', () => {
  let source: OpenDatabase
  beforeAll(async () => {
    source = await openEmbedded(migrations)
    await source.migrate()
  })
  afterAll(() => source.close())

  const move = (kit: Kit) => moveDatabase({ ...kit.deps, source, target: testDatabase })
  const countOf = async (db: OpenDatabase['db'], table: string) => {
    const [row] = await rowsOf<{ count: number }>(db, sql.raw(`select count(*)::int as count from ${table}`))
    return row?.count
  }

  /** Fills the source with the kit's fixtures. The first test calls it; all three move that source. */
  async function fill(kit: Kit): Promise<void> {
    const deps = { ...kit.deps, db: source.db }
    const sourceKit = { ...kit, deps, given: given(deps) }
    const { applicant } = await smallCompany(sourceKit)
    await submitInfoChange(sourceKit, applicant)
    const at = new Date('2026-03-17T02:00:00.123Z')
    await source.db.insert(blobs).values({ key: 'one', bytes: BLOB })
    const rows = Array.from({ length: 5_000 }, (_, index) => ({
      receiver: 'app' as const,
      dedupeKey: `key ${String(index)}`,
      event: 'x',
      body: HARD_TO_COPY + 'y'.repeat(index % 700),
      receivedAt: at,
      handledAt: index % 2 === 0 ? at : null,
    }))
    for (let first = 0; first < rows.length; first += 500)
      await source.db.insert(callbacks).values(rows.slice(first, first + 500))
    await createSealer(deps)()
  }

  test('moveDatabase copies rows, sequences and the evidence log, and sends nothing', async ({ kit }) => {
    await fill(kit)
    const { tables, source: before, target: after } = await move(kit)
    expect(Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))).toMatchObject({
      callbacks: 5_000,
      members: 2,
      requests: 1,
    })
    for (const { name, rows } of tables) expect([name, await countOf(source.db, name)]).toEqual([name, rows])
    expect(after).toEqual({ ...before, checkedAt: after.checkedAt })
    expect(after).toMatchObject({ isIntact: true })
    expect(after.rows).toBeGreaterThan(0)
    expect(Buffer.from((await testDatabase.db.select().from(blobs))[0]!.bytes).equals(BLOB)).toBe(true)
    const byUserid = (db: Database) => db.select().from(members).orderBy(members.userid)
    expect(await byUserid(testDatabase.db)).toEqual(await byUserid(source.db))
    const isSeventh = sql`id = 7`
    expect(await testDatabase.db.select().from(callbacks).where(isSeventh)).toEqual(
      await source.db.select().from(callbacks).where(isSeventh),
    )

    // Pending jobs are sent by neither database.
    expect(await testDatabase.db.$count(outbox)).toBeGreaterThan(0)
    for (const { db } of [source, testDatabase])
      expect(await claimJob(db, new Date(kit.deps.clock.now().getTime() + HOUR_MS), 8_000)).toBeNull()

    // The next id follows the copied ones, and evidence is still append-only.
    const row = { at: kit.deps.clock.now(), actor: 'x', action: 'x', object: 'x', details: {} }
    await testDatabase.db.insert(auditEntries).values(row)
    await expect(testDatabase.db.execute(sql`delete from audit_entries`)).rejects.toMatchObject({
      cause: { code: '42501' },
    })
  })

  test('moveDatabase refuses a target with rows, names its tables, and leaves sending enabled in the source', async ({
    kit,
  }) => {
    await source.db.execute(sql`delete from settings where key = 'outbox.paused'`)
    const at = kit.deps.clock.now()
    const session = { ref: 'ses_x' as const, userid: 'x', browserHash: 'x', userAgent: 'x', clientNetwork: 'x' }
    const times = { createdAt: at, lastSeenAt: at, expiresAt: at, confirmedAt: at, roleUsedAt: at }
    await testDatabase.db.insert(sessions).values({ tokenHash: 'x', ...session, ...times })
    await expect(move(kit)).rejects.toThrow('The target is not empty: sessions.')
    expect(await testDatabase.db.$count(members)).toBe(0)
    expect(await countOf(source.db, 'settings where key = $$outbox.paused$$')).toBe(0)
  })

  test('a copy that fails halfway leaves no rows, and the next try succeeds', async ({ kit }) => {
    let startedTables = 0
    const onTableStart = () => {
      startedTables += 1
      if (startedTables === 30) throw new Error('killed')
    }
    await expect(moveDatabase({ ...kit.deps, source, target: testDatabase, onTableStart })).rejects.toThrow('killed')
    for (const table of ['members', 'callbacks', 'audit_entries']) expect(await countOf(testDatabase.db, table)).toBe(0)
    expect((await move(kit)).target.isIntact).toBe(true)
  })
})

describe('sortByReferences', () => {
  test('sortByReferences lists referenced tables first', () => {
    const references = [
      { child: 'a', parent: 'b' },
      { child: 'b', parent: 'c' },
    ]
    expect(sortByReferences(['a', 'b', 'c', 'd'], references)).toEqual(['c', 'd', 'b', 'a'])
    expect(() => sortByReferences(['a', 'b'], [...references, { child: 'b', parent: 'a' }])).toThrow('Cyclic')
  })
})
