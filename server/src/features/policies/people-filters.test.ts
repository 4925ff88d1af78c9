import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import type { PeopleQuery } from '@desk/shared/policies/board-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, policyUnreached } from '../../db/schema/index.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  policyCompany,
  createPublishedPolicy,
  openPolicy,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { getOverview } from '../home/get-overview.ts'
import { askQuestion } from './questions/ask-question.ts'
import { exemptPerson, requestNewSignature, setDueDate } from './roster/change-person.ts'
import { exportRoster } from './evidence/export-roster.ts'
import { rosterCsv } from './evidence/roster-csv.ts'
import { selectRoster } from './evidence/roster-rows.ts'
import { listPeople } from './board/list-people.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'

const clauses = [clause('1'), clause('2')]

/** Publishes a policy, and returns functions that list people by filters. */
async function createList(kit: Kit) {
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const readPage = (query: PeopleQuery) => listPeople(kit.deps, company.lead, { id, ...query })
  const listUserids = async (query: PeopleQuery) => (await readPage(query)).items.map(({ userid }) => userid)
  const createPartner = (userid: string) =>
    setPartner(kit.deps, company.author, { userid, company: '顺达', sponsor: 'lead', endsOn: '2026-12-31' })
  return { ...company, id, readPage, listUserids, createPartner }
}

