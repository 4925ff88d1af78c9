import { HOUR_MS } from '@desk/shared/kernel/durations'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  callbacks,
  departments,
  directoryChanges,
  members,
  outbox,
  roleGrants,
  sessions,
} from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { upsertMember } from '../../access/actor-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createSession } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { storeEvent } from '../callbacks/store-event.ts'
import { syncDirectory } from './jobs/sync-directory.ts'
import { holdersFor } from '../requests/approvers/people-queries.ts'

let callbackCount = 0
/** Stores an event as the receiver does, one second after the change. Returns whether it was new. */
async function push(
  { deps }: Kit,
  event: string,
  userids: readonly string[] = [],
  dedupeKey = `event-${(callbackCount += 1)}`,
) {
  deps.clock.advanceSeconds(1)
  return storeEvent(deps, event.startsWith('change_contact') ? 'contacts' : 'app', {
    event,
    userids,
    dedupeKey,
    body: '<xml/>',
    cardAction: null,
  })
}
const readMember = async ({ deps }: Kit, userid: string) =>
  (await deps.db.select().from(members).where(eq(members.userid, userid)))[0]
const listChanges = async ({ deps }: Kit) =>
  (await deps.db.select().from(directoryChanges).orderBy(directoryChanges.id)).map(
    ({ kind, userid, departmentId }) => `${kind} ${userid ?? departmentId}`,
  )

function changeInWecom({ deps }: Kit, userid: string, overrides: object) {
  const member = deps.wecom.members.get(userid)
  if (!member) throw new Error(`${userid} is not in WeCom`)
  deps.wecom.members.set(userid, { ...member, ...overrides })
}

