import type { DirectoryHealth } from '@desk/shared/directory/directory-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, departments, members, sessions } from '../../db/schema/index.ts'
import { departureLimit, heldDepartures } from '../../directory/held-departures.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createSession, createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { storeEvent } from '../callbacks/store-event.ts'
import { syncDirectory } from './jobs/sync-directory.ts'

const path = '/api/settings/directory'
/** Members of the department that leaves the visible range: more than may be marked as left at once. */
const HIDDEN = 25
const hiddenIds = (count = HIDDEN) => Array.from({ length: count }, (_, index) => `h${String(index).padStart(3, '0')}`)

/** Creates a company with a department whose members may disappear, and returns the calls of its ops lead. */
async function arrange(kit: Kit, count = HIDDEN) {
  const { deps, given } = kit
  await given.department({ id: 1 })
  await given.department({ id: 2, parent: 1 })
  for (const userid of hiddenIds(count)) await given.member({ userid, name: `成员${userid}`, department: 2 })
  const lead = await given.member({ userid: 'lead', department: 1, roles: ['ops_lead'] })
  const { requestAs } = createTestClient(deps)
  const held = async () => (await readSetting(deps.db, heldDepartures)).value.held
  return {
    lead,
    requestAs,
    held,
    sync() {
      deps.clock.advanceSeconds(60)
      return syncDirectory(deps)
    },
    confirm: (key: string | undefined, who = lead) => requestAs(who, 'POST', `${path}/departures`, { key }),
    async left() {
      const rows = await deps.db.select({ userid: members.userid }).from(members).where(eq(members.status, 5))
      return rows.map(({ userid }) => userid).toSorted()
    },
  }
}

/** Takes the second department out of the visible range. Returns a function that undoes it. */
function narrow({ deps: { wecom } }: Kit): () => void {
  const { listDepartments, listMembers } = wecom
  const { outOfRange } = wecom.console
  for (const { userid, departments: ids } of wecom.members.values()) if (ids.includes(2)) outOfRange.add(userid)
  wecom.listDepartments = () => Promise.resolve(wecom.departments.filter(({ id }) => id === 1))
  wecom.listMembers = async (id) => (await listMembers(id)).filter(({ userid }) => !outOfRange.has(userid))
  return () => {
    outOfRange.clear()
    Object.assign(wecom, { listDepartments, listMembers })
  }
}

/** Sends a callback about each of these members, and handles it. */
async function report({ deps }: Kit, event: string, userids: readonly string[]) {
  deps.clock.advanceSeconds(1)
  const receiver = event === 'unsubscribe' ? 'app' : 'contacts'
  for (const userid of userids)
    await storeEvent(deps, receiver, { event, userids: [userid], dedupeKey: userid, body: '<xml/>', cardAction: null })
  await drainOutbox(deps)
}

test('a share of the members may leave at once, at least 20 and at most 100', () => {
  expect([5, 400, 1_000, 50_000].map(departureLimit)).toEqual([20, 20, 50, 100])
})

