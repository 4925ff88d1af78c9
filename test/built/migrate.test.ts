import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJournal } from '@desk/server/testing/database/earlier-migrations'
import { isEveryCase } from '@desk/server/testing/sample-of-cases'
import { afterEach, describe, expect, it } from 'vitest'
import { startPostgres } from '../lib/postgres.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { runProgram } from '../lib/run-program.ts'
import { createTestDatabase } from '../lib/test-database.ts'

const names = readJournal(pathInRepository('server/drizzle')).entries.map(({ tag }) => `migrated ${tag}`)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function migrate(env: Record<string, string>, ...args: string[]) {
  const program = runProgram('migrate-cli', env, { args })
  return { status: await program.ended, lines: program.lines }
}

describe('npm run migrate', () => {
  // In `npm test` the browser tests create their database with the same command.
  it.runIf(isEveryCase)(
    'npm run migrate creates the embedded database and names every migration, and does nothing the second time',
    async () => {
      const DATA_DIR = mkdtempSync(join(tmpdir(), 'desk-migrate-'))
      cleanups.push(() => rmSync(DATA_DIR, { recursive: true, force: true }))
      expect(await migrate({ DATA_DIR })).toEqual({ status: 0, lines: [...names, 'The database is up to date.'] })
      expect(await migrate({ DATA_DIR })).toEqual({ status: 0, lines: ['The database is up to date.'] })
      expect(await migrate({})).toMatchObject({ status: 2 })
    },
  )

  it('npm run migrate, started twice at once, migrates PostgreSQL once and grants the servers’ role its rights; that role may not migrate', async () => {
    const postgres = await startPostgres()
    const database = await createTestDatabase(postgres.url, `desk_migrate_${String(process.pid)}`)
    const role = `desk_app_${String(process.pid)}`
    cleanups.push(async () => {
      await database.query(`drop owned by ${role}`)
      await database.query(`drop role ${role}`)
      await database.drop()
      await postgres.stop()
    })
    await database.query(`create role ${role} login`)
    const asRole = new URL(database.url)
    asRole.username = role
    const withoutRights = await migrate({ DATABASE_URL: asRole.href })
    expect([withoutRights.status, withoutRights.lines.join()]).toEqual([
      2,
      expect.stringContaining('npm run migrate -- ROLE'),
    ])

    const concurrent = await Promise.all([1, 2].map(() => migrate({ DATABASE_URL: database.url }, role)))
    expect(concurrent.map(({ status }) => status)).toEqual([0, 0])
    expect(concurrent.flatMap(({ lines }) => lines.filter((line) => line.startsWith('migrated')))).toEqual(names)
    expect(await migrate({ DATABASE_URL: asRole.href })).toMatchObject({
      status: 0,
      lines: ['The database is up to date.'],
    })
    const rights = `select has_table_privilege('${role}', 'audit_entries', 'insert') as adds, has_table_privilege('${role}', 'audit_entries', 'delete') as deletes`
    expect(await database.query(rights)).toEqual([{ adds: true, deletes: false }])
  })
})
