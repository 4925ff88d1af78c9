import { eq, isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members, requestCandidates, roleGrants } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  agree,
  bothFields,
  decisionOn,
  needsProof,
  smallCompany,
  submitInfoChange,
} from '../../testing/request-fixtures.ts'
import { endRole } from '../roles/end-role.ts'
import { grantRole } from '../roles/grant-role.ts'
import { decideRequest } from './commands/decide-request.ts'
import { getRequest } from './inbox/get-request.ts'
import { returnRequest } from './commands/return-request.ts'
import { listTransferTargets, transferRequest } from './commands/transfer-request.ts'
import { remindApprovers } from './commands/remind-approvers.ts'
import { resubmitRequest } from './commands/resubmit-request.ts'
import { errorCodeOf } from '../../testing/error-code-of.ts'
import { sentTo } from '../../testing/fixtures/sent-cards.ts'
import { eventTypesOf } from '../../testing/fixtures/info-change.ts'

const both = { position: agree, telephone: agree }
const names = (people: readonly { userid: string }[]) => people.map(({ userid }) => userid)

async function createOpenRequest(kit: Kit, overrides: Parameters<typeof smallCompany>[1] = {}) {
  const company = await smallCompany(kit, overrides)
  return { ...company, view: await submitInfoChange(kit, company.applicant) }
}

describe('remindApprovers', () => {
  test('a reminder is allowed again after four working hours, and every third reminder adds the next in line', async ({
    kit,
  }) => {
    const { company, applicant, view } = await createOpenRequest(kit)
    await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    const remind = () => remindApprovers(kit.deps, applicant, { id: view.id })
    // Tuesday 10:00: four working hours, with lunch between them.
    expect((await remind()).urge).toEqual({ count: 1, nextAt: '2026-03-17T07:00:00.000Z' })
    const tooSoon = await remind().catch((error: unknown) => error)
    expect(tooSoon).toMatchObject({ code: 'request.urge_too_soon', details: { nextAt: '2026-03-17T07:00:00.000Z' } })
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin').at(-1)?.card.title).toBe('郭𠮷在等你审批')
    kit.deps.clock.advanceHours(5)
    expect((await remind()).version).toBe(view.version)
    kit.deps.clock.advanceHours(24)
    const third = await remind()
    expect(third.deciders).toMatchObject([{ userid: 'boss', because: 'urged' }, { userid: 'limin' }])
    await drainOutbox(kit.deps)
    const urged = sentTo(kit, 'boss').filter(({ card }) => card.title === '郭𠮷在等你审批')
    expect(urged.map(({ card }) => card.subtitle)).toEqual([expect.stringContaining('第 3 次') as string])
  })

  test('only the applicant can send a reminder, and only while the request is open', async ({ kit }) => {
    const { applicant, admin, view } = await createOpenRequest(kit)
    expect(await errorCodeOf(remindApprovers(kit.deps, admin, { id: view.id }))).toBe('auth.forbidden')
    await decideRequest(kit.deps, admin, decisionOn(view, both))
    expect(await errorCodeOf(remindApprovers(kit.deps, applicant, { id: view.id }))).toBe('request.command_refused')
  })
})

describe('transferRequest', () => {
  test('a transfer leaves one approver, overwrites the old card, and is not undone by rerouting', async ({ kit }) => {
    const { company, admin, view } = await createOpenRequest(kit)
    const boss = await kit.given.member({ userid: 'boss', name: '陈立', department: company, adminOf: [company] })
    await drainOutbox(kit.deps)
    expect(names((await listTransferTargets(kit.deps, admin, view.id)).items)).toEqual(['boss'])
    const command = { id: view.id, version: view.version, to: 'boss', note: '我在出差' }
    const handed = await transferRequest(kit.deps, admin, command)
    expect(handed.deciders).toMatchObject([{ userid: 'boss', because: 'transferred' }])
    expect(handed.timeline.at(-1)).toMatchObject({ type: 'transferred', details: { note: '我在出差' } })
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.replaced.at(-1)?.card.subtitle).toBe('已交给陈立，无需处理')
    expect(await errorCodeOf(decideRequest(kit.deps, admin, decisionOn(handed, both)))).toBe('auth.forbidden')
    expect((await getRequest(kit.deps, boss, view.id)).deciders).toMatchObject([{ userid: 'boss' }])
    expect((await decideRequest(kit.deps, boss, decisionOn(handed, both))).state).toBe('decided')
  })

  test('an approver whose request was transferred meanwhile is told who has it now, and other readers are not', async ({
    kit,
  }) => {
    const { company, admin, view } = await createOpenRequest(kit)
    const boss = await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    const reader = await kit.given.member({ userid: 'reader', department: company, adminOf: [company] })
    const transfer = { id: view.id, version: view.version, to: 'boss', note: '' }
    const transferred = await transferRequest(kit.deps, admin, transfer)
    const conflict = {
      code: 'request.changed_meanwhile',
      details: { by: { userid: 'limin' }, current: { deciders: [{ userid: 'boss' }], allowed: [] } },
    }
    const returnCommand = { ...decisionOn(view, {}), reason: needsProof }
    await expect(decideRequest(kit.deps, admin, decisionOn(view, both))).rejects.toMatchObject(conflict)
    await expect(returnRequest(kit.deps, admin, returnCommand)).rejects.toMatchObject(conflict)
    await expect(transferRequest(kit.deps, admin, transfer)).rejects.toMatchObject(conflict)
    expect(await errorCodeOf(decideRequest(kit.deps, reader, decisionOn(view, both)))).toBe('auth.forbidden')
    await decideRequest(kit.deps, boss, decisionOn(transferred, both))
    const refused = { code: 'request.command_refused', details: { current: { decidedBy: { userid: 'boss' } } } }
    await expect(decideRequest(kit.deps, admin, decisionOn(view, both))).rejects.toMatchObject(refused)
    expect(await errorCodeOf(decideRequest(kit.deps, reader, decisionOn(view, both)))).toBe('auth.forbidden')
  })

  test('a transfer refuses the applicant, members without the role, and the caller', async ({ kit }) => {
    const { admin, department, view } = await createOpenRequest(kit)
    await kit.given.member({ userid: 'stranger', department })
    const transferTo = (userid: string) =>
      errorCodeOf(transferRequest(kit.deps, admin, { id: view.id, version: view.version, to: userid, note: '' }))
    expect(await Promise.all([transferTo('guoji'), transferTo('stranger'), transferTo('limin')])).toEqual(
      Array<string>(3).fill('request.not_eligible'),
    )
  })
})

