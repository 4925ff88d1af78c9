import { rosterStates } from '@desk/shared/policies/roster'
import { describe, expect } from 'vitest'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  nextVersion,
  open,
  policyCompany,
  published,
  readAll,
  readAndSign,
  sign,
} from '../../testing/fixtures/policy.ts'
import { syncDirectory } from '../directory/jobs/sync-directory.ts'
import { grantRole } from '../roles/grant-role.ts'
import { askQuestion } from './questions/ask-question.ts'
import { endExemption, exemptPerson, reaffirm, setDueDate } from './roster/change-person.ts'
import { getBoard } from './board/get-board.ts'
import { listPeople } from './board/list-people.ts'
import { listToSign } from './signing/my-policies.ts'
import { setPartner } from './roster/set-partner.ts'
import { rebuildCounters } from './roster/jobs/rebuild-counters.ts'

const clauses = [clause('1'), clause('2')]
const mirrored = (kit: Kit, userid: string, over: object = {}) =>
  kit.deps.db.transaction((tx) => {
    const known = kit.deps.wecom.members.get(userid)
    if (!known) throw new Error(`${userid} is nobody`)
    return syncMembers(kit.deps, tx, [{ ...known, ...over }], { at: kit.deps.clock.now(), source: 'test' })
  })
const DAY = 24

