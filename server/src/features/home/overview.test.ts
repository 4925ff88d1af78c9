import type { PolicyId } from '@desk/shared/kernel/ids'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { policies } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { loadPage } from '../../testing/load-page.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { exemptPerson } from '../policies/roster/change-person.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'
import { getOverview } from './get-overview.ts'

const draft = draftOf([clause('1')])

async function company(kit: Kit) {
  const people = await policyCompany(kit)
  const signer = await kit.given.member({ department: people.north })
  const other = await kit.given.member({ department: people.south, userid: 'zhaolei', name: '赵磊' })
  return { ...people, signer, other }
}

describe('the overview', () => {
  test('the matrix counts by policy and department, and the rest of the company in one column', async ({ kit }) => {
    const { north, south, signer, ...people } = await company(kit)
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
    const people = await company(kit)
    const inTime = await createPublishedPolicy(kit, people, draftOf([clause('1')], { daysToSign: 30 }))
    const late = await createPublishedPolicy(kit, people, draft)
    kit.deps.clock.advanceHours(24 * 8)
    const { policies } = await getOverview(kit.deps, people.lead)
    expect(policies.map((policy) => policy.id)).toEqual([late, inTime])
    expect(policies[0]?.cells[1]).toEqual({ required: 1, missing: 1, overdue: 1 })
  })

  test('the exemptions of retired policies do not hide those of others that end soon', async ({ kit }) => {
    const people = await company(kit)
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
    const people = await company(kit)
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

  test('tasks of the management department are shown only to its members, and other members see no overview', async ({
    kit,
  }) => {
    const people = await company(kit)
    const auditor = await kit.given.member({ userid: 'auditor', roles: ['auditor'] })
    expect((await getOverview(kit.deps, people.lead)).ops).toEqual({ bad: 0, warn: 0, stopped: 0 })
    expect((await getOverview(kit.deps, auditor)).ops).toBeNull()
    const { requestAs } = createTestClient(kit.deps)
    expect((await requestAs(people.signer, 'GET', '/api/overview')).status).toBe(404)
  })

  test('the overview is the start page of role holders at a computer, and of nobody else', async ({ kit }) => {
    const { lead, signer } = await company(kit)
    const startOf = async (actor: typeof lead, isDesk: boolean) =>
      (await loadPage(kit.deps, actor, '/', { isDesk })).path
    expect(await startOf(lead, true)).toBe('/overview')
    expect(await startOf(lead, false)).toBe('/')
    expect(await startOf(signer, true)).toBe('/')
  })
})
