import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { createSealer } from '../features/audit/seal-audit.ts'
import { verifyAudit } from '../features/audit/verify-audit.ts'
import { type Kit, test } from '../testing/kit.ts'
import { smallCompany, submitted } from '../testing/stories.ts'
import { testDatabase } from '../testing/test-database.ts'
import type { OpenDatabase } from './database.ts'
import { openServer } from './open-server.ts'

const recipe = readFileSync(new URL('../../../docs/recipes/database-role.md', import.meta.url), 'utf8')
/** The role of the recipe, but for this process alone: roles are the whole server's. */
const role = `desk_app_${process.pid}`
const statements = (/tested: the statements[^]*?```sql\n([^]*?)```/.exec(recipe)?.[1] ?? '')
  .replaceAll('desk_app', role)
  .split(';')
  .filter((statement) => statement.trim() !== '')

describe.skipIf(testDatabase.isEmbedded)('the database role of the recipe', () => {
  let asRole: OpenDatabase | null = null
  const run = (statement: string) => testDatabase.db.execute(sql.raw(statement))

  beforeAll(async () => {
    if (testDatabase.isEmbedded) return
    await run(`create role ${role} login password 'test'`)
    for (const statement of statements) await run(statement)
    const [{ name } = { name: '' }] = (
      (await testDatabase.db.execute(sql`select current_database() as name`)) as unknown as { rows: { name: string }[] }
    ).rows
    const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
    Object.assign(url, { pathname: `/${name}`, username: role, password: 'test' })
    const migrations = new URL('../../drizzle', import.meta.url).pathname
    asRole = openServer(url.href, migrations, () => {})
  })
  afterAll(async () => {
    await asRole?.close()
    if (testDatabase.isEmbedded) return
    await run(`drop owned by ${role}`)
    await run(`drop role ${role}`)
  })

  const appDeps = (kit: Kit) => ({ ...kit.deps, db: asRole?.db ?? kit.deps.db })

  test('starts, works, seals and verifies', async ({ kit }) => {
    await asRole?.migrate()
    const { applicant } = await smallCompany(kit)
    const deps = appDeps(kit)
    await submitted({ ...kit, deps }, applicant)
    expect(await createSealer(deps)()).toBe(1)
    expect(await verifyAudit(deps)).toMatchObject({ isIntact: true, rows: 1 })
  })

  const evidence = [
    'audit_entries',
    'audit_blocks',
    'audit_anchors',
    'request_events',
    'purge_runs',
    'policy_clauses',
    'policy_signatures',
    'policy_snapshots',
  ]
  test.for([
    ...evidence.flatMap((table) => [
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `alter table ${table} disable trigger user`,
      `drop table ${table} cascade`,
    ]),
    'truncate policy_files cascade',
    `update policy_files set bytes = ''`,
    'drop trigger policy_files_named_stay on policy_files',
    `update audit_entries set actor = 'x'`,
    `update audit_blocks set hash = 'x'`,
    'drop function refuse_change() cascade',
    'create table mine (id int)',
    'alter table members add column x int',
    `set session_replication_role = 'replica'`,
  ])('may not: %s', async (statement, { kit }) => {
    await expect(appDeps(kit).db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})
