import { PAGE_SIZE } from '@desk/shared/kernel/page'
import type { PeopleQuery } from '@desk/shared/policies/board-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { clause, draftOf, nextVersion, policyCompany, published, readAndSign } from '../../testing/fixtures/policy.ts'
import { reaffirm, setDueDate } from './roster/change-person.ts'
import { exportRoster, rosterCsv } from './evidence/export-roster.ts'
import { listPeople } from './board/list-people.ts'
import { setPartner } from './roster/set-partner.ts'

const clauses = [clause('1'), clause('2')]
const DAY = 24

/** A policy for a company, and asking who is left by filters. */
async function onList(kit: Kit) {
  const company = await policyCompany(kit)
  const id = await published(kit, company, draftOf(clauses))
  const page = (query: PeopleQuery) => listPeople(kit.deps, company.lead, { id, ...query })
  const names = async (query: PeopleQuery) => (await page(query)).items.map(({ userid }) => userid)
  const makePartner = (userid: string) =>
    setPartner(kit.deps, company.author, { userid, company: '顺达', sponsor: 'lead', endsOn: '2026-12-31' })
  return { ...company, id, page, names, makePartner }
}

describe('the list of people, narrowed', () => {
  test('to partners', async ({ kit }) => {
    const { north, names, makePartner } = await onList(kit)
    await kit.given.member({ userid: 'Wang', department: north })
    await kit.given.member({ userid: 'zhao', department: north })
    await makePartner('Wang')
    expect(await names({ partner: '1' })).toEqual(['Wang'])
  })

  test('to who joined after a day was over where the people are, which the first reading of a directory does not say', async ({
    kit,
  }) => {
    const { north, names } = await onList(kit)
    const { clock, wecom, db } = kit.deps
    const join = (userid: string) => {
      const known = wecom.members.get('lead')!
      const joiner = { ...known, userid, departments: [north], mainDepartment: north }
      return db.transaction((tx) => syncMembers(kit.deps, tx, [joiner], { at: clock.now(), source: 'test' }))
    }
    const midnight = Date.parse('2026-03-19T00:00:00+08:00')
    clock.advanceSeconds((midnight - clock.now().getTime()) / 1000 - 1)
    await join('evening')
    clock.advanceSeconds(1)
    await join('night')
    expect(await names({ joinedAfter: '2026-03-18' })).toEqual(['night'])
    expect(await names({ joinedAfter: '2026-03-17' })).toEqual(['evening', 'night'])
    expect(await names({ joinedAfter: '2026-03-19' })).toEqual([])
  })

  test('is exported as it is narrowed, and the record says to what', async ({ kit }) => {
    const { north, lead, id, names, makePartner } = await onList(kit)
    await kit.given.member({ userid: 'wang', department: north })
    await makePartner('wang')
    const narrowed = { state: 'pending', partner: '1' } as const
    await exportRoster(kit.deps, lead, { id, format: 'csv', ...narrowed })
    const entries = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'policy.exported'))
    expect(entries.map(({ details }) => details)).toMatchObject([narrowed])
    let file = ''
    for await (const part of rosterCsv(kit.deps, lead, { policy: id, department: '0', ...narrowed })) file += part
    expect(await names(narrowed)).toEqual(['wang'])
    expect(file.match(/wang|lead|author/g)).toEqual(['wang'])
  })

  test('to who is overdue for more days, each by his own date', async ({ kit }) => {
    const { author, lead, id, north, names } = await onList(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    await setDueDate(kit.deps, author, { id, userid: 'zhao', reason: '出差', dueOn: '2026-03-25' })
    kit.deps.clock.advanceHours(9 * DAY)
    // Due seven days after it was published, to the moment: that is two days, and not more.
    expect(await names({ overdueDays: '2' })).toEqual([])
    kit.deps.clock.advanceSeconds(1)
    expect(await names({ overdueDays: '2' })).toEqual(['author', 'lead'])
    expect(await names({ state: 'overdue' })).toEqual(['author', 'lead', 'zhao'])
    await readAndSign(kit, lead, id)
    expect(await names({ overdueDays: '2' })).toEqual(['author'])
    expect(await names({ overdueDays: '2', state: 'signed' })).toEqual([])
  })

  test('to whose signatures are all older than what is required', async ({ kit }) => {
    const { root, author, lead, id, names, ...two } = await onList(kit)
    await kit.given.member({ userid: 'never', department: root })
    await readAndSign(kit, author, id)
    await readAndSign(kit, lead, id)
    const company = { ...two, author, lead }
    await nextVersion(kit, company, id, 'minor', draftOf([clause('1', '小改。'), clause('2')]))
    expect(await names({ olderOnly: '1' })).toEqual([])
    await nextVersion(kit, company, id, 'major', draftOf([clause('1', '大改。'), clause('2')]))
    expect(await names({ olderOnly: '1' })).toEqual(['author', 'lead'])
    await readAndSign(kit, author, id)
    expect(await names({ olderOnly: '1' })).toEqual(['lead'])
    kit.deps.clock.advanceSeconds(60)
    await reaffirm(kit.deps, lead, { id, userid: 'author', reason: '岗位变了' })
    expect(await names({ olderOnly: '1' })).toEqual(['author', 'lead'])
  })

  test('by all of that together, department by department, and page by page', async ({ kit }) => {
    const { root, north, south, page, names, makePartner } = await onList(kit)
    // More departments than are looked up at a time, with nobody in them whom the filter means.
    for (let count = 0; count < 52; count += 1)
      await kit.given.member({ department: await kit.given.department({ parent: south }) })
    const last = await kit.given.department({ parent: south })
    const partners: string[] = []
    for (const department of [north, last])
      for (let count = 0; count < PAGE_SIZE; count += 1) {
        const { userid } = await kit.given.member({ department })
        await kit.given.member({ department })
        await makePartner(userid)
        partners.push(userid)
      }
    kit.deps.clock.advanceHours(20 * DAY)
    const asked: PeopleQuery = { partner: '1', overdueDays: '5', state: 'overdue' }
    const first = await page(asked)
    expect(first.items).toHaveLength(PAGE_SIZE)
    expect(first.next).toMatch(new RegExp(`^${String(north)}:`))
    const second = await page({ ...asked, after: first.next! })
    expect([second.items.length, second.next]).toEqual([PAGE_SIZE, null])
    expect([...first.items, ...second.items].map(({ userid }) => userid).toSorted()).toEqual(partners.toSorted())
    expect(await names({ ...asked, department: String(last) })).toEqual(second.items.map(({ userid }) => userid))
    expect(await page({ ...asked, joinedAfter: '2026-01-01' })).toEqual({ items: [], next: null })
    expect(await names({ ...asked, department: String(root), after: `${String(last)}:` })).toHaveLength(PAGE_SIZE)
  })

  test('to nobody is one empty page, however many departments there are', async ({ kit }) => {
    const { south, page } = await onList(kit)
    for (let count = 0; count < 52; count += 1)
      await kit.given.member({ department: await kit.given.department({ parent: south }) })
    expect(await page({ state: 'overdue' })).toEqual({ items: [], next: null })
    expect(await page({ olderOnly: '1' })).toEqual({ items: [], next: null })
  })
})