describe('listPeople with filters', () => {
  test('the partner filter lists only partners', async ({ kit }) => {
    const { north, listUserids, createPartner } = await createList(kit)
    await kit.given.member({ userid: 'Wang', department: north })
    await kit.given.member({ userid: 'zhao', department: north })
    await createPartner('Wang')
    expect(await listUserids({ partner: '1' })).toEqual(['Wang'])
  })

  test('joinedAfter lists people who joined after that day in local time, except those of the first directory sync', async ({
    kit,
  }) => {
    const { north, listUserids } = await createList(kit)
    const { clock, wecom, db } = kit.deps
    const join = (userid: string) => {
      const template = wecom.members.get('lead')!
      const joiner = { ...template, userid, departments: [north], mainDepartment: north }
      return db.transaction((tx) => syncMembers(kit.deps, tx, [joiner], { at: clock.now(), source: 'test' }))
    }
    const midnight = Date.parse('2026-03-19T00:00:00+08:00')
    clock.advanceSeconds((midnight - clock.now().getTime()) / 1000 - 1)
    await join('evening')
    clock.advanceSeconds(1)
    await join('night')
    expect(await listUserids({ joinedAfter: '2026-03-18' })).toEqual(['night'])
    expect(await listUserids({ joinedAfter: '2026-03-17' })).toEqual(['evening', 'night'])
    expect(await listUserids({ joinedAfter: '2026-03-19' })).toEqual([])
  })

  test('an export applies the filters and audits them', async ({ kit }) => {
    const { north, lead, id, listUserids, createPartner } = await createList(kit)
    await kit.given.member({ userid: 'wang', department: north })
    await createPartner('wang')
    const filters = { state: 'pending', partner: '1' } as const
    await exportRoster(kit.deps, lead, { id, format: 'csv', ...filters })
    const entries = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'policy.exported'))
    expect(entries.map(({ details }) => details)).toMatchObject([filters])
    let file = ''
    const selection = (await selectRoster(kit.deps, lead, { policy: id, department: '0', ...filters }))!
    for await (const part of rosterCsv(selection)) file += part
    expect(await listUserids(filters)).toEqual(['wang'])
    expect(file.match(/wang|lead|author/g)).toEqual(['wang'])
  })

  test('a search by name finds people who left or are not activated; a file of an earlier day has those who left since', async ({
    kit,
  }) => {
    const { north, lead, id, listUserids } = await createList(kit)
    const { deps, given } = kit
    await given.member({ userid: 'wei', name: '王伟', department: north, isSearchable: true })
    await given.member({ userid: 'fang', name: '王芳', department: north, isSearchable: true, status: 4 })
    deps.clock.advanceDays(1)
    await snapshotBoards(deps)
    await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['wei'], { at: deps.clock.now(), source: 'test' }))
    expect(await listUserids({ q: '王', state: 'excluded' })).toEqual(['fang', 'wei'])
    expect(await listUserids({ q: 'wangw' })).toEqual(['wei'])
    expect(await listUserids({ q: 'wf' })).toEqual(['fang'])
    const query = { policy: id, department: '0', day: '2026-03-17', q: '王', state: 'pending' }
    const past = await selectRoster(deps, lead, query)
    let file = ''
    for await (const part of rosterCsv(past!)) file += part
    expect(file).toContain('王伟')
    expect(file).not.toContain('王芳')
  })

  test('overdueDays lists people overdue for more than that many days, each by their personal due date', async ({
    kit,
  }) => {
    const { author, lead, id, north, listUserids } = await createList(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    await setDueDate(kit.deps, author, { id, userid: 'zhao', reason: '出差', dueOn: '2026-03-25' })
    kit.deps.clock.advanceDays(9)
    kit.deps.clock.advanceHours(13)
    kit.deps.clock.advanceSeconds(3599)
    // Due at the end of the seventh day after publication: overdue for two days and not longer.
    expect(await listUserids({ overdueDays: '2' })).toEqual([])
    kit.deps.clock.advanceSeconds(1)
    expect(await listUserids({ overdueDays: '2' })).toEqual(['author', 'lead'])
    expect(await listUserids({ state: 'overdue' })).toEqual(['author', 'lead', 'zhao'])
    await readAndSign(kit, lead, id)
    expect(await listUserids({ overdueDays: '2' })).toEqual(['author'])
    expect(await listUserids({ overdueDays: '2', state: 'signed' })).toEqual([])
  })

  test('olderOnly lists people who have to sign only what changed since their signature', async ({ kit }) => {
    const company = await createList(kit)
    const { root, author, lead, id, listUserids, readPage } = company
    await kit.given.member({ userid: 'never', department: root })
    await readAndSign(kit, author, id)
    await readAndSign(kit, lead, id)
    await publishNextVersion(kit, company, id, 'minor', draftOf([clause('1', '小改。'), clause('2')]))
    expect(await listUserids({ olderOnly: '1' })).toEqual([])
    await publishNextVersion(kit, company, id, 'major', draftOf([clause('1', '大改。'), clause('2')]))
    expect(await listUserids({ olderOnly: '1' })).toEqual(['author', 'lead'])
    expect(await listUserids({ olderOnly: '0', state: 'pending' })).toEqual(['never'])
    // People who only have to sign the change are counted once.
    const everyone = await readPage({})
    expect([everyone.total, (await readPage({ state: 'pending' })).total]).toEqual([3, 3])
    expect(everyone.items).toHaveLength(3)
    expect(everyone.counts).toMatchObject({ pending: 3, changeOnly: 2 })
    expect(new Map(everyone.items.map((row) => [row.userid, row.isChangeOnly]))).toEqual(
      new Map([
        ['author', true],
        ['lead', true],
        ['never', false],
      ]),
    )
    expect((await readPage({ olderOnly: '1' })).counts).toEqual(everyone.counts)
    await readAndSign(kit, author, id)
    expect(await listUserids({ olderOnly: '1' })).toEqual(['lead'])
    kit.deps.clock.advanceSeconds(60)
    // A person who has to sign the same version again has not signed an older one.
    await requestNewSignature(kit.deps, lead, { id, userid: 'author', reason: '岗位变了' })
    expect(await listUserids({ olderOnly: '1' })).toEqual(['lead'])
  })

  test('unsigned lists exactly the people whom the board and the matrix count as missing, and so does its file', async ({
    kit,
  }) => {
    const company = await policyCompany(kit)
    const { north, author, lead } = company
    const join = (userid: string) => kit.given.member({ userid, department: north })
    const [signed, exempt, asking] = [await join('signed'), await join('exempt'), await join('asking')]
    for (const userid of ['late', 'unreached', 'waiting']) await join(userid)
    await kit.deps.db.insert(policyUnreached).values({ userid: 'unreached', since: kit.deps.clock.now() })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await setDueDate(kit.deps, author, { id, userid: 'late', reason: '出差', dueOn: '2026-03-18' })
    await exemptPerson(kit.deps, author, { id, userid: exempt.userid, reason: '产假', until: null })
    const { versionId } = await openPolicy(kit, asking, id)
    await askQuestion(kit.deps, asking, { id, versionId, clauseId: null, text: '平板算吗？' })
    kit.deps.clock.advanceDays(2)
    await readAndSign(kit, signed, id)
    const query = { id, state: 'unsigned', department: String(north) } as const
    const { items, total } = await listPeople(kit.deps, lead, query)
    const missing = ['asking', 'late', 'unreached', 'waiting']
    expect(items.map(({ userid }) => userid).toSorted()).toEqual(missing)
    expect(new Set(items.map(({ state }) => state))).toEqual(
      new Set(['questioned', 'overdue', 'undelivered', 'pending']),
    )
    const { policies, departments } = await getOverview(kit.deps, lead)
    const cell = policies[0]?.cells[departments.findIndex((department) => department.id === north)]
    // The list of a department admin is limited to that department by default.
    const admin = await kit.given.member({ userid: 'chief', department: company.south, adminOf: [north] })
    expect(await listPeople(kit.deps, admin, { id })).toMatchObject({ department: { id: north, name: '北' } })
    expect(await listPeople(kit.deps, lead, { id })).toMatchObject({ department: null })
    expect([total, cell?.missing]).toEqual([missing.length, missing.length])
    let file = ''
    const selection = (await selectRoster(kit.deps, lead, {
      policy: id,
      department: String(north),
      state: 'unsigned',
    }))!
    for await (const part of rosterCsv(selection)) file += part
    const people = new Set(['author', 'lead', 'signed', 'exempt', ...missing])
    const useridsInFile = file.split(/\r?\n/).map((line) => (line.split(',', 1)[0] ?? '').replaceAll('"', ''))
    expect(useridsInFile.filter((userid) => people.has(userid)).toSorted()).toEqual(missing)
    // The list is the same once everyone without a personal due date is overdue.
    kit.deps.clock.advanceDays(8)
    expect((await listPeople(kit.deps, lead, query)).items).toHaveLength(missing.length)
  })

  test('combined filters are paged and sorted by department', async ({ kit }) => {
    const { root, north, south, readPage, listUserids, createPartner } = await createList(kit)
    // More departments than one query reads, without people who match.
    for (let count = 0; count < 52; count += 1)
      await kit.given.member({ department: await kit.given.department({ parent: south }) })
    const last = await kit.given.department({ parent: south })
    const partners: string[] = []
    const FEW = 3
    for (const [department, size] of [
      [north, DESK_PAGE_SIZE],
      [last, FEW],
    ] as const)
      for (let count = 0; count < size; count += 1) {
        const { userid } = await kit.given.member({ department })
        if (count < FEW) await kit.given.member({ department })
        await createPartner(userid)
        partners.push(userid)
      }
    kit.deps.clock.advanceDays(20)
    const query: PeopleQuery = { partner: '1', overdueDays: '5', state: 'overdue' }
    const first = await readPage(query)
    expect(first.items).toHaveLength(DESK_PAGE_SIZE)
    expect(first.next).toMatch(new RegExp(`^${String(north)}:`))
    const second = await readPage({ ...query, after: first.next! })
    expect([second.items.length, second.next]).toEqual([FEW, null])
    expect([...first.items, ...second.items].map(({ userid }) => userid).toSorted()).toEqual(partners.toSorted())
    expect(await listUserids({ ...query, department: String(last) })).toEqual(second.items.map(({ userid }) => userid))
    expect(await readPage({ ...query, joinedAfter: '2026-01-01' })).toMatchObject({
      items: [],
      next: null,
      total: null,
    })
    expect(await listUserids({ ...query, department: String(root), after: `${String(last)}:` })).toHaveLength(FEW)
  })

  test('filters without matches return one empty page, for any number of departments', async ({ kit }) => {
    const { south, readPage } = await createList(kit)
    for (let count = 0; count < 52; count += 1)
      await kit.given.member({ department: await kit.given.department({ parent: south }) })
    expect(await readPage({ state: 'overdue' })).toMatchObject({ items: [], next: null, total: 0 })
    expect(await readPage({ olderOnly: '1' })).toMatchObject({ items: [], next: null, total: null })
  })
})