describe('rerouteRequest', () => {
  test('rerouteRequest replaces an approver whose role ends, with a job that is due at once', async ({ kit }) => {
    const { company, view } = await createOpenRequest(kit)
    const boss = await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    const ops = await kit.given.member({ userid: 'ops', department: company, roles: ['ops'] })
    const [grant] = await kit.deps.db.select().from(roleGrants).where(eq(roleGrants.userid, 'limin'))
    await endRole(kit.deps, ops, grant?.id ?? '')
    await drainOutbox(kit.deps)
    const rerouted = await getRequest(kit.deps, boss, view.id)
    expect(rerouted.deciders).toMatchObject([{ userid: 'boss', because: 'parent' }])
    expect(rerouted.timeline.at(-1)).toMatchObject({
      type: 'reassigned',
      actor: null,
      asked: [{ userid: 'boss' }],
      released: [{ userid: 'limin' }],
    })
    expect(sentTo(kit, 'boss')).toHaveLength(1)
    const audited = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'request.reassigned'))
    expect(audited).toHaveLength(1)
  })

  test('rerouteRequest replaces an approver when a role granted for later begins', async ({ kit }) => {
    const { company, department } = await createOpenRequest(kit, { isConfirmed: false })
    const ops = await kit.given.member({ userid: 'ops', department: company, roles: ['ops'] })
    const role = { role: 'dept_admin', departmentId: department, isDeputy: true } as const
    await grantRole(kit.deps, ops, { ...role, userid: 'limin', startsOn: '2026-03-18' })
    await drainOutbox(kit.deps)
    const openApprovers = () => kit.deps.db.select().from(requestCandidates).where(isNull(requestCandidates.closedAt))
    expect(names(await openApprovers())).toEqual(['ops'])
    kit.deps.clock.advanceHours(15)
    await drainOutbox(kit.deps)
    expect(names(await openApprovers())).toEqual(['limin'])
  })

  test('rerouteRequest runs when the request is opened', async ({ kit }) => {
    const { company, applicant, view } = await createOpenRequest(kit)
    await kit.given.member({ userid: 'ops', department: company, roles: ['ops'] })
    await kit.deps.db.update(members).set({ status: 2 }).where(eq(members.userid, 'limin'))
    expect((await getRequest(kit.deps, applicant, view.id)).deciders).toMatchObject([{ userid: 'ops', because: 'ops' }])
  })

  test('rerouteRequest follows an applicant who moves to another department', async ({ kit }) => {
    const { company, applicant, admin, view } = await createOpenRequest(kit)
    const elsewhere = await kit.given.department({ parent: company })
    const newAdmin = await kit.given.member({ userid: 'there', department: elsewhere, adminOf: [elsewhere] })
    await kit.deps.db.update(members).set({ mainDepartmentId: elsewhere }).where(eq(members.userid, 'guoji'))
    expect((await getRequest(kit.deps, applicant, view.id)).deciders).toMatchObject([{ userid: 'there' }])
    expect(await errorCodeOf(getRequest(kit.deps, admin, view.id))).toBe('request.not_found')
    expect((await getRequest(kit.deps, newAdmin, view.id)).allowed).toContain('decide')
  })
})

