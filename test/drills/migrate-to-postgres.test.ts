import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockDataDir } from '@desk/server/db/lock-data-dir'
import { openEmbedded } from '@desk/server/db/open-embedded'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostgres } from '../lib/postgres.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { residentMb } from '../lib/process-memory.ts'
import { runProgram } from '../lib/run-program.ts'
import { createTestDatabase, type TestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'desk-move-'))
const ROWS = 120_000
/** Enough for PGlite and one page of rows, but not for all rows. */
const MAX_MB = 500
let stopPostgres = async () => {}
let target: TestDatabase

/** Creates the data directory of a stopped installation, with enough rows that the copy can be killed halfway. */
async function fillDataDir(): Promise<void> {
  const lock = await lockDataDir(dataDir)
  const database = await openEmbedded(pathInRepository('server/drizzle'), join(dataDir, 'pglite'))
  await database.migrate()
  await database.db.execute(
    `insert into callbacks (receiver, dedupe_key, event, body, received_at)
     select 'app', 'key ' || n, 'x', repeat(md5(n::text), 30), timestamptz '2026-03-17' from generate_series(1, ${String(ROWS)}) as n`,
  )
  await database.db.execute(
    `insert into audit_entries (at, actor, action, object, details)
     select timestamptz '2026-03-17', 'system:test', 'test', 'row ' || n, '{}' from generate_series(1, 500) as n`,
  )
  await database.close()
  await lock.release()
}

beforeAll(async () => {
  const postgres = await startPostgres()
  stopPostgres = postgres.stop
  target = await createTestDatabase(postgres.url, `desk_move_${String(process.pid)}`)
  await fillDataDir()
})
afterAll(async () => {
  await target.drop()
  await stopPostgres()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Keeps Node 24 from optimizing PGlite, which would take 400 MB for a moment. */
const node = ['--liftoff-only']
const move = () => runProgram('move-cli', { DATA_DIR: dataDir, DATABASE_URL: target.url }, { node })
const countOf = async (table: string) =>
  (await target.query<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count

describe('npm run move', () => {
  it('a move from a data directory that a server uses is refused with its pid', async () => {
    const lock = await lockDataDir(dataDir)
    const refused = move()
    expect(await refused.ended).toBe(2)
    await lock.release()
    expect(refused.lines.join('\n')).toContain(`is in use by process ${String(process.pid)}.`)
  })

  it('a killed move leaves the target empty, and the next one succeeds with little memory', async () => {
    const killed = move()
    await until('the copy of callbacks', async () => (killed.lines.includes('copying callbacks …') ? true : null))
    expect(await killed.kill()).toBe('SIGKILL')
    for (const table of ['callbacks', 'audit_entries', 'settings'])
      expect([table, await countOf(table)]).toEqual([table, 0])

    const second = move()
    let mostMb = 0
    const watch = setInterval(() => (mostMb = Math.max(mostMb, residentMb(second.pid) ?? 0)), 50)
    expect(await second.ended, second.lines.join('\n')).toBe(0)
    clearInterval(watch)
    console.log(`maximum memory: ${String(mostMb)} MB`)
    expect(mostMb).toBeGreaterThan(0)
    expect(mostMb).toBeLessThan(MAX_MB)
    expect(await countOf('callbacks')).toBe(ROWS)
    expect(second.lines.filter((line) => /^callbacks /.test(line)).join()).toMatch(/ 120000 +120000$/)
    expect(second.lines.join('\n')).toMatch(/^Evidence log: .*, same root\. Intact\.$/m)
    const paused = await target.query(`select value from settings where key = 'outbox.paused'`)
    expect(paused).toEqual([{ value: true }])
  })

  it('a move to a target that is not empty is refused', async () => {
    const refused = move()
    expect(await refused.ended).toBe(2)
    expect(refused.lines.join('\n')).toMatch(/The target is not empty: .*callbacks.*\nNothing was moved/)
  })
})
