import type { PolicyId } from '@desk/shared/kernel/ids'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import type { PeoplePage, PeopleQuery, PersonRow } from '@desk/shared/policies/board-schemas'
import { describe, expect } from 'vitest'
import { members, policyUnreached } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { askQuestion } from '../questions/ask-question.ts'
import { remindSigners } from '../reminders/remind-signers.ts'
import { exemptPerson, setDueDate } from '../roster/change-person.ts'
import { markAllCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { insertFirstViews } from '../signing/first-view-queries.ts'
import { getPeopleView, listPeople } from './list-people.ts'

const draft = draftOf([clause('1')])
/** More people than are sorted in memory. */
const MANY = 520

type Company = Awaited<ReturnType<typeof policyCompany>>

const pagesOf =
  (kit: Kit, { lead }: Company, id: PolicyId) =>
  (query: PeopleQuery) =>
    listPeople(kit.deps, lead, { id, ...query })

const useridsOf = ({ items }: Pick<PeoplePage, 'items'>) => items.map(({ userid }) => userid)

/** Adds members in one statement, in turn to each of the departments. */
async function addMembers(
  { db, clock }: Kit['deps'],
  count: number,
  departments: readonly number[],
): Promise<string[]> {
  const userids = Array.from({ length: count }, (_, index) => `m${String(index).padStart(4, '0')}`)
  await db.insert(members).values(
    userids.map((userid, index) => {
      const department = departments[index % departments.length]!
      const fields = { userid, name: `成员${userid}`, nameKey: `成员${userid}`, pinyin: '', initials: '' }
      const place = { departmentIds: [department], mainDepartmentId: department }
      return { ...fields, ...place, alias: '', position: '', telephone: '', status: 1, syncedAt: clock.now() }
    }),
  )
  return userids
}

const markAllStale = ({ deps }: Kit) => deps.db.transaction((tx) => markAllCountsStale(tx, null))

/** Reads all pages of a list; `meanwhile` runs after the first one. */
async function readAll(
  page: (query: PeopleQuery) => Promise<PeoplePage>,
  query: PeopleQuery,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<PersonRow[]> {
  const first = await page(query)
  await meanwhile()
  const rows = [...first.items]
  let { next } = first
  while (next !== null) {
    const following = await page({ ...query, after: next })
    rows.push(...following.items)
    next = following.next
  }
  return rows
}

describe('a sorted list of people', () => {
  test('the most urgent state comes first, and last when the order is reversed', async ({ kit }) => {
    const company = await policyCompany(kit)
    const { north, south, author } = company
    const join = (userid: string, department = north) => kit.given.member({ userid, department })
    const [signed, exempt, asking] = [await join('a-signed'), await join('b-exempt'), await join('c-asks')]
    for (const userid of ['d-waits', 'e-unreached']) await join(userid)
    await join('f-late', south)
    await kit.given.member({ userid: 'g-gone', department: north, status: 2 })
    await kit.deps.db.insert(policyUnreached).values({ userid: 'e-unreached', since: kit.deps.clock.now() })
    const id = await createPublishedPolicy(kit, company, draft)
    await setDueDate(kit.deps, author, { id, userid: 'f-late', reason: '出差', dueOn: '2026-03-18' })
    await exemptPerson(kit.deps, author, { id, userid: exempt.userid, reason: '产假', until: null })
    const { versionId } = await openPolicy(kit, asking, id)
    await askQuestion(kit.deps, asking, { id, versionId, clauseId: null, text: '平板算吗？' })
    kit.deps.clock.advanceDays(2)
    for (const actor of [signed, author, company.lead]) await readAndSign(kit, actor, id)
    const page = pagesOf(kit, company, id)
    const worst = await page({ sort: 'state' })
    const [overdue, unreached, questioned, pending, exempted, ...others] = useridsOf(worst)
    expect([overdue, unreached, questioned, pending, exempted]).toEqual([
      'f-late',
      'e-unreached',
      'c-asks',
      'd-waits',
      'b-exempt',
    ])
    // People with the same state are sorted by department.
    expect(others).toEqual(['author', 'lead', 'a-signed', 'g-gone'])
    expect([worst.sort, worst.sorts]).toEqual(['state', ['state', 'due', 'opened', 'reminders']])
    const states = (await page({ sort: '-state' })).items.map(({ state }) => state)
    expect(states).toEqual(worst.items.map(({ state }) => state).toReversed())
    expect((await page({})).sort).toBeNull()
    expect((await getPeopleView(kit.deps, company.lead, { id })).page.sort).toBe('state')
  })

  test('due dates, first views and reminders sort in both directions, and people without a value are last', async ({
    kit,
  }) => {
    const company = await policyCompany(kit)
    const { north, author, lead } = company
    const done = await kit.given.member({ userid: 'done', department: north })
    for (const userid of ['one', 'two', 'three']) await kit.given.member({ userid, department: north })
    const id = await createPublishedPolicy(kit, company, draft)
    for (const actor of [done, author, lead]) await readAndSign(kit, actor, id)
    await setDueDate(kit.deps, author, { id, userid: 'two', reason: '出差', dueOn: '2026-03-20' })
    await setDueDate(kit.deps, author, { id, userid: 'one', reason: '出差', dueOn: '2026-05-01' })
    const { versionId } = await openPolicy(kit, done, id)
    const viewOf = (userid: string, day: string) => ({ userid, versionId, openedAt: new Date(`2026-03-${day}T01:00Z`) })
    await insertFirstViews(kit.deps.db, [viewOf('three', '16'), viewOf('one', '17')])
    for (const userids of [['three', 'two'], ['three']]) {
      await remindSigners(kit.deps, author, { id, userids })
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceDays(1)
    }
    const page = pagesOf(kit, company, id)
    const query = { department: String(north) }
    const orderOf = async (sort: string) => useridsOf(await page({ ...query, sort }))
    expect(await orderOf('due')).toEqual(['two', 'three', 'one', 'done'])
    expect(await orderOf('-due')).toEqual(['one', 'three', 'two', 'done'])
    expect(await orderOf('opened')).toEqual(['three', 'one', 'done', 'two'])
    expect(await orderOf('-opened')).toEqual(['one', 'three', 'done', 'two'])
    expect(await orderOf('-reminders')).toEqual(['three', 'two', 'one', 'done'])
    expect(await orderOf('reminders')).toEqual(['one', 'two', 'three', 'done'])
  })

  test('the pages of a short list hold each person once, in order, while others join and sign', async ({ kit }) => {
    const company = await policyCompany(kit)
    const { north, south } = company
    const userids = await addMembers(kit.deps, DESK_PAGE_SIZE + 30, [north, south])
    const id = await createPublishedPolicy(kit, company, draft)
    const signer = await kit.given.member({ userid: 'aaa-signs', department: north })
    await markAllStale(kit)
    const meanwhile = async () => {
      await readAndSign(kit, signer, id)
      await kit.given.member({ userid: 'aab-joins', department: north })
      await markAllStale(kit)
    }
    const rows = await readAll(pagesOf(kit, company, id), { sort: 'due' }, meanwhile)
    const stayed = rows.map(({ userid }) => userid).filter((userid) => userid.startsWith('m'))
    // All have the same due date, so they are sorted by department: members with even numbers are in the northern one.
    expect(stayed).toEqual([0, 1].flatMap((odd) => userids.filter((userid) => Number(userid.slice(1)) % 2 === odd)))
  })

  test('a list of more than 500 is sorted by state and department over all its pages, in both directions, and by nothing else', async ({
    kit,
  }) => {
    const company = await policyCompany(kit)
    const { north, south, author } = company
    const userids = await addMembers(kit.deps, MANY, [south, north])
    // More unreached people than one page, in both departments.
    const unreached = userids.slice(0, DESK_PAGE_SIZE + 50)
    const since = kit.deps.clock.now()
    await kit.deps.db.insert(policyUnreached).values(unreached.map((userid) => ({ userid, since })))
    const id = await createPublishedPolicy(kit, company, draft)
    await setDueDate(kit.deps, author, { id, userid: 'm0400', reason: '出差', dueOn: '2026-03-18' })
    kit.deps.clock.advanceDays(2)
    const page = pagesOf(kit, company, id)
    const rows = await readAll(page, { sort: 'state' })
    const useridsIn = (state: string) => rows.filter((row) => row.state === state).map(({ userid }) => userid)
    expect(rows.map(({ state }) => state)).toEqual([
      ...useridsIn('overdue').map(() => 'overdue'),
      ...useridsIn('undelivered').map(() => 'undelivered'),
      ...useridsIn('pending').map(() => 'pending'),
    ])
    // Members with odd numbers are in the northern department, which is before the southern.
    const byDepartment = (all: readonly string[]) =>
      [1, 0].flatMap((odd) => all.filter((userid) => Number(userid.slice(1)) % 2 === odd))
    expect(useridsIn('overdue')).toEqual(['m0400'])
    expect(useridsIn('undelivered')).toEqual(byDepartment(unreached))
    const waiting = userids.filter((userid) => userid !== 'm0400' && !unreached.includes(userid))
    expect(useridsIn('pending')).toEqual(['author', 'lead', ...byDepartment(waiting)])
    const reversed = await readAll(page, { sort: '-state' })
    expect(reversed.map(({ userid }) => userid)).toEqual([
      ...useridsIn('pending'),
      ...useridsIn('undelivered'),
      ...useridsIn('overdue'),
    ])
    const byDue = await page({ sort: '-due' })
    expect([byDue.sort, byDue.sorts, byDue.items[0]?.userid]).toEqual(['state', ['state'], 'm0400'])
    // A list can be sorted by any key once the state filter leaves few people.
    expect((await page({ sort: 'due', state: 'undelivered' })).sort).toBe('due')
  })

  test('people whom a search finds are sorted while they fit one page, and listed by department otherwise', async ({
    kit,
  }) => {
    const company = await policyCompany(kit)
    const { north, south, author } = company
    await addMembers(kit.deps, MANY, [south, north])
    const id = await createPublishedPolicy(kit, company, draft)
    await setDueDate(kit.deps, author, { id, userid: 'm0400', reason: '出差', dueOn: '2026-03-18' })
    kit.deps.clock.advanceDays(2)
    const page = pagesOf(kit, company, id)
    const few = await page({ q: '成员m040', sort: 'state' })
    expect([few.items[0]?.userid, few.items.length, few.sort]).toEqual(['m0400', 10, 'state'])
    const many = await page({ q: '成员m', sort: 'state' })
    expect([many.items[0]?.userid, many.sort, many.sorts]).toEqual(['m0001', null, []])
    const all = await readAll(page, { q: '成员m', sort: 'state' })
    expect(new Set(all.map(({ userid }) => userid)).size).toBe(MANY)
  })

  test('a list that grew too long for its order is not continued in another, except by state', async ({ kit }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draft)
    const page = pagesOf(kit, company, id)
    await addMembers(kit.deps, 1_010, [company.north])
    await markAllStale(kit)
    const after = `5~${String(company.north)}:m0001`
    await expect(page({ sort: 'due', after })).rejects.toMatchObject({ code: 'input.invalid' })
    expect((await page({ sort: 'state', after: `3~${String(company.north)}:m0001` })).items[0]?.userid).toBe('m0002')
  })
})