/** Advances by days, and runs each hour what is due. */
async function advanceDays(kit: Kit, days: number): Promise<void> {
  for (let hour = 0; hour < days * 24; hour += 1) {
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
  }
}

/** Creates a request that took every step of the escalation policy: the next in line and ops are approvers too. */
async function createFullyEscalated(kit: Kit) {
  const { company, applicant, admin, view } = await createOpenRequest(kit)
  const boss = await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
  await kit.given.member({ userid: 'ops', department: company, roles: ['ops'] })
  await advanceDays(kit, 2)
  const escalated = await getRequest(kit.deps, admin, view.id)
  expect(names(escalated.deciders)).toEqual(['boss', 'limin', 'ops'])
  return { applicant, admin, boss, escalated }
}

describe('the escalation policy', () => {
  test('the escalation policy reminds, then adds the next in line, then the management department, and a decision closes all their approvals', async ({
    kit,
  }) => {
    const { company, admin, view } = await createOpenRequest(kit)
    await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    await kit.given.member({ userid: 'ops', department: company, roles: ['ops'] })
    expect(view.dueAt).toBe('2026-03-18T02:00:00.000Z')
    for (let hour = 0; hour < 8; hour += 1) {
      kit.deps.clock.advanceHours(1)
      await drainOutbox(kit.deps)
    }
    // Tuesday 18:00: seven of eight hours, so 50 and 80 percent are over.
    expect(sentTo(kit, 'limin').map(({ card }) => card.title)).toEqual([
      '待审批：郭𠮷 改 2 项',
      '快到时限：郭𠮷 改岗位、座机',
    ])
    kit.deps.clock.advanceHours(16)
    await drainOutbox(kit.deps)
    const due = await getRequest(kit.deps, admin, view.id)
    expect(due.isOverdue).toBe(true)
    expect(due.deciders).toMatchObject([{ userid: 'boss', because: 'escalated' }, { userid: 'limin' }])
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    const escalated = await getRequest(kit.deps, admin, view.id)
    expect(names(escalated.deciders)).toEqual(['boss', 'limin', 'ops'])
    expect(eventTypesOf(escalated).filter((type) => type === 'escalated')).toHaveLength(4)
    await decideRequest(kit.deps, admin, decisionOn(escalated, both))
    const approvers = await kit.deps.db.select().from(requestCandidates)
    expect(approvers.every(({ closedAt }) => closedAt !== null)).toBe(true)
  })

  test('the escalation policy is paused while the request is returned', async ({ kit }) => {
    const { applicant, admin, view } = await createOpenRequest(kit)
    await returnRequest(kit.deps, admin, { ...decisionOn(view, {}), reason: needsProof })
    for (let day = 0; day < 5; day += 1) {
      kit.deps.clock.advanceHours(24)
      await drainOutbox(kit.deps)
    }
    expect(eventTypesOf(await getRequest(kit.deps, applicant, view.id))).toEqual(['submitted', 'returned'])
  })

  test('a request that is transferred after the last step of the escalation policy is escalated to the management department again, once', async ({
    kit,
  }) => {
    const { boss, escalated } = await createFullyEscalated(kit)
    const { id, version, dueAt } = escalated
    const transferred = await transferRequest(kit.deps, boss, { id, version, to: 'limin', note: '' })
    await drainOutbox(kit.deps)
    expect(transferred).toMatchObject({ deciders: [{ userid: 'limin' }], dueAt })
    expect(names((await getRequest(kit.deps, boss, id)).deciders)).toEqual(['limin'])
    await advanceDays(kit, 1)
    expect(names((await getRequest(kit.deps, boss, id)).deciders)).toEqual(['limin', 'ops'])
    await advanceDays(kit, 2)
    const later = await getRequest(kit.deps, boss, id)
    expect(eventTypesOf(later).filter((type) => type === 'escalated')).toHaveLength(5)
  })

  test('a request that is resubmitted after the last step of the escalation policy is escalated to the management department again, once', async ({
    kit,
  }) => {
    const { applicant, admin, escalated } = await createFullyEscalated(kit)
    const { id, version } = await returnRequest(kit.deps, admin, { ...decisionOn(escalated, {}), reason: needsProof })
    const draft = { kind: 'info_change', payload: bothFields, idempotencyKey: 'resubmitted-late' } as const
    const resubmitted = await resubmitRequest(kit.deps, applicant, { id, version, draft })
    expect(names(resubmitted.deciders)).toEqual(['limin'])
    await drainOutbox(kit.deps)
    expect(names((await getRequest(kit.deps, admin, id)).deciders)).toEqual(['limin'])
    await advanceDays(kit, 1)
    expect(names((await getRequest(kit.deps, admin, id)).deciders)).toEqual(['limin', 'ops'])
    await advanceDays(kit, 2)
    const later = await getRequest(kit.deps, admin, id)
    expect(eventTypesOf(later).filter((type) => type === 'escalated')).toHaveLength(5)
  })
})
