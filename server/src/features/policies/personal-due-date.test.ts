import type { Audience } from '@desk/shared/policies/audience'
import { describe, expect } from 'vitest'
import { workbenchTiles } from '../../db/schema/index.ts'
import { confirmReturn } from '../../directory/employment-queries.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  countsOf,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
} from '../../testing/fixtures/policy.ts'
import { syncLeaderGrants } from '../directory/sync-leader-grants.ts'
import { grantRole } from '../roles/grant-role.ts'
import { answerQuestion, askQuestion } from './questions/ask-question.ts'
import { exemptPerson, requestNewSignature, setDueDate } from './roster/change-person.ts'
import { planDailyReminders } from './reminders/jobs/plan-daily-reminders.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'

const clauses = [clause('1'), clause('2')]
const emptyAudience: Audience = { everyone: false, departments: [], roles: [], partners: false, people: [] }
const reminderTitle = '还有 1 份制度待签收'
const contract = { userid: 'wang', company: '顺达', sponsor: 'lead', endsOn: '2026-12-31' }

const sync = (kit: Kit, userid: string, overrides: object = {}) =>
  kit.deps.db.transaction((tx) => {
    const member = kit.deps.wecom.members.get(userid)
    if (!member) throw new Error(`${userid} does not exist`)
    return syncMembers(kit.deps, tx, [{ ...member, ...overrides }], { at: kit.deps.clock.now(), source: 'test' })
  })
const leave = ({ deps }: Kit, userid: string) =>
  deps.db.transaction((tx) => markMembersLeft(deps, tx, [userid], { at: deps.clock.now(), source: 'test' }))
const titlesTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.mailings.filter(({ userids }) => userids.includes(userid)).map(({ card }) => card.title)

async function startNextMorning(kit: Kit): Promise<void> {
  kit.deps.clock.advanceDays(1)
  await planDailyReminders(kit.deps)
  await drainOutbox(kit.deps)
}

describe('personal due dates', () => {
  test('a personal due date ends when the person leaves, and after their return they have the signing period of new members', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'zhao', department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const view = await openPolicy(kit, person, id)
    await askQuestion(kit.deps, person, { id, versionId: view.versionId, clauseId: null, text: '为什么？' })
    const [question] = (await openPolicy(kit, person, id)).questions
    kit.deps.clock.advanceDays(1)
    await answerQuestion(kit.deps, company.author, { questionId: question!.id, text: '因为。' })
    await leave(kit, 'zhao')
    kit.deps.clock.advanceDays(60)
    await kit.deps.db.transaction((tx) => confirmReturn(tx, 'zhao', 'hr', kit.deps.clock.now()))
    await sync(kit, 'zhao')
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1 })
    // A personal due date set after the return is valid.
    await setDueDate(kit.deps, company.author, { id, userid: 'zhao', reason: '培训', dueOn: '2026-06-30' })
    kit.deps.clock.advanceDays(10)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1 })
  })

  test("a personal due date ends when a partner's contract is extended", async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    await kit.given.member({ userid: 'wang', department: north })
    await setPartner(kit.deps, company.author, { ...contract, endsOn: '2026-04-30' })
    const id = await createPublishedPolicy(
      kit,
      company,
      draftOf(clauses, { audience: { ...emptyAudience, partners: true } }),
    )
    await setDueDate(kit.deps, company.author, { id, userid: 'wang', reason: '出差', dueOn: '2026-04-10' })
    kit.deps.clock.advanceDays(60)
    await kit.deps.db.delete(workbenchTiles)
    await setPartner(kit.deps, company.author, contract)
    expect(await kit.deps.db.$count(workbenchTiles)).toBe(1)
    expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 1 })
  })

  test('a personal due date within an exemption is replaced by the signing period that begins when the exemption ends', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    const { userid } = person
    await setDueDate(kit.deps, company.author, { id, userid, reason: '出差', dueOn: '2026-04-10' })
    await exemptPerson(kit.deps, company.author, { id, userid, reason: '产假', until: '2026-06-30' })
    kit.deps.clock.advanceDays(106)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ pending: 1 })
    kit.deps.clock.advanceDays(4)
    expect(await countsOf(kit, company.lead, id, north)).toEqual({ overdue: 1 })
  })
})

