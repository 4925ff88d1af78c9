import { describe, expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { storeEvent } from '../callbacks/store-event.ts'
import { syncDirectory } from '../directory/jobs/sync-directory.ts'
import { planDailyReminders } from './reminders/jobs/plan-daily-reminders.ts'
import { listPeople } from './board/list-people.ts'

const clauses = [clause('1'), clause('2')]

type Change = { event: 'update_user' | 'create_party' | 'update_party'; userid?: string }

/** The two ways in which a change reaches the directory: a callback of WeCom, or the next full sync. */
const changeSources = {
  'a callback': async ({ deps }: Kit, { event, userid }: Change) => {
    const change = {
      event: `change_contact/${event}`,
      userids: userid === undefined ? [] : [userid],
      dedupeKey: `c-${event}-${String(deps.clock.now().getTime())}`,
    }
    await storeEvent(deps, 'contacts', { ...change, body: '<xml/>', cardAction: null })
    await drainOutbox(deps)
  },
  'the next full sync': async ({ deps }: Kit) => {
    await syncDirectory(deps)
  },
}

describe.each(Object.entries(changeSources))('the roster after %s', (_source, apply) => {
  test('the roster follows a person who joins, moves, leaves and returns', async ({ kit }) => {
    const { north, south, ...company } = await policyCompany(kit)
    const { members } = kit.deps.wecom
    await syncDirectory(kit.deps)
    const audience = { everyone: false, departments: [south], roles: [], partners: false, people: [] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    const advanceHours = async (hours = 1) => kit.deps.clock.advanceHours(hours)
    const syncMember = async (overrides: object) => {
      members.set('zhao', { ...members.get('lead')!, userid: 'zhao', name: '赵', ...overrides })
      await advanceHours()
      await apply(kit, { event: 'update_user', userid: 'zhao' })
    }
    await advanceHours(10 * 24)
    await syncMember({ departments: [north], mainDepartment: north })
    expect(await countsOf(kit, company.lead, id)).toEqual({})
    await syncMember({ departments: [south], mainDepartment: south })
    // In the audience from now on, with the signing period of new members: not overdue, unlike everyone else.
    expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 1 })
    const actor = { kind: 'member', userid: 'zhao', roles: [], adminOf: [] } as never
    await readAndSign(kit, actor, id)
    expect(await countsOf(kit, company.lead, id)).toEqual({ signed: 1 })

    members.delete('zhao')
    await advanceHours()
    await apply(kit, { event: 'update_user', userid: 'zhao' })
    expect(await countsOf(kit, company.lead, id)).toEqual({ excluded: 1 })
    const { items } = await listPeople(kit.deps, company.lead, { id, state: 'excluded' })
    expect(items).toMatchObject([{ userid: 'zhao', leftAt: expect.any(String) }])

    await advanceHours(30 * 24)
    await syncMember({ departments: [south], mainDepartment: south })
    // HR did not confirm that it is the same person: the former holder of the userid stays among those who left.
    expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 1, excluded: 1 })
    expect((await openPolicy(kit, actor, id)).task).toMatchObject({ toRead: 2, isDelta: false, state: 'pending' })
    expect(await readAndSign(kit, actor, id)).toMatchObject({ basis: 'full' })
  })

  test('people of a department that moves into the audience get the signing period of new members, and need not sign after it moves out', async ({
    kit,
  }) => {
    const { north, south, ...company } = await policyCompany(kit)
    const line = await kit.given.department({ parent: north, name: '产线' })
    const lineMember = await kit.given.member({ userid: 'zhao', department: line })
    // Counted in the north department, in the audience through the production line.
    await kit.given.member({ userid: 'qian', department: north, departments: [north, line] })
    // Already in the audience through another of their departments.
    await kit.given.member({ userid: 'sun', department: line, departments: [line, south] })
    await syncDirectory(kit.deps)
    const audience = { everyone: false, departments: [south], roles: [], partners: false, people: [] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    await drainOutbox(kit.deps)
    const readCounts = async () => [
      await countsOf(kit, company.lead, id),
      await countsOf(kit, company.lead, id, north),
      await countsOf(kit, company.lead, id, south),
    ]
    const moveDepartment = async (parentId: number) => {
      const { departments } = kit.deps.wecom
      const index = departments.findIndex((department) => department.id === line)
      departments[index] = { ...departments[index]!, parentId }
      kit.deps.clock.advanceHours(1)
      await apply(kit, { event: 'update_party' })
    }
    const titlesTo = (userid: string) =>
      kit.deps.wecom.mailings.filter(({ userids }) => userids.includes(userid)).map(({ card }) => card.title)
    kit.deps.clock.advanceDays(9)
    expect(await readCounts()).toEqual([{ overdue: 1 }, { overdue: 1 }, {}])

    await moveDepartment(south)
    expect(await readCounts()).toEqual([{ pending: 2, overdue: 1 }, { pending: 1 }, { pending: 1, overdue: 1 }])
    const { items } = await listPeople(kit.deps, company.lead, { id, state: 'pending' })
    expect(items.map(({ userid, dueAt }) => [userid, dueAt])).toEqual([
      ['qian', '2026-03-29T15:59:59.999Z'],
      ['zhao', '2026-03-29T15:59:59.999Z'],
    ])
    expect([titlesTo('zhao'), titlesTo('qian')]).toEqual([[], []])
    kit.deps.clock.advanceDays(1)
    await planDailyReminders(kit.deps)
    await drainOutbox(kit.deps)
    expect([titlesTo('zhao'), titlesTo('qian')]).toEqual([['还有 1 份制度待签收'], ['还有 1 份制度待签收']])

    await moveDepartment(north)
    expect(await readCounts()).toEqual([{ overdue: 1 }, { overdue: 1 }, {}])
    await expect(openPolicy(kit, lineMember, id)).rejects.toMatchObject({ code: 'policy.not_found' })
    kit.deps.clock.advanceDays(4)
    await planDailyReminders(kit.deps)
    await drainOutbox(kit.deps)
    expect(titlesTo('zhao')).toHaveLength(1)
  })

  test('a person who is synced before the department that binds them is counted once both are known', async ({
    kit,
  }) => {
    const { root, north, south, ...company } = await policyCompany(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    await syncDirectory(kit.deps)
    const audience = { everyone: false, departments: [south], roles: [], partners: false, people: [] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    kit.deps.clock.advanceDays(10)
    const newDepartment = { id: 99, name: '新线', parentId: south, order: 99 }
    const { departments, members } = kit.deps.wecom
    departments.push(newDepartment)
    members.set('zhao', { ...members.get('zhao')!, departments: [newDepartment.id], mainDepartment: newDepartment.id })
    await apply(kit, { event: 'update_user', userid: 'zhao' })
    await apply(kit, { event: 'create_party' })
    expect([await countsOf(kit, company.lead, id), await countsOf(kit, company.lead, id, root)]).toEqual([
      { pending: 1 },
      { pending: 1 },
    ])
  })
})
