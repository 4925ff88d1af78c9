import type { Audience } from '@desk/shared/policies/audience'
import { describe, expect } from 'vitest'
import { workbenchTiles } from '../../db/schema/index.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
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
} from '../../testing/fixtures/policy.ts'
import { syncLeaderGrants } from '../directory/sync-leader-grants.ts'
import { grantRole } from '../roles/grant-role.ts'
import { answerQuestion, askQuestion } from './questions/ask-question.ts'
import { exemptPerson, reaffirm, setDueDate } from './roster/change-person.ts'
import { planDailyRound } from './reminders/jobs/plan-daily-reminders.ts'
import { setPartner } from './roster/set-partner.ts'

const clauses = [clause('1'), clause('2')]
const DAY = 24
const nobody: Audience = { everyone: false, departments: [], roles: [], partners: false, people: [] }
const told = '还有 1 份没签收'
const contract = { userid: 'wang', company: '顺达', sponsor: 'lead', endsOn: '2026-12-31' }

const mirrored = (kit: Kit, userid: string, over: object = {}) =>
  kit.deps.db.transaction((tx) => {
    const known = kit.deps.wecom.members.get(userid)
    if (!known) throw new Error(`${userid} is nobody`)
    return syncMembers(kit.deps, tx, [{ ...known, ...over }], { at: kit.deps.clock.now(), source: 'test' })
  })
const leave = ({ deps }: Kit, userid: string) =>
  deps.db.transaction((tx) => markMembersLeft(deps, tx, [userid], { at: deps.clock.now(), source: 'test' }))
const titlesTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.mailings.filter(({ userids }) => userids.includes(userid)).map(({ card }) => card.title)

async function nextMorning(kit: Kit): Promise<void> {
  kit.deps.clock.advanceHours(DAY)
  await planDailyRound(kit.deps)
  await drainOutbox(kit.deps)
}

describe('a date of one’s own', () => {
  test('is over when one leaves: who comes back has the days of everybody who comes', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'zhao', department: north })
    const id = await published(kit, two, draftOf(clauses))
    const view = await open(kit, person, id)
    await askQuestion(kit.deps, person, { id, versionId: view.versionId, clauseId: null, text: '为什么？' })
    const [question] = (await open(kit, person, id)).questions
    kit.deps.clock.advanceHours(DAY)
    await answerQuestion(kit.deps, two.author, { questionId: question!.id, text: '因为。' })
    await leave(kit, 'zhao')
    kit.deps.clock.advanceHours(60 * DAY)
    await mirrored(kit, 'zhao')
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ pending: 1 })
    // One that is set from then on holds.
    await setDueDate(kit.deps, two.author, { id, userid: 'zhao', reason: '培训', dueOn: '2026-06-30' })
    kit.deps.clock.advanceHours(10 * DAY)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ pending: 1 })
  })

  test('is over with a contract that goes on', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    await kit.given.member({ userid: 'wang', department: north })
    await setPartner(kit.deps, two.author, { ...contract, endsOn: '2026-04-30' })
    const id = await published(kit, two, draftOf(clauses, { audience: { ...nobody, partners: true } }))
    await setDueDate(kit.deps, two.author, { id, userid: 'wang', reason: '出差', dueOn: '2026-04-10' })
    kit.deps.clock.advanceHours(60 * DAY)
    await kit.deps.db.delete(workbenchTiles)
    await setPartner(kit.deps, two.author, contract)
    expect(await kit.deps.db.$count(workbenchTiles)).toBe(1)
    expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 1 })
  })

  test('that falls into an exemption gives way to the days after it', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await published(kit, two, draftOf(clauses))
    const { userid } = person
    await setDueDate(kit.deps, two.author, { id, userid, reason: '出差', dueOn: '2026-04-10' })
    await exemptPerson(kit.deps, two.author, { id, userid, reason: '产假', until: '2026-06-30' })
    kit.deps.clock.advanceHours(106 * DAY)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ pending: 1 })
    kit.deps.clock.advanceHours(3 * DAY)
    expect(await countsOf(kit, two.lead, id, north)).toEqual({ overdue: 1 })
  })
})