describe('callback.handle', () => {
  test.for(['change_contact/update_user', 'change_contact/create_user', 'change_contact/delete_user', 'subscribe'])(
    'the member is read from WeCom, whatever %s contains',
    async (event, { kit }) => {
      await kit.given.department({ id: 1 })
      await kit.given.member({ userid: 'limin', name: '李敏' })
      changeInWecom(kit, 'limin', { name: '李敏捷' })
      expect(await push(kit, event, ['limin'])).toBe(true)
      expect(await drainOutbox(kit.deps)).toEqual(['callback.handle'])
      expect(await readMember(kit, 'limin')).toMatchObject({ name: '李敏捷', status: 1, pinyin: 'liminjie' })
      expect(await listChanges(kit)).toEqual(['renamed limin'])
      expect(await kit.deps.db.select().from(callbacks)).toMatchObject([{ handledAt: kit.deps.clock.now() }])
    },
  )

  test('a callback adds a new member, but no member outside the visible range', async ({ kit }) => {
    await kit.given.member({ userid: 'limin' })
    changeInWecom(kit, 'limin', {})
    await kit.deps.db.delete(members)
    await push(kit, 'change_contact/create_user', ['limin'])
    await push(kit, 'change_contact/create_user', ['out.of.sight'])
    await drainOutbox(kit.deps)
    expect(await listChanges(kit)).toEqual(['joined limin'])
  })

  test.for(['change_contact/delete_user', 'unsubscribe'])(
    '%s of a deleted member ends their sessions at once',
    async (event, { kit }) => {
      const limin = await kit.given.member({ userid: 'limin' })
      await createSession(kit.deps, limin)
      kit.deps.wecom.members.delete('limin')
      await push(kit, event, ['limin'])
      await drainOutbox(kit.deps)
      expect(await readMember(kit, 'limin')).toMatchObject({ status: 5 })
      expect(await kit.deps.db.select().from(sessions)).toMatchObject([{ endedAt: kit.deps.clock.now() }])
    },
  )

  test('a flood of unsubscribes marks twenty members as left, and leaves the others to the next sync, except deleted ones', async ({
    kit,
  }) => {
    const userids = Array.from({ length: 25 }, (_, index) => `p${String(10 + index)}`)
    for (const userid of userids) await kit.given.member({ userid })
    for (const userid of userids) kit.deps.wecom.console.outOfRange.add(userid)
    for (const userid of userids) await push(kit, 'unsubscribe', [userid])
    await drainOutbox(kit.deps)
    const listPresent = async () =>
      (await kit.deps.db.select().from(members).where(eq(members.status, 1))).map(({ userid }) => userid).toSorted()
    expect(await listPresent()).toEqual(['p30', 'p31', 'p32', 'p33', 'p34'])
    await push(kit, 'change_contact/delete_user', ['p34'])
    await drainOutbox(kit.deps)
    expect(await listPresent()).toEqual(['p30', 'p31', 'p32', 'p33'])
    kit.deps.clock.advanceSeconds(601)
    await push(kit, 'unsubscribe', ['p33'])
    await drainOutbox(kit.deps)
    expect(await listPresent()).toEqual(['p30', 'p31', 'p32'])
  })

  test.for([
    ['by delete_user', ['change_contact/delete_user'], false],
    ['after an unsubscribe, one by one', ['unsubscribe', 'change_contact/delete_user'], true],
    ['after an unsubscribe, before any is handled', ['unsubscribe', 'change_contact/delete_user'], false],
  ] as const)(
    'many deletions, reported %s, do not delay the departure of a member who unsubscribes',
    async ([, events, isDrainedEachTime], { kit }) => {
      const userids = Array.from({ length: 21 }, (_, index) => `p${String(10 + index)}`)
      for (const userid of userids) await kit.given.member({ userid })
      for (const userid of userids) kit.deps.wecom.members.delete(userid)
      for (const userid of userids.slice(1))
        for (const event of events) {
          await push(kit, event, [userid])
          if (isDrainedEachTime) await drainOutbox(kit.deps)
        }
      await push(kit, 'unsubscribe', ['p10'])
      await drainOutbox(kit.deps)
      expect(await kit.deps.db.$count(members, eq(members.status, 1))).toBe(0)
    },
  )

  test('a disabled member loses their sessions, an active one keeps them', async ({ kit }) => {
    const [limin, guoji] = [await kit.given.member({ userid: 'limin' }), await kit.given.member({ userid: 'guoji' })]
    for (const person of [limin, guoji]) await createSession(kit.deps, person)
    changeInWecom(kit, 'limin', { status: 2 })
    changeInWecom(kit, 'guoji', { position: '组长' })
    for (const userid of ['limin', 'guoji']) await push(kit, 'change_contact/update_user', [userid])
    await drainOutbox(kit.deps)
    const rows = await kit.deps.db.select().from(sessions).orderBy(sessions.userid)
    expect(rows.map(({ userid, endedAt }) => [userid, endedAt !== null])).toEqual([
      ['guoji', false],
      ['limin', true],
    ])
  })

  test('a callback is handled although the clock was set back since the last sync', async ({ kit }) => {
    await createSession(kit.deps, await kit.given.member({ userid: 'limin' }))
    await kit.deps.db.update(members).set({ syncedAt: new Date(kit.deps.clock.now().getTime() + HOUR_MS) })
    changeInWecom(kit, 'limin', { status: 2 })
    await push(kit, 'change_contact/update_user', ['limin'])
    await drainOutbox(kit.deps)
    expect((await kit.deps.db.select().from(sessions))[0]?.endedAt).not.toBeNull()
  })

  test('a renamed userid is read under both userids', async ({ kit }) => {
    await kit.given.member({ userid: 'oldname' })
    const person = kit.deps.wecom.members.get('oldname')
    kit.deps.wecom.members.delete('oldname')
    if (person) kit.deps.wecom.members.set('newname', { ...person, userid: 'newname' })
    await push(kit, 'change_contact/update_user', ['oldname', 'newname'])
    await drainOutbox(kit.deps)
    expect(await listChanges(kit)).toEqual(['left oldname', 'joined newname'])
  })

  test('a new leader receives a grant, which ends with the leadership', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    await kit.given.member({ userid: 'limin' })
    changeInWecom(kit, 'limin', { leads: [1] })
    await push(kit, 'change_contact/update_user', ['limin'])
    await drainOutbox(kit.deps)
    expect(await kit.deps.db.select().from(roleGrants)).toMatchObject([{ userid: 'limin', role: 'dept_admin' }])
    changeInWecom(kit, 'limin', { leads: [] })
    await push(kit, 'change_contact/update_user', ['limin'])
    await drainOutbox(kit.deps)
    expect((await kit.deps.db.select().from(roleGrants))[0]?.endedAt).not.toBeNull()
  })

  test('a leader with a disabled account keeps the grant and can decide again after reactivation', async ({ kit }) => {
    const department = await kit.given.department({ id: 1 })
    await kit.given.member({ userid: 'limin', department })
    changeInWecom(kit, 'limin', { leads: [1] })
    await push(kit, 'change_contact/update_user', ['limin'])
    await drainOutbox(kit.deps)
    changeInWecom(kit, 'limin', { status: 2 })
    await push(kit, 'change_contact/update_user', ['limin'])
    await drainOutbox(kit.deps)
    const listAdmins = async () => (await holdersFor(kit.deps, [1])).admins.map(({ userid }) => userid)
    expect(await listAdmins()).toEqual([])
    changeInWecom(kit, 'limin', { status: 1 })
    kit.deps.clock.advanceSeconds(1)
    // The read-back of an unlock finds this state before a callback arrives.
    const found = await kit.deps.wecom.findMember('limin')
    await kit.deps.db.transaction((tx) => upsertMember(kit.deps, tx, found!, kit.deps.clock.now()))
    expect(await listAdmins()).toEqual(['limin'])
  })

  test('departments are read once for many events', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    kit.deps.wecom.departments.push({ id: 2, name: '新部门', parentId: 1, order: 1 })
    for (let i = 0; i < 5; i += 1) await push(kit, 'change_contact/create_party')
    kit.deps.clock.advanceSeconds(1)
    let reads = 0
    const listDepartments = kit.deps.wecom.listDepartments
    const wecom = { ...kit.deps.wecom, listDepartments: () => ((reads += 1), listDepartments()) }
    expect(await drainOutbox({ ...kit.deps, wecom })).toHaveLength(5)
    expect(reads).toBe(1)
    expect((await kit.deps.db.select().from(departments)).map(({ path }) => path)).toEqual([[1], [1, 2]])
    expect(await listChanges(kit)).toEqual(['department_added 2'])
  })

  test('a sync that read the departments before a callback did keeps what the callback stored', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    const { wecom } = kit.deps
    const listDepartments = async () => {
      const older = [...(await wecom.listDepartments())]
      wecom.departments.push({ id: 2, name: '新部门', parentId: 1, order: 1 })
      await push(kit, 'change_contact/create_party')
      kit.deps.clock.advanceSeconds(1)
      await drainOutbox(kit.deps)
      return older
    }
    await syncDirectory({ ...kit.deps, wecom: { ...wecom, listDepartments } })
    expect((await kit.deps.db.select().from(departments)).map(({ path }) => path)).toEqual([[1], [1, 2]])
    expect(await listChanges(kit)).toEqual(['department_added 2'])
  })

  test('a repeated callback enqueues one more read, since two changes within a second look the same', async ({
    kit,
  }) => {
    await kit.given.member({ userid: 'limin', name: '李敏' })
    const { wecom } = kit.deps
    let reads = 0
    const counting = { ...wecom, findMember: (userid: string) => ((reads += 1), wecom.findMember(userid)) }
    expect(await push(kit, 'change_contact/update_user', ['limin'], 'same')).toBe(true)
    await drainOutbox({ ...kit.deps, wecom: counting })
    changeInWecom(kit, 'limin', { status: 2 })
    for (let i = 0; i < 3; i += 1) expect(await push(kit, 'change_contact/update_user', ['limin'], 'same')).toBe(false)
    await drainOutbox({ ...kit.deps, wecom: counting })
    expect(await readMember(kit, 'limin')).toMatchObject({ status: 2 })
    expect(reads).toBe(2)
    expect(await listChanges(kit)).toEqual(['status limin'])
  })

  test('a replay enqueues nothing', async ({ kit }) => {
    await kit.given.member({ userid: 'limin' })
    await push(kit, 'change_contact/update_user', ['limin'], 'same')
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    expect(await push(kit, 'change_contact/update_user', ['limin'], 'same')).toBe(false)
    expect(await drainOutbox(kit.deps)).toEqual([])
    expect(await kit.deps.db.$count(callbacks)).toBe(1)
  })

  test.for(['template_card_event', 'enter_agent', 'change_contact/update_tag', 'text'])(
    '%s is stored and enqueues nothing',
    async (event, { kit }) => {
      expect(await push(kit, event, ['limin'])).toBe(true)
      expect([await kit.deps.db.$count(callbacks), await kit.deps.db.$count(outbox)]).toEqual([1, 0])
    },
  )

  test('a response older than the synced data changes nothing', async ({ kit }) => {
    await kit.given.member({ userid: 'limin', name: '李敏' })
    await push(kit, 'change_contact/update_user', ['limin'])
    const { wecom } = kit.deps
    const slow = {
      ...wecom,
      async findMember(userid: string) {
        const response = await wecom.findMember(userid)
        // A later read finishes first.
        const later = new Date(kit.deps.clock.now().getTime() + 1000)
        await kit.deps.db.update(members).set({ name: '李敏捷', syncedAt: later })
        return response
      },
    }
    await drainOutbox({ ...kit.deps, wecom: slow })
    expect(await readMember(kit, 'limin')).toMatchObject({ name: '李敏捷' })
    expect(await listChanges(kit)).toEqual([])
  })

  test('a busy WeCom delays the event but does not lose it', async ({ kit }) => {
    await kit.given.member({ userid: 'limin' })
    changeInWecom(kit, 'limin', { name: '李敏捷' })
    await push(kit, 'change_contact/update_user', ['limin'])
    kit.deps.wecom.failures.push(new WecomRefusedError(-1, 'user/get'))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect(await readMember(kit, 'limin')).toMatchObject({ name: '李敏捷' })
  })
})
