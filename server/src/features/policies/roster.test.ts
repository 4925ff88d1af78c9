import { BOARD_DEPARTMENTS, type BoardQuery } from '@desk/shared/policies/board-schemas'
import { rosterStates } from '@desk/shared/policies/roster'
import { describe, expect } from 'vitest'
import { markMembersLeft, mirrorMembers } from '../../kernel/mirror-members.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
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
} from '../../testing/policy-stories.ts'
import { syncDirectory } from '../directory/sync-directory.ts'
import { grantRole } from '../roles/grant-role.ts'
import { askQuestion } from './ask-question.ts'
import { endExemption, exemptPerson, reaffirm, setDueDate } from './change-person.ts'
import { getBoard } from './get-board.ts'
import { listPeople } from './list-people.ts'
import { setPartner } from './set-partner.ts'
import { snapshotBoards } from './snapshot-board.ts'
import { sweepCounters } from './sweep-counters.ts'

const clauses = [clause('1'), clause('2')]
const mirrored = (kit: Kit, userid: string, over: object = {}) =>
  kit.deps.db.transaction((tx) => {
    const known = kit.deps.wecom.members.get(userid)
    if (!known) throw new Error(`${userid} is nobody`)
    return mirrorMembers(tx, [{ ...known, ...over }], { at: kit.deps.clock.now(), source: 'test' })
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
    await kit.deps.db.transaction((tx) => markMembersLeft(tx, ['zhao'], { at: kit.deps.clock.now(), source: 'test' }))
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

  test('shows the worst departments, and all on asking, now and as a day ended', async ({ kit }) => {
    const { root, north, ...two } = await policyCompany(kit)
    const signer = await kit.given.member({ department: north })
    const departments = []
    for (let count = 0; count <= BOARD_DEPARTMENTS; count += 1) {
      const department = await kit.given.department({ parent: root })
      await kit.given.member({ department })
      departments.push(department)
    }
    const worst = departments[70]!
    await kit.given.member({ department: worst })
    const id = await published(kit, two, draftOf(clauses))
    await readAndSign(kit, signer, id)
    const idsOf = async (query: Omit<BoardQuery, 'department'>) => {
      const board = await getBoard(kit.deps, two.lead, { id, ...query })
      expect(board.departmentCount).toBe(BOARD_DEPARTMENTS + 2)
      return board.departments.map((department) => department.id)
    }
    const all = [worst, ...departments.filter((department) => department !== worst), north]
    expect(await idsOf({})).toEqual(all.slice(0, BOARD_DEPARTMENTS))
    expect(await idsOf({ departments: 'all' })).toEqual(all)
    kit.deps.clock.advanceHours(DAY)
    await snapshotBoards(kit.deps)
    expect(await idsOf({ day: '2026-03-17' })).toEqual(all.slice(0, BOARD_DEPARTMENTS))
    expect(await idsOf({ day: '2026-03-17', departments: 'all' })).toEqual(all)
  })

  test('keeps how each day ended, and nothing of days on which nobody was asked', async ({ kit }) => {
    const { north, south, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await published(kit, two, draftOf(clauses))
    const trend = async () => (await getBoard(kit.deps, two.lead, { id })).trend
    await snapshotBoards(kit.deps)
    expect(await trend()).toEqual([{ day: '2026-03-17', signed: 0, asked: 3 }])
    await readAndSign(kit, person, id)
    kit.deps.clock.advanceHours(DAY)
    await snapshotBoards(kit.deps)
    await kit.given.member({ department: north })
    await sweepCounters(kit.deps)
    await snapshotBoards(kit.deps)
    expect(await trend()).toEqual([
      { day: '2026-03-17', signed: 1, asked: 3 },
      { day: '2026-03-18', signed: 1, asked: 4 },
    ])
    const past = await getBoard(kit.deps, two.lead, { id, day: '2026-03-17' })
    expect(past).toMatchObject({ asOf: '2026-03-17', allowed: [], counts: { signed: 1, pending: 2 } })
    expect(past.departments).toMatchObject([{ id: north, counts: { signed: 1 } }])
    const admin = await kit.given.member({ department: south, adminOf: [south] })
    await expect(getBoard(kit.deps, admin, { id, department: String(north), day: '2026-03-17' })).rejects.toMatchObject(
      {
        code: 'policy.not_found',
      },
    )
    await expect(getBoard(kit.deps, two.lead, { id, day: '2026-03-01' })).rejects.toMatchObject({
      code: 'policy.not_found',
    })
  })

  test('keeps how the day before a planned version ended, and goes on with its trend over a small one', async ({
    kit,
  }) => {
    const { north, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await published(kit, two, draftOf(clauses))
    await readAndSign(kit, person, id)
    kit.deps.clock.advanceHours(DAY)
    await snapshotBoards(kit.deps)
    await nextVersion(kit, two, id, 'no_resign', draftOf([clause('1', '错字。'), clause('2')]), '2026-03-18')
    expect((await getBoard(kit.deps, two.lead, { id })).trend.map(({ day, signed }) => [day, signed])).toEqual([
      ['2026-03-17', 1],
      ['2026-03-18', 1],
    ])
    await nextVersion(kit, two, id, 'major', draftOf([clause('1', '改。'), clause('2')]), '2026-03-19')
    // Its job begins at midnight, the hour's round of snapshots some time after it.
    kit.deps.clock.advanceHours(DAY)
    await drainOutbox(kit.deps)
    await snapshotBoards(kit.deps)
    expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 3 })
    expect(await getBoard(kit.deps, two.lead, { id, day: '2026-03-18' })).toMatchObject({
      policy: { label: '1.0.1' },
      counts: { signed: 1, pending: 2 },
    })
    expect((await getBoard(kit.deps, two.lead, { id })).trend).toEqual([{ day: '2026-03-19', signed: 0, asked: 3 }])
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
    await sweepCounters(kit.deps)
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
