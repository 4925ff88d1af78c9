import { personLimits, routeLimits } from '@desk/shared/pages/route-limits'
import { routeRules } from '@desk/shared/pages/route-rules'
import { describe, expect } from 'vitest'
import { personLimitStore } from '../adapters/person-limit-store.ts'
import { personLimitCounts } from '../db/schema/index.ts'
import { createTestClient } from '../testing/http.ts'
import { test } from '../testing/kit.ts'

describe('limitPerson', () => {
  test('limitPerson refuses a person beyond the limit with Retry-After, on every instance, and no other person', async ({
    kit,
  }) => {
    const [limited, other] = [await kit.given.member({ userid: 'One' }), await kit.given.member({ userid: 'other' })]
    const servers = [1, 2].map(() => createTestClient(kit.deps, { limits: personLimitStore(kit.deps.db) }))
    const invite = async (server: number, member = limited) =>
      servers[server]!.requestAs(member, 'POST', '/api/guardians', { userid: 'nobody' })
    const { times } = personLimits.invitations
    for (let attempt = 0; attempt < times; attempt += 1) expect((await invite(attempt % 2)).status).not.toBe(429)
    for (const server of [0, 1]) {
      const refused = await invite(server)
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
      expect(await refused.json()).toMatchObject({ error: { code: 'input.limit_reached' } })
    }
    expect((await invite(0, other)).status).not.toBe(429)
    const keys = (await kit.deps.db.select().from(personLimitCounts)).map(({ key }) => key)
    expect(keys.sort()).toEqual(['invitations:one', 'invitations:other'])
  })

  test('a person may use a limited action again in the next window', async ({ kit }) => {
    const member = await kit.given.member({ userid: 'one' })
    const limits = personLimitStore(kit.deps.db)
    for (let upload = 0; upload < personLimits.uploads.times; upload += 1) await limits.spend('uploads', member.userid)
    expect(await limits.spend('uploads', member.userid)).toBeGreaterThan(0)
    await kit.deps.db.update(personLimitCounts).set({ expire: new Date(Date.now() - 1) })
    expect(await limits.spend('uploads', member.userid)).toBeNull()
  })

  test('the table of limits names only existing routes', () => {
    expect(Object.keys(routeLimits).filter((key) => !(key in routeRules))).toEqual([])
  })
})
