import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { disputeInfoChange } from '../../features/info-change/follow-up/dispute.ts'
import { decideRequest } from '../../features/requests/commands/decide-request.ts'
import { getRequest } from '../../features/requests/inbox/get-request.ts'
import { confirmIdentity, markDeviceFound } from '../../features/lost-device/recovery/recover-case.ts'
import { drainOutbox } from '../drain-outbox.ts'
import { submitGroupRequest } from '../fixtures/groups.ts'
import type { Kit } from '../kit.ts'
import { caseFor, report } from '../fixtures/lost-device.ts'
import { type RolePeople, rowOf, type RoleCall, type RoleCalls } from './role-call.ts'
import { agree, decisionOn, submitInfoChange } from '../request-fixtures.ts'

/** Submits a request, and returns it with the department's approver. */
async function createSubmittedRequest(
  kit: Kit,
  { north }: RolePeople,
): Promise<{ view: RequestView; admin: MemberActor }> {
  const applicant = await kit.given.member({ userid: 'guoji', department: north, position: '质检工程师' })
  const admin = await kit.given.member({ userid: 'limin', department: north, adminOf: [north] })
  return { view: await submitInfoChange(kit, applicant), admin }
}

const createRequestCall = (view: { id: string }, by: MemberActor, name: string, body: object): RoleCall => {
  const { id: _id, ...rest } = body as Record<string, unknown>
  return { by, path: `/api/requests/${view.id}/${name}`, body: rest, row: rowOf('requests', view.id) }
}

/** Reports a lost device: the report of a colleague waits for a decision, that of the lead locks at once. */
async function createCase(kit: Kit, { north, lead }: RolePeople, by: 'colleague' | 'lead') {
  const subject = await kit.given.member({ userid: 'guoji', department: north })
  const colleague = await kit.given.member({ userid: 'wangxiaoyu', department: north })
  const second = await kit.given.member({ userid: 'second', department: north, roles: ['ops'] })
  const { id } = await report(kit, by === 'lead' ? lead : colleague, subject.userid)
  await drainOutbox(kit.deps)
  return { id, second }
}

type Case = Awaited<ReturnType<typeof createCase>>
async function createCaseCall(
  kit: Kit,
  { id }: Case,
  by: MemberActor,
  name: string,
  body: object = {},
): Promise<RoleCall> {
  const { version } = await caseFor(kit, by, id)
  const path = `/api/lost-device/cases/${id}/${name}`
  return { by, path, body: { version, ...body }, row: rowOf('requests', id) }
}

/** Commands about one request or one case. */
export const requestCalls: RoleCalls = {
  'POST /api/requests/:id/decision': async (kit, people) => {
    const { view, admin } = await createSubmittedRequest(kit, people)
    return createRequestCall(view, admin, 'decision', decisionOn(view, { position: agree, telephone: agree }))
  },
  'POST /api/requests/:id/return': async (kit, people) => {
    const { view, admin } = await createSubmittedRequest(kit, people)
    const { version, seenHash } = view
    return createRequestCall(view, admin, 'return', { version, seenHash, reason: { code: 'needs_proof', text: '' } })
  },
  'POST /api/requests/:id/transfer': async (kit, people) => {
    const { view, admin } = await createSubmittedRequest(kit, people)
    const to = await kit.given.member({ userid: 'also', department: people.north, adminOf: [people.north] })
    return createRequestCall(view, admin, 'transfer', { version: view.version, to: to.userid })
  },
  'POST /api/requests/:id/settlement': async (kit, people) => {
    const { view, admin } = await createSubmittedRequest(kit, people)
    await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: agree }))
    await drainOutbox(kit.deps)
    const read = () => getRequest(kit.deps, people.author, view.id)
    const applicant: MemberActor = { kind: 'member', userid: 'guoji', roles: [], adminOf: [] }
    await disputeInfoChange(kit.deps, applicant, { id: view.id, version: (await read()).version, text: '还是旧的' })
    const body = { version: (await read()).version, finding: 'stands', text: '要重新打印' }
    return createRequestCall(view, people.author, 'settlement', body)
  },
  'POST /api/requests/:id/group-made': async (kit, people) => {
    const { north, author } = people
    const applicant = await kit.given.member({ userid: 'guoji', department: north })
    const admin = await kit.given.member({ userid: 'limin', department: north, adminOf: [north] })
    for (const userid of ['mate', 'third']) await kit.given.member({ userid, department: north })
    const view = await submitGroupRequest(kit, applicant, { name: '来料异常-北-专项-至26年6月' })
    await decideRequest(kit.deps, admin, decisionOn(view, { group: agree }))
    kit.deps.wecom.groupRules.isRootVisible = false
    await drainOutbox(kit.deps)
    return createRequestCall(view, author, 'group-made', {})
  },
  'POST /api/lost-device/cases/:id/decision': async (kit, people) => {
    const found = await createCase(kit, people, 'colleague')
    return createCaseCall(kit, found, people.author, 'decision', { decision: 'dismiss', note: '误报' })
  },
  'POST /api/lost-device/cases/:id/identity': async (kit, people) => {
    const found = await createCase(kit, people, 'lead')
    await markDeviceFound(kit.deps, people.lead, {
      id: found.id,
      version: (await caseFor(kit, people.lead, found.id)).version,
    })
    return createCaseCall(kit, found, people.author, 'identity', { channel: 'phone' })
  },
  'POST /api/lost-device/cases/:id/unlock': async (kit, people) => {
    const found = await createCase(kit, people, 'lead')
    const target = async () => ({ id: found.id, version: (await caseFor(kit, people.lead, found.id)).version })
    await markDeviceFound(kit.deps, people.lead, await target())
    await confirmIdentity(kit.deps, found.second, { ...(await target()), channel: 'phone' })
    return createCaseCall(kit, found, people.author, 'unlock')
  },
  'POST /api/lost-device/cases/:id/export': async (kit, people) => {
    const { id } = await createCase(kit, people, 'lead')
    return { by: people.author, path: `/api/lost-device/cases/${id}/export`, body: {} }
  },
}
