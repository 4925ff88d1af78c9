import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members, opsClaims } from '../../db/schema/index.ts'
import { endSuspension, suspendAccount } from '../../directory/suspension-queries.ts'
import { rolesOf } from '../../access/actor-queries.ts'
import { holdDepartures } from '../../testing/fixtures/held-departures.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { offerOpsClaim } from './claim-ops-lead.ts'

const secret = 'test-secret-that-has-32-letters-'

async function arrange(kit: Kit) {
  await kit.given.department({ id: 1 })
  const actor = await kit.given.member({ userid: 'limin' })
  const { requestAs } = createTestClient(kit.deps)
  const claim = async (code: string, who = actor) => (await requestAs(who, 'POST', '/api/claim-ops', { code })).status
  const offer = async () => {
    const code = await offerOpsClaim(kit.deps, secret)
    if (code === null) throw new Error('no code was offered')
    return code
  }
  const isLead = async (userid = actor.userid) => (await rolesOf(kit.deps, userid)).roles.includes('ops_lead')
  return { actor, requestAs, claim, offer, isLead }
}

describe('the ops lead code', () => {
  test('the ops lead code makes one member the ops lead, is recorded, and is not stored', async ({ kit }) => {
    const { claim, offer, isLead } = await arrange(kit)
    const code = await offer()
    expect(JSON.stringify(await kit.deps.db.select().from(opsClaims))).not.toContain(code)
    expect([await claim(code), await isLead()]).toEqual([204, true])
    const rows = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'roles.claimed'))
    expect(rows).toMatchObject([{ actor: 'limin', details: { role: 'ops_lead', userid: 'limin' } }])
    expect(await offerOpsClaim(kit.deps, secret)).toBeNull()
  })

  test('the ops lead code is accepted in lower case and with spaces instead of hyphens', async ({ kit }) => {
    const { claim, offer, isLead } = await arrange(kit)
    const code = await offer()
    expect(await claim(` ${code.replace('-', ' ').toLowerCase()}`)).toBe(204)
    expect(await isLead()).toBe(true)
  })

  test('the ops lead code is accepted with letters that look like its digits', async ({ kit }) => {
    const { claim, offer, isLead } = await arrange(kit)
    expect(await offer()).toBe('TEST-0001')
    expect([await claim('TEST-0O0l'), await isLead()]).toEqual([204, true])
  })

  test('the ops lead code is refused in the same way when it is wrong, used, expired or not needed', async ({
    kit,
  }) => {
    const { claim, offer, requestAs, actor } = await arrange(kit)
    const claimAndRead = async (code: string, who = actor) => {
      const response = await requestAs(who, 'POST', '/api/claim-ops', { code })
      return [response.status, ((await response.json()) as { error: { code: string } }).error.code]
    }
    const refused = [403, 'auth.claim_refused']
    const old = await offer()
    expect(await claimAndRead('ZZZZ-ZZZZ')).toEqual(refused)
    kit.deps.clock.advanceHours(0.5)
    expect(await claimAndRead(old)).toEqual(refused)
    const code = await offer()
    expect(await claim(code)).toBe(204)
    expect(await claimAndRead(code, await kit.given.member({ userid: 'guoji' }))).toEqual(refused)
    kit.deps.clock.advanceHours(0.1)
    await kit.deps.db.update(opsClaims).set({ usedAt: null })
    expect(await claimAndRead(code)).toEqual(refused)
  })

  test('only the last of several ops lead codes is valid', async ({ kit }) => {
    const { claim, offer } = await arrange(kit)
    const [first, second] = [await offer(), await offer()]
    expect(await claim(first)).toBe(403)
    expect(await claim(second)).toBe(204)
  })

  test('the ops lead code makes one of two concurrent callers the ops lead', async ({ kit }) => {
    const { claim, offer, actor } = await arrange(kit)
    const other = await kit.given.member({ userid: 'guoji' })
    const code = await offer()
    expect((await Promise.all([claim(code, actor), claim(code, other)])).sort()).toEqual([204, 403])
  })

  test('the ops lead code is limited to five attempts per minute and member', async ({ kit }) => {
    const { claim, offer } = await arrange(kit)
    const code = await offer()
    for (let i = 0; i < 5; i += 1) expect(await claim('ZZZZ-ZZZZ')).toBe(403)
    expect(await claim(code)).toBe(429)
    expect(await claim(code, await kit.given.member({ userid: 'guoji' }))).toBe(204)
  })

  test('the ops lead code is offered after the last ops lead has left, even if a member holds ops', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    await kit.given.member({ userid: 'limin', roles: ['ops'] })
    const lead = await kit.given.member({ userid: 'chenhaiyan', roles: ['ops_lead'] })
    expect(await offerOpsClaim(kit.deps, secret)).toBeNull()
    await kit.deps.db.update(members).set({ status: 5 }).where(eq(members.userid, lead.userid))
    expect(await offerOpsClaim(kit.deps, secret)).not.toBeNull()
  })

  test('the ops lead code is offered while the only ops lead is suspended', async ({ kit }) => {
    const { claim, offer, isLead } = await arrange(kit)
    const { db, clock } = kit.deps
    await kit.given.member({ userid: 'chenhaiyan', roles: ['ops_lead'] })
    await db.transaction((tx) => suspendAccount(tx, 'chenhaiyan', 'lost', clock.now()))
    const code = await offer()
    await db.transaction((tx) => endSuspension(tx, 'chenhaiyan', 'lost', clock.now()))
    expect([await claim(code), await offerOpsClaim(kit.deps, secret)]).toEqual([403, null])
    await db.transaction((tx) => suspendAccount(tx, 'chenhaiyan', 'close', clock.now()))
    expect([await claim(await offer()), await isLead()]).toEqual([204, true])
  })

  test('the ops lead code is offered while the only ops lead is among the held departures', async ({ kit }) => {
    const { claim, offer, isLead } = await arrange(kit)
    const { db, clock } = kit.deps
    await kit.given.member({ userid: 'chenhaiyan', roles: ['ops_lead'] })
    const setSyncedAt = (syncedAt: Date) => db.update(members).set({ syncedAt }).where(eq(members.userid, 'chenhaiyan'))
    const lastSeen = clock.now()
    clock.advanceSeconds(60)
    await holdDepartures(kit.deps)
    const code = await offer()
    await setSyncedAt(clock.now())
    expect([await claim(code), await offerOpsClaim(kit.deps, secret)]).toEqual([403, null])
    await setSyncedAt(lastSeen)
    expect([await claim(await offer()), await isLead()]).toEqual([204, true])
  })
})