describe('a visible range that was narrowed', () => {
  test('many members who are missing at once keep their sessions and departments, and the page names them', async ({
    kit,
  }) => {
    const { lead, requestAs, sync, left } = await arrange(kit)
    await createSession(kit.deps, { kind: 'member', userid: 'h000', roles: [], adminOf: [] })
    narrow(kit)
    const since = new Date(kit.deps.clock.now().getTime() + 60_000).toISOString()
    expect(await sync()).toEqual({ departments: 1, members: HIDDEN + 1 })
    expect(await left()).toEqual([])
    expect(await kit.deps.db.select().from(sessions).where(eq(sessions.userid, 'h000'))).toMatchObject([
      { endedAt: null },
    ])
    const stored = await kit.deps.db.select({ id: departments.id, path: departments.path }).from(departments)
    expect(stored).toContainEqual({ id: 2, path: [1, 2] })
    await sync()
    const { held } = (await (await requestAs(lead, 'GET', path)).json()) as DirectoryHealth
    expect(held).toMatchObject({ people: HIDDEN, since, isConfirmed: false })
    expect(held?.names).toEqual(hiddenIds(10).map((userid) => `成员${userid}`))
  })

  test.for([
    ['unsubscribe', 15, 15, [1, 2]],
    ['change_contact/delete_user', 30, null, [1]],
  ] as const)(
    'after %s callbacks about 15 of 30 missing members, %i have left by the next two syncs, and the others are held',
    async ([event, leftCount, heldCount, departmentIds], { kit }) => {
      const { sync, left, held } = await arrange(kit, 30)
      narrow(kit)
      await report(kit, event, hiddenIds(15))
      await sync()
      kit.deps.clock.advanceSeconds(601)
      await sync()
      expect([await left(), (await held())?.people ?? null]).toEqual([hiddenIds(leftCount), heldCount])
      const stored = await kit.deps.db.select({ id: departments.id }).from(departments).orderBy(departments.id)
      expect(stored.map(({ id }) => id)).toEqual(departmentIds)
    },
  )

  test('held members are released by the sync that returns them', async ({ kit }) => {
    const { sync, left, held } = await arrange(kit)
    const widen = narrow(kit)
    await sync()
    expect(await held()).not.toBeNull()
    widen()
    await sync()
    expect([await held(), await left()]).toEqual([null, []])
  })

  test('held members are marked as left after the ops lead confirmed it, once and recorded', async ({ kit }) => {
    const { sync, left, held, confirm } = await arrange(kit)
    narrow(kit)
    await sync()
    const key = (await held())?.key
    const ops = await kit.given.member({ userid: 'ops', department: 1, roles: ['ops'] })
    expect((await confirm(key, ops)).status).toBe(404)
    const view = (await (await confirm(key)).json()) as DirectoryHealth
    expect(view).toMatchObject({ isAskedFor: true, held: { isConfirmed: true } })
    expect((await confirm(key)).status).toBe(200)
    kit.deps.clock.advanceSeconds(60)
    expect(await drainOutbox(kit.deps)).toContain('directory.sync')
    expect([await held(), await left()]).toEqual([null, hiddenIds()])
    const recorded = await kit.deps.db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'directory.departures_confirmed'))
    expect(recorded).toMatchObject([{ actor: 'lead', details: { people: HIDDEN } }])
    expect((await confirm(key)).status).toBe(409)
    await sync()
    expect((await kit.deps.db.select().from(departments)).map(({ id }) => id)).toEqual([1])
  })

  test('a callback about a held member ends nothing, unless it reports a deletion', async ({ kit }) => {
    const { sync, left, held } = await arrange(kit)
    narrow(kit)
    await sync()
    kit.deps.clock.advanceSeconds(601)
    await report(kit, 'change_contact/update_user', ['h000', 'h001'])
    await report(kit, 'unsubscribe', ['h002'])
    await report(kit, 'change_contact/delete_user', ['h003'])
    expect(await left()).toEqual(['h003'])
    await sync()
    expect([await left(), (await held())?.people]).toEqual([['h003'], HIDDEN - 1])
  })

  test('a confirmation is refused when other members are missing by then', async ({ kit }) => {
    const { sync, left, held, confirm } = await arrange(kit)
    narrow(kit)
    await sync()
    const before = await held()
    kit.deps.wecom.console.outOfRange.delete('h000')
    await sync()
    const refused = await confirm(before?.key)
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { error: { code: 'settings.changed_meanwhile' } },
    ])
    expect(await held()).toMatchObject({ people: HIDDEN - 1, since: before?.since, isConfirmed: false })
    await confirm((await held())?.key)
    await sync()
    expect(await left()).toEqual(hiddenIds().slice(1))
  })

  test('the last few held members stay held, with their department, while the visible range is widened step by step', async ({
    kit,
  }) => {
    const { sync, left, held, confirm } = await arrange(kit)
    const { members: accounts, console: settings } = kit.deps.wecom
    narrow(kit)
    await sync()
    for (const userid of hiddenIds(10)) {
      accounts.set(userid, { ...accounts.get(userid)!, departments: [1], mainDepartment: 1 })
      settings.outOfRange.delete(userid)
    }
    await sync()
    await sync()
    expect([await left(), await held()]).toMatchObject([[], { people: HIDDEN - 10, isConfirmed: false }])
    expect((await kit.deps.db.select().from(departments).orderBy(departments.id)).map(({ id }) => id)).toEqual([1, 2])
    await confirm((await held())?.key)
    await sync()
    expect([await held(), await left()]).toEqual([null, hiddenIds().slice(10)])
  })

  test('a member who leaves while others are held is marked as left when it is certain, or when few are missing', async ({
    kit,
  }) => {
    const { sync, left, held } = await arrange(kit)
    const { members: accounts, console: settings } = kit.deps.wecom
    for (const userid of ['deleted', 'later', 'unseen']) await kit.given.member({ userid, department: 1 })
    narrow(kit)
    await sync()
    accounts.delete('deleted')
    settings.outOfRange.add('unseen')
    await sync()
    expect([await left(), (await held())?.people]).toEqual([['deleted'], HIDDEN + 1])
    for (const userid of hiddenIds(10)) settings.outOfRange.delete(userid)
    await sync()
    settings.outOfRange.add('later')
    await sync()
    expect([await left(), (await held())?.people]).toEqual([['deleted', 'later'], HIDDEN - 9])
  })

  test('a member who returns after the confirmation stays, and others who disappear are held separately', async ({
    kit,
  }) => {
    const { sync, left, held, confirm } = await arrange(kit)
    for (let index = 0; index < HIDDEN; index += 1) await kit.given.member({ userid: `other${index}`, department: 1 })
    narrow(kit)
    await sync()
    await confirm((await held())?.key)
    const { console: settings } = kit.deps.wecom
    settings.outOfRange.delete('h000')
    for (let index = 0; index < HIDDEN; index += 1) settings.outOfRange.add(`other${index}`)
    await sync()
    expect(await left()).toEqual(hiddenIds().slice(1))
    expect(await held()).toMatchObject({ people: HIDDEN, isConfirmed: false })
  })

  test('a confirmed departure that a stop interrupts is continued', async ({ kit }) => {
    const { sync, left, held, confirm } = await arrange(kit)
    narrow(kit)
    await sync()
    await confirm((await held())?.key)
    const stopping = new AbortController()
    const { findMember } = kit.deps.wecom
    const wecom = {
      ...kit.deps.wecom,
      async findMember(userid: string) {
        if (userid === 'h003') stopping.abort()
        return findMember(userid)
      },
    }
    kit.deps.clock.advanceSeconds(60)
    expect(await syncDirectory({ ...kit.deps, wecom, signal: stopping.signal })).toBe('stopped')
    expect(await left()).toEqual(hiddenIds(4))
    await sync()
    expect([await held(), await left()]).toEqual([null, hiddenIds()])
  })

  test('a confirmation from before the clock was set back marks nobody whom WeCom returns', async ({ kit }) => {
    const { sync, left, held, confirm } = await arrange(kit)
    const widen = narrow(kit)
    kit.deps.clock.advanceHours(1)
    await sync()
    await confirm((await held())?.key)
    widen()
    kit.deps.clock.advanceHours(-2)
    await sync()
    expect([await held(), await left()]).toEqual([null, []])
  })

  test('after the clock was set back, a hold covers the members whom the present sync did not return', async ({
    kit,
  }) => {
    const { sync, held } = await arrange(kit)
    narrow(kit)
    kit.deps.clock.advanceHours(1)
    await sync()
    const first = await held()
    kit.deps.clock.advanceHours(-0.5)
    await sync()
    expect(await held()).toEqual({ ...first, before: kit.deps.clock.now().toISOString() })
  })

  test('hundreds of confirmed members are marked as left', { timeout: 60_000 }, async ({ kit }) => {
    const { sync, left, held, confirm } = await arrange(kit, 520)
    narrow(kit)
    await sync()
    expect([await left(), (await held())?.people]).toEqual([[], 520])
    await confirm((await held())?.key)
    await sync()
    expect([await held(), (await left()).length]).toEqual([null, 520])
  })
})

test('as many members as may leave at once are marked as left', async ({ kit }) => {
  const { sync, left, held } = await arrange(kit, 20)
  narrow(kit)
  await sync()
  expect([await held(), await left()]).toEqual([null, hiddenIds(20)])
})
