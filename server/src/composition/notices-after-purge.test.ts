import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { outbox, partners, roleGrants } from '../db/schema/index.ts'
import { markMembersLeft } from '../directory/sync-members-queries.ts'
import { watchContracts } from '../features/accounts/partners/jobs/watch-contracts.ts'
import { notifyOfStoppedKeys } from '../features/api-keys/jobs/notify-of-stopped-keys.ts'
import { WecomRefusedError } from '../kernel/app-error.ts'
import { purgeExpired } from '../features/privacy/jobs/purge-expired.ts'
import { browser, desktopAgent } from '../testing/browser.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { givenSignIn } from '../testing/sign-in.ts'

/** Runs the job, purges its notices, and runs it again. Returns the titles of the messages. */
async function titlesAcrossPurge({ deps }: Kit, job: () => Promise<void>): Promise<string[]> {
  await job()
  await drainOutbox(deps)
  deps.clock.advanceDays(41)
  await purgeExpired(deps)
  await job()
  await drainOutbox(deps)
  return deps.wecom.mailings.map(({ card }) => card.title)
}

describe('a notice that a job sends once', () => {
  test('ops are not notified again of a stopped key after its notice was purged', async ({ kit }) => {
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

  test('HR is not notified again of a partner without a sponsor after that notice was purged', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    for (const userid of ['hr', 'limin', 'duan'])
      await kit.given.member({ userid, name: userid, roles: userid === 'hr' ? ['hr'] : [] })
    const contract = { userid: 'duan', company: '华精', sponsor: 'limin', endsOn: '2026-12-31' }
    await kit.deps.db.insert(partners).values({ ...contract, since: new Date(0), setBy: 'hr' })
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['limin'], reading))
    expect(await titlesAcrossPurge(kit, () => watchContracts(kit.deps))).toEqual(['duan需要新的对接人'])
  })
})

test('a refused card can be sent again after its notice was purged', async ({ kit }) => {
  const { phone, app, issueCode } = await givenSignIn(kit)
  const { wecom, clock, db } = kit.deps
  const { sendCard } = wecom
  wecom.sendCard = () => Promise.reject(new WecomRefusedError(40058, 'message/send'))
  for (const device of [phone, browser(app, desktopAgent)]) {
    issueCode('c1')
    await device.callback(await device.state(), 'c1')
    clock.advanceSeconds(10)
  }
  await drainOutbox(kit.deps)
  wecom.sendCard = sendCard
  clock.advanceDays(41)
  await purgeExpired(kit.deps)
  const ops = await kit.given.member({ userid: 'ops', roles: ['ops'] })
  const { requestAs } = createTestClient(kit.deps)
  const [dead] = await db.select().from(outbox).where(isNotNull(outbox.deadAt))
  expect((await requestAs(ops, 'POST', `/api/settings/outbox/${String(dead!.id)}/retry`, {})).status).toBe(200)
  await drainOutbox(kit.deps)
  expect(wecom.sent.map(({ card }) => card.title)).toEqual(['账号在新设备上登录了'])
})