describe('whoever is asked anew', () => {
  test('hears of it on the next morning, though he was told of the same version before', async ({ kit }) => {
    const { north, ...two } = await policyCompany(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    await kit.given.member({ userid: 'qian', department: north })
    const id = await published(kit, two, draftOf(clauses, { remindEveryDays: 30 }))
    await drainOutbox(kit.deps)
    await nextMorning(kit)
    kit.deps.clock.advanceHours(1)
    await reaffirm(kit.deps, two.author, { id, userid: 'zhao', reason: '岗位变了' })
    await leave(kit, 'qian')
    kit.deps.clock.advanceHours(1)
    await mirrored(kit, 'qian')
    await nextMorning(kit)
    await nextMorning(kit)
    expect([titlesTo(kit, 'zhao'), titlesTo(kit, 'qian')]).toEqual(Array(2).fill(['待签收：使用规范', told]))
  })
})

describe('a small change that binds more people', () => {
  test.for(['minor', 'no_resign'] as const)(
    '%s: gives them days of their own, and they are told',
    async (kind, { kit }) => {
      const { north, south, ...two } = await policyCompany(kit)
      await kit.given.member({ userid: 'zhao', department: north })
      await kit.given.member({ userid: 'qian', department: south })
      const forDepartments = (...departments: number[]) => draftOf(clauses, { audience: { ...nobody, departments } })
      const id = await published(kit, two, forDepartments(south))
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceHours(27 * DAY)
      await nextMorning(kit)
      kit.deps.clock.advanceHours(1)
      await nextVersion(kit, two, id, kind, forDepartments(south, north), '2026-04-14')
      expect(await countsOf(kit, two.lead, id)).toEqual({ pending: 1, overdue: 1 })
      await drainOutbox(kit.deps)
      // Nor does anybody hear that he need not sign who has not.
      expect([titlesTo(kit, 'zhao'), titlesTo(kit, 'qian')]).toEqual([[], ['待签收：使用规范', told]])
      await nextMorning(kit)
      expect(titlesTo(kit, 'zhao')).toEqual([told])
      kit.deps.clock.advanceHours(3 * DAY)
      expect(await countsOf(kit, two.lead, id)).toEqual({ overdue: 2 })
    },
  )
})

describe('whom a policy binds already', () => {
  test('has no new days for another reason that comes to bind him', async ({ kit }) => {
    const { north, south, ...two } = await policyCompany(kit)
    for (const userid of ['wang', 'hr', 'named', 'leader']) await kit.given.member({ userid, department: north })
    await kit.given.member({ userid: 'there', department: south })
    await setPartner(kit.deps, two.author, contract)
    await grantRole(kit.deps, two.lead, { userid: 'hr', role: 'hr' })
    const roles = ['hr' as const, 'auditor' as const, 'dept_admin' as const]
    const audience = { everyone: false, departments: [south], roles, partners: true, people: ['Named'] }
    const id = await published(kit, two, draftOf(clauses, { audience }))
    kit.deps.clock.advanceHours(30 * DAY)
    expect(await countsOf(kit, two.lead, id)).toEqual({ overdue: 4 })
    for (const userid of ['wang', 'hr', 'named'])
      await mirrored(kit, userid, { departments: [south], mainDepartment: south })
    await setPartner(kit.deps, two.author, { ...contract, userid: 'there' })
    await grantRole(kit.deps, two.lead, { userid: 'there', role: 'hr' })
    await grantRole(kit.deps, two.lead, { userid: 'hr', role: 'auditor' })
    // Who leads a department comes to be bound by that, as by a role that was given.
    await kit.deps.db.transaction((tx) => syncLeaderGrants(kit.deps, tx, [{ userid: 'leader', departmentId: north }]))
    expect(await countsOf(kit, two.lead, id)).toEqual({ overdue: 4, pending: 1 })
  })
})
