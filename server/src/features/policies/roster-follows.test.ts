import { describe, expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { clause, countsOf, draftOf, open, policyCompany, published, readAndSign } from '../../testing/policy-stories.ts'
import { takeIn } from '../callbacks/take-in.ts'
import { syncDirectory } from '../directory/sync-directory.ts'
import { listPeople } from './list-people.ts'

const clauses = [clause('1'), clause('2')]
const DAY = 24

/** How the mirror hears of it: told by WeCom, or only by reading everything again. */
const ways = {
  'a callback': async ({ deps }: Kit, userid: string) => {
    const event = {
      event: 'change_contact/update_user',
      userids: [userid],
      dedupeKey: `c-${String(deps.clock.now().getTime())}`,
    }
    await takeIn(deps, 'contacts', { ...event, body: '<xml/>', press: null })
    await drainOutbox(deps)
  },
  'the next reading alone': async ({ deps }: Kit) => {
    await syncDirectory(deps)
  },
}

describe.each(Object.entries(ways))('by %s, the roster follows', (_way, hear) => {
  test('who joins, moves, leaves and comes back', async ({ kit }) => {
    const { north, south, ...two } = await policyCompany(kit)
    const { members } = kit.deps.wecom
    await syncDirectory(kit.deps)
    const audience = { everyone: false, departments: [south], roles: [], partners: false, people: [] }
    const id = await published(kit, two, draftOf(clauses, { audience }))
    const later = async (hours = 1) => kit.deps.clock.advanceHours(hours)
    const put = async (over: object) => {
      members.set('zhao', { ...members.get('lead')!, userid: 'zhao', name: '赵', ...over })
      await later()
      await hear(kit, 'zhao')
    }
    await later(10 * DAY)
    await put({ departments: [north], mainDepartment: north })
    expect(await countsOf(kit, two.lead, id)).toEqual({})
    await put({ departments: [south], mainDepartment: south })
    // Bound from now on, with days of his own: not overdue, though everybody else is.
    expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 1 })
    const actor = { kind: 'member', userid: 'zhao', roles: [], adminOf: [] } as never
    await readAndSign(kit, actor, id)
    expect(await countsOf(kit, two.lead, id)).toEqual({ signed: 1 })

    members.delete('zhao')
    await later()
    await hear(kit, 'zhao')
    expect(await countsOf(kit, two.lead, id)).toEqual({ excluded: 1 })
    const { items } = await listPeople(kit.deps, two.lead, { id, state: 'excluded' })
    expect(items).toMatchObject([{ userid: 'zhao', leftAt: expect.any(String) }])

    await later(30 * DAY)
    await put({ departments: [south], mainDepartment: south })
    expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 1 })
    expect((await open(kit, actor, id)).task).toMatchObject({ toRead: 2, isDelta: false, state: 'pending' })
    expect(await readAndSign(kit, actor, id)).toMatchObject({ basis: 'full' })
  })
})
