import { and, eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { partners, roleGrants } from '../db/schema/index.ts'
import { markMembersLeft } from '../directory/sync-members-queries.ts'
import { watchContracts } from '../features/accounts/partners/jobs/watch-contracts.ts'
import { notifyOfStoppedKeys } from '../features/api-keys/jobs/notify-of-stopped-keys.ts'
import { purgeExpired } from '../features/privacy/jobs/purge-expired.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'

/** Runs the job now, and again after the notices of today are old enough to be purged. Returns the titles of the messages. */
async function titlesAcrossPurge({ deps }: Kit, job: () => Promise<void>): Promise<string[]> {
  await job()
  await drainOutbox(deps)
  deps.clock.advanceHours(24 * 41)
  await purgeExpired(deps)
  await job()
  await drainOutbox(deps)
  return deps.wecom.mailings.map(({ card }) => card.title)
}

describe('what a job tells once, while it lasts', () => {
  test('ops are not told again of a stopped key when its notice is a month old', async ({ kit }) => {
    await kit.given.department({ name: '澜江精密' })
    const ops = await kit.given.member({ userid: 'ops', roles: ['ops'] })
    await kit.given.member({ userid: 'lead', roles: ['ops_lead'] })
    const body = { name: '管理后台', scopes: ['directory.read'], expiresOn: '2026-06-30' }
    expect((await createTestClient(kit.deps).requestAs(ops, 'POST', '/api/settings/api-keys', body)).status).toBe(201)
    await kit.deps.db
      .update(roleGrants)
      .set({ endedAt: kit.deps.clock.now() })
      .where(and(eq(roleGrants.userid, 'ops'), isNull(roleGrants.endedAt)))
    expect(await titlesAcrossPurge(kit, () => notifyOfStoppedKeys(kit.deps))).toEqual(['接口密钥已停用：管理后台'])
  })

  test('HR is not told again of a partner without a sponsor when that notice is a month old', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    for (const userid of ['hr', 'limin', 'duan'])
      await kit.given.member({ userid, name: userid, roles: userid === 'hr' ? ['hr'] : [] })
    const contract = { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: '2026-12-31' }
    await kit.deps.db.insert(partners).values({ ...contract, since: new Date(0), setBy: 'hr' })
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['limin'], reading))
    expect(await titlesAcrossPurge(kit, () => watchContracts(kit.deps))).toEqual(['duan需要新的负责人'])
  })
})
