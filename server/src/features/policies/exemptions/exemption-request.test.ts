import { describe, expect } from 'vitest'
import type { ExemptionRequestPayload } from '@desk/shared/policies/exemptions/exemption-request'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import {
  clause,
  countsOf,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { agree, decisionOn } from '../../../testing/request-fixtures.ts'
import { findActiveActor } from '../../../access/find-active-actor.ts'
import { createDelegation } from '../../delegations/create-delegation.ts'
import { getMe } from '../../home/get-me.ts'
import { closeUndisputed } from '../../info-change/jobs/close-undisputed.ts'
import { endExemption, exemptPerson } from '../roster/change-person.ts'
import { getHome } from '../../home/get-home.ts'
import { listApprovals } from '../../requests/inbox/list-requests.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { enqueueRerouting } from '../../requests/commands/enqueue-rerouting-queries.ts'
import { submitRequest } from '../../requests/commands/submit-request.ts'
import { getReading } from '../signing/get-reading.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { requestDraft } from '@desk/shared/requests/types/index'

const refuse = { verdict: 'refuse', reason: { code: 'must_sign', text: '' } } as const

/** Creates a member who has to sign a policy, and may request an exemption. */
async function createApplicant(kit: Kit) {
  const { north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'zhao', name: '赵丽霞', department: north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await drainOutbox(kit.deps)
  kit.deps.wecom.sent.length = 0
  const requestExemption = (
    overrides: Partial<ExemptionRequestPayload> = {},
    actor = person,
    idempotencyKey = 'key-of-exemption-1',
  ) => {
    const payload = { policyId: id, title: '使用规范', reason: '产假', until: '2026-04-30', ...overrides }
    return submitRequest(kit.deps, actor, {
      ...requestDraft.parse({ kind: 'policy_exemption', payload }),
      idempotencyKey,
    })
  }
  return { ...company, north, person, id, requestExemption }
}
/** Returns the actor that the next request of this person would have. */
const actorNow = async ({ deps }: Kit, userid: string) => (await findActiveActor(deps, userid))!
const titlesTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.sent.filter((notice) => notice.userid === userid).map(({ card }) => card.title)

describe('a request to be exempt', () => {
  test('an approved request exempts the person until its last day, and both sides get a card', async ({ kit }) => {
    const { lead, person, id, north, requestExemption } = await createApplicant(kit)
    const { view } = await requestExemption()
    expect((await openPolicy(kit, person, id)).exemptionRequest).toBe(view.id)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'lead')).toEqual(['待审批：赵丽霞 申请豁免签收'])
    expect(titlesTo(kit, 'author')).toEqual([])
    await decideRequest(kit.deps, lead, decisionOn(view, { exemption: agree }))
    await drainOutbox(kit.deps)
    expect(await getRequest(kit.deps, person, view.id)).toMatchObject({ state: 'done', proof: { reached: 3 } })
    expect(titlesTo(kit, 'zhao')).toEqual(['已豁免：使用规范'])
    expect(await countsOf(kit, lead, id, north)).toEqual({ exempt: 1 })
    expect((await openPolicy(kit, person, id)).exemptionRequest).toBeNull()
  })

  test('after the last day of an exemption the person has to sign', async ({ kit }) => {
    const { lead, id, north, requestExemption } = await createApplicant(kit)
    const { view } = await requestExemption()
    await decideRequest(kit.deps, lead, decisionOn(view, { exemption: agree }))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceDays(46)
    expect(await countsOf(kit, lead, id, north)).toEqual({ pending: 1 })
  })

  test('a refused request changes nothing, and the applicant is notified', async ({ kit }) => {
    const { lead, id, north, requestExemption } = await createApplicant(kit)
    const { view } = await requestExemption()
    await decideRequest(kit.deps, lead, decisionOn(view, { exemption: refuse }))
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'zhao')).toEqual(['未同意豁免：使用规范'])
    expect(await countsOf(kit, lead, id, north)).toEqual({ pending: 1 })
  })

  test('a withdrawn or refused request can be repeated by its applicant, without a last day that has passed', async ({
    kit,
  }) => {
    const { lead, person, id, requestExemption } = await createApplicant(kit)
    const { view } = await requestExemption()
    expect(view.targetId).toBe(id)
    const readExemptionAgain = async (actor = person, again = view.id) =>
      (await getReading(kit.deps, actor, { id, again, sessionHash: 'session' })).exemptionAgain
    expect(await readExemptionAgain()).toBeNull()
    await decideRequest(kit.deps, lead, decisionOn(view, { exemption: refuse }))
    expect(await readExemptionAgain()).toEqual({ reason: '产假', until: '2026-04-30' })
    expect(await readExemptionAgain(lead)).toBeNull()
    expect(await readExemptionAgain(person, 'req_0nothing')).toBeNull()
    const next = await requestExemption({}, undefined, 'key-of-exemption-2')
    expect(next.view).toMatchObject({ state: 'open', changes: view.changes })
    kit.deps.clock.advanceDays(46)
    expect(await readExemptionAgain()).toEqual({ reason: '产假', until: '' })
  })

  test('members of ops without the lead role do not decide, and nobody decides their own', async ({ kit }) => {
    const { lead, author, requestExemption } = await createApplicant(kit)
    const { view } = await requestExemption()
    const byOps = decideRequest(kit.deps, author, decisionOn(view, { exemption: agree }))
    await expect(byOps).rejects.toMatchObject({ status: 403 })
    const second = await kit.given.member({ userid: 'lead2', department: 1, roles: ['ops_lead'] })
    const own = await requestExemption({}, lead, 'key-of-exemption-2')
    const bySelf = decideRequest(kit.deps, lead, decisionOn(own.view, { exemption: agree }))
    await expect(bySelf).rejects.toMatchObject({ code: 'request.self_approval' })
    await decideRequest(kit.deps, second, decisionOn(own.view, { exemption: agree }))
  })

  test('a request whose only approver lost the role goes to the next member who gets the compliance role', async ({
    kit,
  }) => {
    const { requestExemption } = await createApplicant(kit)
    const { id } = (await requestExemption()).view
    await kit.deps.db.execute("update role_grants set ended_at = now() where userid = 'lead'")
    const rerouteFor = async (userid: string) => {
      await kit.deps.db.transaction((tx) => enqueueRerouting(tx, [userid], kit.deps.clock.now()))
      await drainOutbox(kit.deps)
    }
    await rerouteFor('lead')
    await kit.given.member({ userid: 'officer', roles: ['compliance'] })
    await rerouteFor('officer')
    const waiting = await listApprovals(kit.deps, await actorNow(kit, 'officer'), { list: 'waiting' })
    expect(waiting.items.map((item) => item.id)).toEqual([id])
  })

  test('a request waits in the list of a compliance officer, on their home page, and for the delegate who decides for them', async ({
    kit,
  }) => {
    const { requestExemption } = await createApplicant(kit)
    const officer = await kit.given.member({ userid: 'officer', roles: ['compliance'] })
    const { id } = (await requestExemption()).view
    const listWaiting = async (userid: string) => {
      return (await listApprovals(kit.deps, await actorNow(kit, userid), { list: 'waiting' })).items.map(
        (item) => item.id,
      )
    }
    expect(await listWaiting('officer')).toEqual([id])
    expect((await getHome(kit.deps, officer, 'zh-CN')).waiting.approvals.count).toBe(1)
    expect(getMe(kit.deps, officer, { name: '', department: [] })).toMatchObject({ approvesRequests: true })
    const deputy = await kit.given.member({ userid: 'deputy' })
    await createDelegation(kit.deps, officer, {
      delegate: deputy.userid,
      startsOn: '2026-03-17',
      endsOn: '2026-03-18',
      note: '',
    })
    await drainOutbox(kit.deps)
    expect(await listWaiting('deputy')).toEqual([id])
    expect((await getRequest(kit.deps, await actorNow(kit, 'deputy'), id)).allowed).toContain('decide')
    expect(await listWaiting('officer')).toEqual([])
  })

  test('a granted request does not shorten an exemption, and exempts nobody who has signed meanwhile', async ({
    kit,
  }) => {
    const { lead, author, person, id, north, requestExemption } = await createApplicant(kit)
    const { view } = await requestExemption()
    await exemptPerson(kit.deps, author, { id, userid: 'zhao', reason: '长期病假', until: '2026-06-30' })
    await decideRequest(kit.deps, lead, decisionOn(view, { exemption: agree }))
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, person, view.id)).state).toBe('done')
    kit.deps.clock.advanceDays(58)
    expect(await countsOf(kit, lead, id, north)).toEqual({ exempt: 1 })
    await endExemption(kit.deps, author, { id, userid: 'zhao' })
    const second = await requestExemption({ until: '2026-06-30' }, undefined, 'key-of-exemption-2')
    await readAndSign(kit, person, id)
    await decideRequest(kit.deps, lead, decisionOn(second.view, { exemption: agree }))
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, person, second.view.id)).state).toBe('failed')
    expect(titlesTo(kit, 'zhao').at(-1)).toBe('未豁免：使用规范')
    expect(await countsOf(kit, lead, id, north)).toEqual({ signed: 1 })
  })

  test('a request that is approved after its last day grants nothing, and the applicant is notified', async ({
    kit,
  }) => {
    const { lead, person, id, north, requestExemption } = await createApplicant(kit)
    const { view } = await requestExemption({ until: '2026-03-18' })
    kit.deps.clock.advanceDays(2)
    await decideRequest(kit.deps, lead, decisionOn(view, { exemption: agree }))
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, person, view.id)).state).toBe('failed')
    expect(kit.deps.wecom.sent.findLast(({ userid }) => userid === 'zhao')?.card).toMatchObject({
      title: '未豁免：使用规范',
      subtitle: '审批时已过豁免期限，或已无需签收',
    })
    expect(await countsOf(kit, lead, id, north)).toEqual({ pending: 1 })
  })

  test('a granted request is not closed a second time after the days in which an info change may be disputed', async ({
    kit,
  }) => {
    const { lead, person, requestExemption } = await createApplicant(kit)
    const { view } = await requestExemption()
    await decideRequest(kit.deps, lead, decisionOn(view, { exemption: agree }))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceDays(8)
    expect(await closeUndisputed(kit.deps)).toBe(0)
    const { timeline } = await getRequest(kit.deps, person, view.id)
    expect(timeline.filter(({ type }) => type === 'closed')).toHaveLength(1)
  })

  test('a past day, another title and a second request are refused', async ({ kit }) => {
    const { requestExemption } = await createApplicant(kit)
    await expect(requestExemption({ until: '2026-03-01' })).rejects.toMatchObject({
      details: { fields: [{ code: 'day.past' }] },
    })
    await expect(requestExemption({ title: '别的制度' })).rejects.toMatchObject({
      details: { fields: [{ code: 'policy.title_differs' }] },
    })
    await requestExemption()
    await expect(requestExemption({}, undefined, 'key-of-exemption-3')).rejects.toMatchObject({
      code: 'policy.exemption_pending',
    })
  })
})
