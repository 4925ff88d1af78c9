import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { verifyAudit } from '../features/audit/verify-audit.ts'
import { policyEvidenceCheck } from '../features/policies/evidence/check-evidence.ts'
import { uploadPolicyFile } from '../features/policies/authoring/policy-files.ts'
import { type Kit, test } from '../testing/kit.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../testing/fixtures/policy.ts'
import { smallCompany, submitInfoChange } from '../testing/request-fixtures.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import type { OpenDatabase } from './database.ts'
import { APPEND_ONLY_TABLES, grantServerRole } from './grant-server-role.ts'
import { openPostgres } from './open-postgres.ts'
import { rowsOf } from './rows-of.ts'

const recipe = readFileSync(new URL('../../../docs/recipes/database-role.md', import.meta.url), 'utf8')
/** The roles of the recipe, renamed for this process: roles are shared by all databases of a server. */
const role = `desk_app_${process.pid}`
const auditor = `desk_auditor_${process.pid}`
const [, auditorSql = ''] = /tested: the statements[^]*?```sql\n([^]*?)```/.exec(recipe) ?? []
const forAuditor = auditorSql
  .replaceAll('desk_auditor', auditor)
  .replace(/password '[^']*'/, "password 'test'")
  .split(';')
  .filter((statement) => statement.trim() !== '')

describe.skipIf(testDatabase.isEmbedded)('the roles of the servers and of an auditor', () => {
  let asRole: OpenDatabase | null = null
  let asAuditor: OpenDatabase | null = null
  const run = (statement: string) => testDatabase.db.execute(sql.raw(statement))

  beforeAll(async () => {
    if (testDatabase.isEmbedded) return
    await run(`create role ${role} login password 'test'`)
    await grantServerRole(testDatabase.db, role)
    for (const statement of forAuditor) await run(statement)
    const [{ name } = { name: '' }] = await rowsOf<{ name: string }>(
      testDatabase.db,
      sql`select current_database() as name`,
    )
    const migrations = new URL('../../drizzle', import.meta.url).pathname
    const openAs = (username: string) => {
      const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
      Object.assign(url, { pathname: `/${name}`, username, password: 'test' })
      return openPostgres(url.href, migrations, () => {})
    }
    asRole = openAs(role)
    asAuditor = openAs(auditor)
  })
  afterAll(async () => {
    await asRole?.close()
    await asAuditor?.close()
    if (testDatabase.isEmbedded) return
    for (const name of [role, auditor]) {
      await run(`drop owned by ${name}`)
      await run(`drop role ${name}`)
    }
  })

  const appDeps = (kit: Kit) => ({ ...kit.deps, db: asRole?.db ?? kit.deps.db })

  test('the application role can start on a migrated database, submit a request, seal the log and verify it', async ({
    kit,
  }) => {
    await asRole?.migrate()
    const { applicant } = await smallCompany(kit)
    const deps = appDeps(kit)
    await submitInfoChange({ ...kit, deps }, applicant)
    // The submission, and the beginning of the log.
    expect(await createSealer(deps)()).toBe(2)
    expect(await verifyAudit(deps)).toMatchObject({ isIntact: true, rows: 2 })
  })

  test('the auditor role verifies log, signatures, texts and files, and cannot read personal data', async ({ kit }) => {
    const company = await policyCompany(kit)
    const reader = await kit.given.member({ department: company.north })
    const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
    const pdf = { name: '附件.pdf', data: Buffer.from('%PDF-1.7').toString('base64') }
    const file = await uploadPolicyFile(kit.deps, company.author, { id, ...pdf })
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '新的内容。')], { files: [file] }))
    await readAndSign(kit, reader, id)
    await createSealer(kit.deps)()
    const deps = { ...kit.deps, db: asAuditor?.db ?? kit.deps.db }
    expect(await verifyAudit({ ...deps, evidence: policyEvidenceCheck(deps) })).toMatchObject({ isIntact: true })
    for (const table of ['members', 'sessions', 'policy_signers'])
      await expect(deps.db.execute(sql.raw(`select from ${table}`))).rejects.toMatchObject({ cause: { code: '42501' } })
  })

  test.for([
    ...APPEND_ONLY_TABLES.flatMap((table) => [
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `alter table ${table} disable trigger user`,
      `drop table ${table} cascade`,
    ]),
    'truncate policy_files cascade',
    `update policy_files set bytes = ''`,
    'drop trigger policy_files_named_stay on policy_files',
    `update audit_entries set actor = 'x'`,
    `update audit_checkpoints set note = 'x'`,
    'drop function refuse_change() cascade',
    'create table mine (id int)',
    'alter table members add column x int',
    `set session_replication_role = 'replica'`,
  ])('the application role may not: %s', async (statement, { kit }) => {
    await expect(appDeps(kit).db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})
