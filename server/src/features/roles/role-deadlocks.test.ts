import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { testDatabase } from '../../testing/database/test-database.ts'

const TIMES = 15

/** Returns the distinct statuses of repeated concurrent `calls`. */
async function statusesOf(calls: () => Promise<readonly Promise<Response>[]>): Promise<number[]> {
  const seen = new Set<number>()
  for (let i = 0; i < TIMES; i += 1) for (const response of await Promise.all(await calls())) seen.add(response.status)
  return [...seen].sort((a, b) => a - b)
}

const createLeads = async ({ given, deps }: Kit) => {
  const department = await given.department({ name: '澜江精密' })
  const lead = await given.member({ userid: 'lead', roles: ['ops_lead', 'ops', 'hr'], department })
  const boss = await given.member({ userid: 'boss', roles: ['hr', 'ops_lead', 'ops'], department })
  return { department, lead, boss, as: createTestClient(deps).requestAs }
}

// Transactions in tests have no retry (`openDatabase` adds it), so a deadlock fails the test.
describe.skipIf(testDatabase.isEmbedded)('concurrent commands about roles', { timeout: 120_000 }, () => {
  test('concurrent grants of a role to oneself and to each other cause no deadlock', async ({ kit }) => {
    const { lead, boss, as } = await createLeads(kit)
    const grantOps = (by: typeof lead, userid: string) => as(by, 'POST', '/api/settings/roles', { userid, role: 'ops' })
    const calls = async () => [
      grantOps(lead, 'lead'),
      grantOps(lead, 'lead'),
      grantOps(boss, 'lead'),
      grantOps(lead, 'boss'),
    ]
    expect(await statusesOf(calls)).toEqual([409])
  })

  test('concurrent commands of two members who confirm each other’s proposal cause no deadlock', async ({ kit }) => {
    const { lead, boss, department, as } = await createLeads(kit)
    const confirm = (by: typeof lead, id: string) =>
      as(by, 'POST', '/api/settings/roles/proposals/confirm', { ids: [id] })
    const proposed = (userid: string, id: string) => ({
      ...({ id, userid, role: 'dept_admin', departmentId: department, source: 'leader' } as const),
      grantedAt: kit.deps.clock.now(),
    })
    const calls = async () => {
      await kit.deps.db.delete(roleGrants).where(eq(roleGrants.role, 'dept_admin'))
      const rows = [proposed('lead', 'grt_00000000000000a'), proposed('boss', 'grt_00000000000000b')]
      await kit.deps.db.insert(roleGrants).values(rows)
      return [confirm(lead, 'grt_00000000000000b'), confirm(boss, 'grt_00000000000000a')]
    }
    expect(await statusesOf(calls)).toEqual([200])
  })

  test('the end of a role causes no deadlock with commands that check the roles of their callers', async ({ kit }) => {
    const { lead, boss, as } = await createLeads(kit)
    await kit.given.member({ userid: 'zhou' })
    const key = { name: 'k', scopes: ['directory.read'], expiresOn: '2026-06-30' }
    const calls = async () => {
      await kit.deps.db.delete(roleGrants).where(eq(roleGrants.role, 'auditor'))
      const id = 'grt_00000000000000c'
      const row = { id, userid: 'zhou', role: 'auditor', source: 'setting', grantedAt: kit.deps.clock.now() } as const
      await kit.deps.db.insert(roleGrants).values(row)
      return [
        as(boss, 'POST', `/api/settings/roles/${id}/end`, {}),
        ...[lead, boss, lead].map((by) => as(by, 'POST', '/api/settings/api-keys', key)),
      ]
    }
    expect(await statusesOf(calls)).toEqual([200, 201])
  })
})