describe('requests for a new signature', () => {
  test('a person who has to sign again is notified the next morning, even if notified of that version before', async ({
    kit,
  }) => {
    const { north, ...company } = await policyCompany(kit)
    await kit.given.member({ userid: 'zhao', department: north })
    await kit.given.member({ userid: 'qian', department: north })
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { remindEveryDays: 30 }))
    await drainOutbox(kit.deps)
    await startNextMorning(kit)
    kit.deps.clock.advanceHours(1)
    await requestNewSignature(kit.deps, company.author, { id, userid: 'zhao', reason: '岗位变了' })
    await leave(kit, 'qian')
    kit.deps.clock.advanceHours(1)
    await sync(kit, 'qian')
    await startNextMorning(kit)
    await startNextMorning(kit)
    expect([titlesTo(kit, 'zhao'), titlesTo(kit, 'qian')]).toEqual(Array(2).fill(['待签收：使用规范', reminderTitle]))
  })
})

describe('a minor version with a wider audience', () => {
  test.for(['minor', 'no_resign'] as const)(
    'people who come into the audience through a %s version get the signing period of new members and are notified',
    async (kind, { kit }) => {
      const { north, south, ...company } = await policyCompany(kit)
      await kit.given.member({ userid: 'zhao', department: north })
      await kit.given.member({ userid: 'qian', department: south })
      const forDepartments = (...departments: number[]) =>
        draftOf(clauses, { audience: { ...emptyAudience, departments } })
      const id = await createPublishedPolicy(kit, company, forDepartments(south))
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceDays(27)
      await startNextMorning(kit)
      kit.deps.clock.advanceHours(1)
      await publishNextVersion(kit, company, id, kind, forDepartments(south, north), '2026-04-14')
      expect(await countsOf(kit, company.lead, id)).toEqual({ pending: 1, overdue: 1 })
      await drainOutbox(kit.deps)
      // People who have not signed are not notified that no signature is needed.
      expect([titlesTo(kit, 'zhao'), titlesTo(kit, 'qian')]).toEqual([[], ['待签收：使用规范', reminderTitle]])
      await startNextMorning(kit)
      expect(titlesTo(kit, 'zhao')).toEqual([reminderTitle])
      kit.deps.clock.advanceDays(3)
      expect(await countsOf(kit, company.lead, id)).toEqual({ overdue: 2 })
    },
  )
})

describe('people who are already in the audience', () => {
  test('a person who is already in the audience gets no new signing period when another rule includes them', async ({
    kit,
  }) => {
    const { north, south, ...company } = await policyCompany(kit)
    for (const userid of ['wang', 'hr', 'named', 'leader']) await kit.given.member({ userid, department: north })
    await kit.given.member({ userid: 'there', department: south })
    await setPartner(kit.deps, company.author, contract)
    await grantRole(kit.deps, company.lead, { userid: 'hr', role: 'hr' })
    const roles = ['hr' as const, 'auditor' as const, 'dept_admin' as const]
    const audience = { everyone: false, departments: [south], roles, partners: true, people: ['Named'] }
    const id = await createPublishedPolicy(kit, company, draftOf(clauses, { audience }))
    kit.deps.clock.advanceDays(30)
    expect(await countsOf(kit, company.lead, id)).toEqual({ overdue: 4 })
    for (const userid of ['wang', 'hr', 'named'])
      await sync(kit, userid, { departments: [south], mainDepartment: south })
    await setPartner(kit.deps, company.author, { ...contract, userid: 'there' })
    await grantRole(kit.deps, company.lead, { userid: 'there', role: 'hr' })
    await grantRole(kit.deps, company.lead, { userid: 'hr', role: 'auditor' })
    // Leading a department binds a person like a granted role.
    await kit.deps.db.transaction((tx) => syncLeaderGrants(kit.deps, tx, [{ userid: 'leader', departmentId: north }]))
    expect(await countsOf(kit, company.lead, id)).toEqual({ overdue: 4, pending: 1 })
  })
})
