import type { MemberActor, Role } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { policies, policyUnreached } from '../../db/schema/index.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import { currentActorOf } from '../../testing/current-actor-of.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { loadPage } from '../../testing/load-page.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { startDraft, submitDraft } from '../policies/authoring/edit-policy.ts'
import { getPolicyEdit } from '../policies/authoring/get-policy-editor.ts'
import { listPeople } from '../policies/board/list-people.ts'
import { askQuestion } from '../policies/questions/ask-question.ts'
import { exemptPerson, setDueDate } from '../policies/roster/change-person.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'
import { getOverview } from './get-overview.ts'

const draft = draftOf([clause('1')])

async function createCompany(kit: Kit) {
  const people = await policyCompany(kit)
  const signer = await kit.given.member({ department: people.north })
  const other = await kit.given.member({ department: people.south, userid: 'zhaolei', name: '赵磊' })
  return { ...people, signer, other }
}

async function ask(kit: Kit, actor: MemberActor, id: PolicyId): Promise<void> {
  const { versionId } = await openPolicy(kit, actor, id)
  await askQuestion(kit.deps, actor, { id, versionId, clauseId: null, text: '平板算吗？' })
}

describe('the overview', () => {
  test('the matrix counts by policy and department, and the rest of the company in one column', async ({ kit }) => {
    const { north, south, signer, ...people } = await createCompany(kit)
    const id = await createPublishedPolicy(kit, people, draft)
    await readAndSign(kit, signer, id)
    const { policies, departments, hasMore } = await getOverview(kit.deps, people.lead)
    expect(departments.map((department) => department.id)).toEqual([north, south])
    expect(hasMore).toBe(false)
    expect(policies).toHaveLength(1)
    expect(policies[0]).toMatchObject({
      id,
      cells: [
        { required: 1, missing: 0, overdue: 0 },
        { required: 1, missing: 1, overdue: 0 },
      ],
      counts: { signed: 1, pending: 3, overdue: 0 },
    })
  })

  test('the policy with overdue people comes first', async ({ kit }) => {
    const people = await createCompany(kit)
    const inTime = await createPublishedPolicy(kit, people, draftOf([clause('1')], { daysToSign: 30 }))
    const overdue = await createPublishedPolicy(kit, people, draft)
    kit.deps.clock.advanceDays(8)
    const { policies } = await getOverview(kit.deps, people.lead)
    expect(policies.map((policy) => policy.id)).toEqual([overdue, inTime])
    expect(policies[0]?.cells[1]).toEqual({ required: 1, missing: 1, overdue: 1 })
  })

  test('the exemptions of retired policies do not hide those of others that end soon', async ({ kit }) => {
    const people = await createCompany(kit)
    const retired = await createPublishedPolicy(kit, people, draft)
    const id = await createPublishedPolicy(kit, people, draft)
    const exempt = (policy: PolicyId, userid: string, until: string) =>
      exemptPerson(kit.deps, people.lead, { id: policy, userid, reason: '产假', until })
    for (let n = 0; n < 5; n += 1)
      await exempt(retired, (await kit.given.member({ department: people.north })).userid, '2026-03-20')
    await exempt(id, people.other.userid, '2026-03-21')
    await kit.deps.db.update(policies).set({ retiredAt: kit.deps.clock.now() }).where(eq(policies.id, retired))
    expect((await getOverview(kit.deps, people.lead)).exemptions).toMatchObject([{ policy: { id } }])
  })

  test('the overview lists exemptions and contracts that end soon, and none that end later', async ({ kit }) => {
    const people = await createCompany(kit)
    const id = await createPublishedPolicy(kit, people, draft)
    const exempt = { id, userid: people.other.userid, reason: '产假' }
    await exemptPerson(kit.deps, people.lead, { ...exempt, until: '2026-05-01' })
    expect((await getOverview(kit.deps, people.lead)).exemptions).toEqual([])
    await exemptPerson(kit.deps, people.lead, { ...exempt, until: '2026-03-31' })
    const partner = { userid: people.signer.userid, company: '外协', sponsor: people.lead.userid }
    await setPartner(kit.deps, people.lead, { ...partner, endsOn: '2026-04-01' })
    const { exemptions, partners } = await getOverview(kit.deps, people.lead)
    expect(exemptions).toMatchObject([{ policy: { id }, person: { name: '赵磊' }, until: '2026-03-31' }])
    expect(partners).toMatchObject([{ company: '外协', endsOn: '2026-04-01' }])
  })

  test('nobody gets a task that they cannot do: compliance gets no contracts, and auditors get no tasks', async ({
    kit,
  }) => {
    const people = await createCompany(kit)
    const id = await createPublishedPolicy(kit, people, draft)
    const partner = { userid: people.signer.userid, company: '外协', sponsor: people.lead.userid }
    await setPartner(kit.deps, people.lead, { ...partner, endsOn: '2026-04-01' })
    await exemptPerson(kit.deps, people.lead, { id, userid: people.other.userid, reason: '产假', until: '2026-03-20' })
    await ask(kit, people.signer, id)
    const tasksOf = async (role: Role) => {
      const { mayAct, partners, exemptions, questions } = await getOverview(
        kit.deps,
        await kit.given.member({ userid: `a-${role.replace('_', '')}`, roles: [role] }),
      )
      return { mayAct, partners: partners.length, exemptions: exemptions.length, questions: questions.count }
    }
    const all = { mayAct: true, partners: 1, exemptions: 1, questions: 1 }
    expect(await tasksOf('ops_lead')).toEqual(all)
    expect(await tasksOf('ops')).toEqual(all)
    expect(await tasksOf('compliance')).toEqual({ ...all, partners: 0 })
    expect(await tasksOf('auditor')).toEqual({ mayAct: false, partners: 0, exemptions: 0, questions: 0 })
  })

  test('questions, undelivered people and new members are counted, and a version waits for the people who may decide it', async ({
    kit,
  }) => {
    const people = await createCompany(kit)
    const { author, lead, signer, other, north } = people
    await kit.deps.db.insert(policyUnreached).values({ userid: 'zhaolei', since: kit.deps.clock.now() })
    const id = await createPublishedPolicy(kit, people, draft)
    const later = await createPublishedPolicy(kit, people, draft)
    kit.deps.clock.advanceHours(1)
    await ask(kit, signer, later)
    kit.deps.clock.advanceHours(1)
    await ask(kit, other, id)
    await setDueDate(kit.deps, author, { id, userid: signer.userid, reason: '出差', dueOn: '2026-03-30' })
    // People who join on the day on which signing began are not counted as joiners.
    const join = (userid: string) => {
      const joiner = { ...kit.deps.wecom.members.get('lead')!, userid, departments: [north], mainDepartment: north }
      return kit.deps.db.transaction((tx) =>
        syncMembers(kit.deps, tx, [joiner], { at: kit.deps.clock.now(), source: 'test' }),
      )
    }
    await join('sameday')
    kit.deps.clock.advanceHours(24)
    await join('nextday')
    await join('signsnow')
    const oldestAt = new Date(kit.deps.clock.now().getTime() - 25 * 3_600_000).toISOString()
    const overview = () => getOverview(kit.deps, lead)
    expect((await overview()).questions).toEqual({ count: 2, first: later, oldestAt })
    const rowOf = async (policy: PolicyId) => (await overview()).policies.find((row) => row.id === policy)
    expect(await rowOf(id)).toMatchObject({ joiners: 2, counts: { questioned: 1 } })
    expect(await rowOf(later)).toMatchObject({ joiners: 2, counts: { undelivered: 1, questioned: 1 } })
    // The number equals the length of the list that it opens.
    const query = { id, state: 'unsigned', joinedAfter: '2026-03-17' } as const
    expect((await listPeople(kit.deps, lead, query)).items.map(({ userid }) => userid)).toEqual(['nextday', 'signsnow'])
    await readAndSign(kit, await currentActorOf(kit, 'signsnow'), id)
    expect((await rowOf(id))?.joiners).toBe(1)
    // A joiner who is overdue is still counted.
    kit.deps.clock.advanceDays(10)
    expect((await rowOf(id))?.joiners).toBe(1)
    await startDraft(kit.deps, author, { id, edition: (await getPolicyEdit(kit.deps, author, { id })).edition })
    expect((await overview()).versions.count).toBe(0)
    await submitDraft(kit.deps, author, { id, edition: (await getPolicyEdit(kit.deps, author, { id })).edition })
    expect((await overview()).versions).toEqual({ count: 1, first: id })
    expect((await getOverview(kit.deps, author)).versions.count).toBe(0)
  })

  test('a list that is cut says how many more there are', async ({ kit }) => {
    const people = await createCompany(kit)
    const { lead, north } = people
    const [first, second] = [
      await createPublishedPolicy(kit, people, draft),
      await createPublishedPolicy(kit, people, draft),
    ]
    const exempted: MemberActor[] = []
    for (let n = 0; n < 7; n += 1) exempted.push(await kit.given.member({ department: north }))
    for (const { userid } of exempted) {
      await exemptPerson(kit.deps, lead, { id: first, userid, reason: '产假', until: '2026-03-20' })
      await setPartner(kit.deps, lead, { userid, company: '外协', sponsor: 'lead', endsOn: '2026-04-01' })
    }
    await exemptPerson(kit.deps, lead, { id: second, userid: exempted[0]!.userid, reason: '产假', until: '2026-03-21' })
    const { exemptions, moreExemptions, partners, morePartners } = await getOverview(kit.deps, lead)
    expect([exemptions.length, partners.length, morePartners]).toEqual([5, 5, 2])
    expect(Object.fromEntries(moreExemptions.map(({ policy, count }) => [policy.id, count]))).toEqual({
      [first]: 2,
      [second]: 1,
    })
  })

  test('tasks of the management department are shown only to its members, and other members see no overview', async ({
    kit,
  }) => {
    const people = await createCompany(kit)
    const auditor = await kit.given.member({ userid: 'auditor', roles: ['auditor'] })
    expect((await getOverview(kit.deps, people.lead)).ops).toEqual({ bad: 0, warn: 0, checkedAt: null, stopped: 0 })
    expect((await getOverview(kit.deps, auditor)).ops).toBeNull()
    const { requestAs } = createTestClient(kit.deps)
    expect((await requestAs(people.signer, 'GET', '/api/overview')).status).toBe(404)
  })

  test('the overview is the start page of role holders at a computer, and of nobody else', async ({ kit }) => {
    const { lead, signer } = await createCompany(kit)
    const startOf = async (actor: typeof lead, isComputer: boolean) =>
      (await loadPage(kit.deps, actor, '/', { isComputer })).path
    expect(await startOf(lead, true)).toBe('/overview')
    expect(await startOf(lead, false)).toBe('/')
    expect(await startOf(signer, true)).toBe('/')
  })
})