describe('the board', () => {
  test('tells the truth at every step, for the company and for each department', async ({ kit }) => {
    const { root, north, south, ...two } = await policyCompany(kit)
    const people = []
    for (const department of [north, north, south]) people.push(await kit.given.member({ department }))
    const [a, b, c] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const id = await published(kit, two, draftOf(clauses))
    const all = () => countsOf(kit, two.lead, id)
    const at = (department: number) => countsOf(kit, two.lead, id, department)
    expect([await all(), await at(north), await at(south)]).toEqual([{ pending: 5 }, { pending: 2 }, { pending: 1 }])
    await readAndSign(kit, a, id)
    expect([await all(), await at(north)]).toEqual([
      { signed: 1, pending: 4 },
      { signed: 1, pending: 1 },
    ])
    const view = await open(kit, b, id)
    await askQuestion(kit.deps, b, { id, versionId: view.versionId, clauseId: '1', text: '为什么？' })
    expect(await at(north)).toEqual({ signed: 1, questioned: 1 })
    await exemptPerson(kit.deps, two.author, { id, userid: c.userid, reason: '产假', until: '2026-03-20' })
    expect(await at(south)).toEqual({ exempt: 1 })
    kit.deps.clock.advanceHours(4 * DAY)
    expect(await at(south)).toEqual({ pending: 1 })
    kit.deps.clock.advanceHours(4 * DAY)
    expect([await at(south), await at(root)]).toEqual([{ overdue: 1 }, { signed: 1, questioned: 1, overdue: 3 }])
  })

  test('follows who joins, moves, leaves and comes back', async ({ kit }) => {
    const { north, south, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'zhao', department: north })
    const id = await published(kit, two, draftOf(clauses))
    await readAndSign(kit, person, id)
    kit.deps.clock.advanceHours(DAY)
    await mirrored(kit, 'zhao', { departments: [south], mainDepartment: south })
    expect([await countsOf(kit, two.lead, id, north), await countsOf(kit, two.lead, id, south)]).toEqual([
      {},
      { signed: 1 },
    ])
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['zhao'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    expect(await countsOf(kit, two.lead, id, south)).toEqual({ excluded: 1 })
    const { items } = await listPeople(kit.deps, two.lead, { id, state: 'excluded' })
    expect(items).toMatchObject([{ userid: 'zhao', leftAt: '2026-03-18T02:01:00.000Z' }])
    kit.deps.clock.advanceHours(30 * DAY)
    await mirrored(kit, 'zhao', { departments: [south], mainDepartment: south })
    expect(await countsOf(kit, two.lead, id, south)).toEqual({ pending: 1 })
    expect((await open(kit, person, id)).task).toMatchObject({ toRead: 2, isDelta: false })
    expect(await readAndSign(kit, person, id)).toMatchObject({ basis: 'full' })
    expect(await countsOf(kit, two.lead, id, south)).toEqual({ signed: 1 })
  })

  test('counts whom the first reading of the directory brought, though nobody is news then', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const id = await published(kit, two, draftOf(clauses))
    expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 2 })
    const known = kit.deps.wecom.members.get('lead')!
    kit.deps.wecom.members.set('new', { ...known, userid: 'new', departments: [north], mainDepartment: north })
    await syncDirectory(kit.deps)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ pending: 1 })
  })

  test('gives a joiner days of his own', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const id = await published(kit, two, draftOf(clauses))
    kit.deps.clock.advanceHours(10 * DAY)
    kit.deps.wecom.members.set('new', {
      ...kit.deps.wecom.members.get('lead')!,
      userid: 'new',
      departments: [north],
      mainDepartment: north,
    })
    await mirrored(kit, 'new')
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ pending: 1 })
    kit.deps.clock.advanceHours(3 * DAY)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ overdue: 1 })
  })

  test('asks a transfer into the audience, and no more whom it does not bind', async ({ kit }) => {
    const { north, south, ...two } = await policyCompany(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    const audience = { everyone: false, departments: [south], roles: [], partners: false, people: [] }
    const id = await published(kit, two, draftOf(clauses, { audience }))
    expect(await countsOf(kit, two.lead, id)).toEqual({})
    await mirrored(kit, 'zhao', { departments: [south], mainDepartment: south })
    expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 1 })
    await mirrored(kit, 'zhao')
    expect(await countsOf(kit, two.lead, id)).toEqual({})
  })

  test('gives who moves into the audience, or is named a partner, days of his own', async ({ kit }) => {
    const { north, south, ...two } = await policyCompany(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    await kit.given.member({ userid: 'wang', department: north })
    await kit.given.member({ userid: 'hr', department: north })
    const audience = { everyone: false, departments: [south], roles: ['hr' as const], partners: true, people: [] }
    const id = await published(kit, two, draftOf(clauses, { audience }))
    kit.deps.clock.advanceHours(30 * DAY)
    await mirrored(kit, 'zhao', { departments: [south], mainDepartment: south })
    await setPartner(kit.deps, two.author, { userid: 'wang', company: '顺达', sponsor: 'lead', endsOn: '2026-12-31' })
    await grantRole(kit.deps, two.lead, { userid: 'hr', role: 'hr' })
    kit.deps.clock.advanceHours(DAY)
    // Who moves on within the audience goes on with the days he has.
    await mirrored(kit, 'zhao', { departments: [south, north], mainDepartment: south })
    await rebuildCounters(kit.deps)
    expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 3 })
    kit.deps.clock.advanceHours(2 * DAY)
    expect(await countsOf(kit, two.lead, id)).toEqual({ overdue: 3 })
  })

  test('gives who was exempt his days after that', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await published(kit, two, draftOf(clauses))
    await exemptPerson(kit.deps, two.author, { id, userid: person.userid, reason: '产假', until: '2026-06-30' })
    kit.deps.clock.advanceHours(105 * DAY)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ exempt: 1 })
    kit.deps.clock.advanceHours(DAY)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ pending: 1 })
    kit.deps.clock.advanceHours(3 * DAY)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ overdue: 1 })
  })

  test('counts a partner until his contract ends, and asks him anew when it goes on', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const partner = await kit.given.member({ userid: 'wang', department: north })
    const contract = { userid: 'wang', company: '顺达', sponsor: 'lead', endsOn: '2026-03-19' }
    await setPartner(kit.deps, two.author, contract)
    const audience = { everyone: false, departments: [], roles: [], partners: true, people: [] }
    const id = await published(kit, two, draftOf(clauses, { audience }))
    await readAndSign(kit, partner, id)
    expect(await countsOf(kit, two.lead, id)).toEqual({ signed: 1 })
    kit.deps.clock.advanceHours(3 * DAY)
    expect(await countsOf(kit, two.lead, id)).toEqual({ excluded: 1 })
    await nextVersion(kit, two, id, 'major', draftOf([clause('1', '改。'), clause('2')], { audience }), '2026-03-20')
    // Nor does his home page ask what nobody waits for.
    expect(await listToSign(kit.deps, partner, 'zh-CN')).toEqual([])
    await setPartner(kit.deps, two.author, { ...contract, endsOn: '2026-06-30' })
    expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 1 })
  })

  test('holds by the rule that is written down once, whatever is special about a person', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const people = []
    for (let count = 0; count < 6; count += 1) people.push(await kit.given.member({ department: north }))
    const id = await published(kit, two, draftOf(clauses))
    const [signed, exempt, due, again] = people.map(({ userid }) => userid) as [string, string, string, string]
    await readAndSign(kit, people[0]!, id)
    await readAndSign(kit, people[3]!, id)
    await exemptPerson(kit.deps, two.author, { id, userid: exempt, reason: '外派', until: null })
    await setDueDate(kit.deps, two.author, { id, userid: due, reason: '出差', dueOn: '2026-05-01' })
    await reaffirm(kit.deps, two.author, { id, userid: again, reason: '岗位变了' })
    kit.deps.clock.advanceHours(8 * DAY)
    const { items } = await listPeople(kit.deps, two.lead, { id, department: String(north) })
    const states = Object.fromEntries(items.map((person) => [person.userid, person.state]))
    expect(states).toMatchObject({ [signed]: 'signed', [exempt]: 'exempt', [due]: 'pending', [again]: 'overdue' })
    const { counts } = await getBoard(kit.deps, two.lead, { id, department: String(north) })
    for (const state of rosterStates)
      expect(counts[state]).toBe(items.filter((person) => person.state === state).length)
    await endExemption(kit.deps, two.author, { id, userid: exempt })
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ signed: 1, pending: 2, overdue: 3 })
    kit.deps.clock.advanceHours(3 * DAY)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ signed: 1, pending: 1, overdue: 4 })
  })
})

test('a minor version asks nobody and goes on with the days that were given', async ({ kit }) => {
  const two = await policyCompany(kit)
  const id = await published(kit, two, draftOf(clauses))
  const view = await open(kit, two.lead, id)
  kit.deps.clock.advanceSeconds(60)
  await sign(kit, two.lead, id, readAll(view))
  await nextVersion(kit, two, id, 'minor', draftOf([clause('1', '小改。'), clause('2')]))
  expect(await countsOf(kit, two.lead, id)).toEqual({ signed: 1, pending: 1 })
  kit.deps.clock.advanceHours(8 * DAY)
  expect(await countsOf(kit, two.lead, id)).toEqual({ signed: 1, overdue: 1 })
})
