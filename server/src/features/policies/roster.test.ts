import { rosterStates } from '@desk/shared/policies/roster'
import { describe, expect } from 'vitest'
import { confirmReturn } from '../../directory/employment-queries.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAll,
  readAndSign,
  sign,
} from '../../testing/fixtures/policy.ts'
import { syncDirectory } from '../directory/jobs/sync-directory.ts'
import { grantRole } from '../roles/grant-role.ts'
import { askQuestion } from './questions/ask-question.ts'
import { endExemption, exemptPerson, requestNewSignature, setDueDate } from './roster/change-person.ts'
import { getBoard } from './board/get-board.ts'
import { listPeople } from './board/list-people.ts'
import { summarizePolicies } from './signing/my-policies.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'
import { rebuildCounters } from './roster/jobs/rebuild-counters.ts'

const clauses = [clause('1'), clause('2')]
const sync = (kit: Kit, userid: string, overrides: object = {}) =>
  kit.deps.db.transaction((tx) => {
    const known = kit.deps.wecom.members.get(userid)
    if (!known) throw new Error(`${userid} does not exist`)
    return syncMembers(kit.deps, tx, [{ ...known, ...overrides }], { at: kit.deps.clock.now(), source: 'test' })
  })
const DAY_HOURS = 24

describe('counts of the roster', () => {
  test('the counts of the company and its departments are correct after a signature, a question, an exemption and its end', async ({
    kit,
  }) => {
    const { root, north, south, ...company } = await policyCompany(kit)
    const people = []
    for (const department of [north, north, south]) people.push(await kit.given.member({ department }))
    const [signer, asker, exempted] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const countAll = () => countsOf(kit, company.lead, id)
    const countsIn = (department: number) => countsOf(kit, company.lead, id, department)
    expect([await countAll(), await countsIn(north), await countsIn(south)]).toEqual([
      { pending: 5 },
      { pending: 2 },
      { pending: 1 },
    ])
    await readAndSign(kit, signer, id)
    expect([await countAll(), await countsIn(north)]).toEqual([
      { signed: 1, pending: 4 },
      { signed: 1, pending: 1 },
    ])
    const view = await openPolicy(kit, asker, id)
    await askQuestion(kit.deps, asker, { id, versionId: view.versionId, clauseId: '1', text: '为什么？' })
    expect(await countsIn(north)).toEqual({ signed: 1, questioned: 1 })
    await exemptPerson(kit.deps, company.author, { id, userid: exempted.userid, reason: '产假', until: '2026-03-20' })
    expect(await countsIn(south)).toEqual({ exempt: 1 })
    kit.deps.clock.advanceHours(4 * DAY_HOURS)
    expect(await countsIn(south)).toEqual({ pending: 1 })
    kit.deps.clock.advanceHours(4 * DAY_HOURS)
    expect([await countsIn(south), await countsIn(root)]).toEqual([
      { overdue: 1 },
      { signed: 1, questioned: 1, overdue: 3 },
    ])
  })

  test('the counts follow a person who moves, leaves and returns', async ({ kit }) => {
    const { north, south, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'zhao', department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await readAndSign(kit, person, id)
    kit.deps.clock.advanceHours(DAY_HOURS)
    await sync(kit, 'zhao', { departments: [south], mainDepartment: south })
    expect([await countsOf(kit, company.lead, id, north), await countsOf(kit, company.lead, id, south)]).toEqual([
      {},
      { signed: 1 },
    ])
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['zhao'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    expect(await countsOf(kit, company.lead, id, south)).toEqual({ excluded: 1 })
    const { items } = await listPeople(kit.deps, company.lead, { id, state: 'excluded' })
    expect(items).toMatchObject([{ userid: 'zhao', leftAt: '2026-03-18T02:01:00.000Z' }])
    kit.deps.clock.advanceHours(30 * DAY_HOURS)
    await kit.deps.db.transaction((tx) => confirmReturn(tx, 'zhao', 'hr', kit.deps.clock.now()))
    await sync(kit, 'zhao', { departments: [south], mainDepartment: south })
    expect(await countsOf(kit, company.lead, id, south)).toEqual({ pending: 1 })
    expect((await openPolicy(kit, person, id)).task).toMatchObject({ toRead: 2, isDelta: false })
    expect(await readAndSign(kit, person, id)).toMatchObject({ basis: 'full' })
    expect(await countsOf(kit, company.lead, id, south)).toEqual({ signed: 1 })
  })

  test('people from the first directory sync are counted, although it emits no changes', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 2 })
    const known = kit.deps.wecom.members.get('lead')!
    kit.deps.wecom.members.set('new', { ...known, userid: 'new', departments: [north], mainDepartment: north })
    await syncDirectory(kit.deps)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1 })
  })

  test('a new member has their own signing period', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    kit.deps.clock.advanceHours(10 * DAY_HOURS)
    kit.deps.wecom.members.set('new', {
      ...kit.deps.wecom.members.get('lead')!,
      userid: 'new',
      departments: [north],
      mainDepartment: north,
    })
    await sync(kit, 'new')
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1 })
    kit.deps.clock.advanceHours(4 * DAY_HOURS)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ overdue: 1 })
  })

  test('a person who moves into the audience has to sign, and no longer after they move out', async ({ kit }) => {
    const { north, south, ...company } = await policyCompany(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    const audience = { everyone: false, departments: [south], roles: [], partners: false, people: [] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    expect(await countsOf(kit, company.lead, id)).toEqual({})
    await sync(kit, 'zhao', { departments: [south], mainDepartment: south })
    expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 1 })
    await sync(kit, 'zhao')
    expect(await countsOf(kit, company.lead, id)).toEqual({})
  })

  test('a person who comes into the audience through a department, a partner contract or a role has their own signing period', async ({
    kit,
  }) => {
    const { north, south, ...company } = await policyCompany(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    await kit.given.member({ userid: 'wang', department: north })
    await kit.given.member({ userid: 'hr', department: north })
    const audience = { everyone: false, departments: [south], roles: ['hr' as const], partners: true, people: [] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    kit.deps.clock.advanceHours(30 * DAY_HOURS)
    await sync(kit, 'zhao', { departments: [south], mainDepartment: south })
    await setPartner(kit.deps, company.author, {
      userid: 'wang',
      company: '顺达',
      sponsor: 'lead',
      endsOn: '2026-12-31',
    })
    await grantRole(kit.deps, company.lead, { userid: 'hr', role: 'hr' })
    kit.deps.clock.advanceHours(DAY_HOURS)
    // A person who moves within the audience keeps their due date.
    await sync(kit, 'zhao', { departments: [south, north], mainDepartment: south })
    await rebuildCounters(kit.deps)
    expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 3 })
    kit.deps.clock.advanceHours(3 * DAY_HOURS)
    expect(await countsOf(kit, company.lead, id)).toEqual({ overdue: 3 })
  })

  test('a person has their own signing period after an exemption ends', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await exemptPerson(kit.deps, company.author, { id, userid: person.userid, reason: '产假', until: '2026-06-30' })
    kit.deps.clock.advanceHours(105 * DAY_HOURS)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ exempt: 1 })
    kit.deps.clock.advanceHours(DAY_HOURS)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1 })
    kit.deps.clock.advanceHours(4 * DAY_HOURS)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ overdue: 1 })
  })

  test('a partner counts until their contract ends, and has to sign again when it is extended', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const partner = await kit.given.member({ userid: 'wang', department: north })
    const contract = { userid: 'wang', company: '顺达', sponsor: 'lead', endsOn: '2026-03-19' }
    await setPartner(kit.deps, company.author, contract)
    const audience = { everyone: false, departments: [], roles: [], partners: true, people: [] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    await readAndSign(kit, partner, id)
    expect(await countsOf(kit, company.lead, id)).toEqual({ signed: 1 })
    kit.deps.clock.advanceHours(3 * DAY_HOURS)
    expect(await countsOf(kit, company.lead, id)).toEqual({ excluded: 1 })
    await publishNextVersion(
      kit,
      company,
      id,
      'major',
      draftOf([clause('1', '改。'), clause('2')], { audience }),
      '2026-03-20',
    )
    // The home page does not list the policy for a partner whose contract ended.
    expect((await summarizePolicies(kit.deps, partner, 'zh-CN')).toSign).toEqual([])
    await setPartner(kit.deps, company.author, { ...contract, endsOn: '2026-06-30' })
    expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 1 })
  })

  test('the board counts in each state the people whom the list shows in it, and counts a person again after an exemption', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const people = []
    for (let count = 0; count < 6; count += 1) people.push(await kit.given.member({ department: north }))
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const [signed, exempt, due, again] = people.map(({ userid }) => userid) as [string, string, string, string]
    await readAndSign(kit, people[0]!, id)
    await readAndSign(kit, people[3]!, id)
    await exemptPerson(kit.deps, company.author, { id, userid: exempt, reason: '外派', until: null })
    await setDueDate(kit.deps, company.author, { id, userid: due, reason: '出差', dueOn: '2026-05-01' })
    await requestNewSignature(kit.deps, company.author, { id, userid: again, reason: '岗位变了' })
    kit.deps.clock.advanceHours(8 * DAY_HOURS)
    const { items } = await listPeople(kit.deps, company.lead, { id, department: String(north) })
    const states = Object.fromEntries(items.map((person) => [person.userid, person.state]))
    expect(states).toMatchObject({ [signed]: 'signed', [exempt]: 'exempt', [due]: 'pending', [again]: 'overdue' })
    const { counts } = await getBoard(kit.deps, company.lead, { id, department: String(north) })
    for (const state of rosterStates)
      expect(counts[state]).toBe(items.filter((person) => person.state === state).length)
    await endExemption(kit.deps, company.author, { id, userid: exempt })
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ signed: 1, pending: 2, overdue: 3 })
    kit.deps.clock.advanceHours(4 * DAY_HOURS)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ signed: 1, pending: 1, overdue: 4 })
  })
})

test('a minor version needs no new signature and keeps the due dates', async ({ kit }) => {
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf(clauses))
  const view = await openPolicy(kit, company.lead, id)
  kit.deps.clock.advanceSeconds(60)
  await sign(kit, company.lead, id, readAll(view))
  await publishNextVersion(kit, company, id, 'minor', draftOf([clause('1', '小改。'), clause('2')]))
  expect(await countsOf(kit, company.lead, id)).toEqual({ signed: 1, pending: 1 })
  kit.deps.clock.advanceHours(8 * DAY_HOURS)
  expect(await countsOf(kit, company.lead, id)).toEqual({ signed: 1, overdue: 1 })
})
