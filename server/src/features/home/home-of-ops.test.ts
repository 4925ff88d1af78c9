import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { getHome } from './get-home.ts'

async function createCompany(kit: Kit) {
  const root = await kit.given.department()
  const team = await kit.given.department({ parent: root })
  return {
    ops: await kit.given.member({ userid: 'ops', roles: ['ops'] }),
    other: await kit.given.member({ userid: 'other', roles: ['ops'] }),
    leader: await kit.given.member({ userid: 'limin', adminOf: [team], isConfirmed: false }),
    ...createTestClient(kit.deps),
  }
}

type Person = Awaited<ReturnType<typeof createCompany>>['ops']
const countSettings = async (kit: Kit, actor: Person) => {
  const { proposals, apiKeys } = (await getHome(kit.deps, actor, 'zh-CN')).waiting
  return { proposals: proposals.count, apiKeys: apiKeys.count }
}

describe('the home page of ops', () => {
  test('the home page of ops counts proposed leaders until they are confirmed, and again after they have lost the leadership', async ({
    kit,
  }) => {
    const { ops, leader, requestAs } = await createCompany(kit)
    const { waiting } = await getHome(kit.deps, ops, 'zh-CN')
    expect(waiting.proposals).toEqual({ count: 1, oldestAt: kit.deps.clock.now().toISOString() })
    expect(await countSettings(kit, leader)).toEqual({ proposals: 0, apiKeys: 0 })
    const [{ id } = { id: '' }] = await kit.deps.db.select().from(roleGrants).where(eq(roleGrants.userid, 'limin'))
    await requestAs(ops, 'POST', '/api/settings/roles/proposals/confirm', { ids: [id] })
    expect(await countSettings(kit, ops)).toEqual({ proposals: 0, apiKeys: 0 })
    await kit.deps.db.update(roleGrants).set({ leadLostAt: kit.deps.clock.now() }).where(eq(roleGrants.id, id))
    expect(await countSettings(kit, ops)).toEqual({ proposals: 1, apiKeys: 0 })
  })

  test('the home page of ops counts API keys that stopped until a member takes them over', async ({ kit }) => {
    const { ops, other, requestAs } = await createCompany(kit)
    const body = { name: '管理后台', scopes: ['directory.read'], expiresOn: '2026-06-30' }
    const created = (await (await requestAs(other, 'POST', '/api/settings/api-keys', body)).json()) as {
      view: { id: string }
    }
    expect(await countSettings(kit, ops)).toMatchObject({ apiKeys: 0 })
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, 'other'))
    expect(await countSettings(kit, ops)).toMatchObject({ apiKeys: 1 })
    await requestAs(ops, 'POST', `/api/settings/api-keys/${created.view.id}/adopt`, {})
    expect(await countSettings(kit, ops)).toMatchObject({ apiKeys: 0 })
  })
})
