import { describe, expect } from 'vitest'
import { eq } from 'drizzle-orm'
import { notices, requests } from '../../db/schema/index.ts'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { toPosition } from '../../testing/fixtures/info-change.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  agree,
  bothFields,
  decisionOn,
  refuse,
  smallCompany,
  submitInfoChange,
} from '../../testing/request-fixtures.ts'
import { decideRequest } from './commands/decide-request.ts'
import type { AppDeps } from '../../composition/app-deps.ts'
import { addComment } from '../comments/add-comment.ts'
import { getRequest } from './inbox/get-request.ts'
import { listApprovals } from './inbox/list-requests.ts'
import { countHandled } from './model/inbox-queries.ts'
import { resubmitRequest } from './commands/resubmit-request.ts'
import { returnRequest } from './commands/return-request.ts'
import { undoDecision } from './commands/undo-request.ts'
import { withdrawRequest } from './commands/withdraw-request.ts'

/** Returns dependencies with a request type whose requests the management department confirms. */
function withTwoSteps({ deps }: Kit): AppDeps {
  const { info_change: kind } = deps.kinds
  const nextStep: typeof kind.nextStep = async (_db, { step }) => (step === 'department' ? 'ops' : null)
  return {
    ...deps,
    kinds: { ...deps.kinds, info_change: { ...kind, nextStep } },
    site: { ...deps.site, undoMs: 60_000 },
  }
}

async function createVerifiedRequest(kit: Kit) {
  const { applicant, admin, company } = await smallCompany(kit)
  const ops = await kit.given.member({ userid: 'ops', name: '陈立', department: company, roles: ['ops'] })
  const deps = withTwoSteps(kit)
  const view = await submitInfoChange(kit, applicant)
  await decideRequest(deps, admin, decisionOn(view, { position: agree, telephone: refuse }))
  kit.deps.clock.advanceSeconds(60)
  await drainOutbox(deps)
  return { deps, applicant, admin, ops, view: await getRequest(deps, ops, view.id) }
}

describe('the second step of approval', () => {
  test('the second step begins after the undo window, for the approved fields', async ({ kit }) => {
    const { deps, ops, view } = await createVerifiedRequest(kit)
    expect(view).toMatchObject({ state: 'open', step: 'ops', deciders: [{ userid: 'ops', because: 'ops' }] })
    expect(view.timeline.at(-1)).toMatchObject({ type: 'asked_next', asked: [{ name: '陈立' }] })
    expect(kit.deps.wecom.updates).toEqual([])
    await decideRequest(deps, ops, decisionOn(view, { position: agree }))
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(deps)
    expect(kit.deps.wecom.updates).toEqual([{ userid: 'guoji', fields: { position: '高级质检工程师' } }])
    expect((await getRequest(deps, ops, view.id)).state).toBe('done')
  })

  test('the second step has a different approver from the first step', async ({ kit }) => {
    const { applicant, company } = await smallCompany(kit)
    const both = await kit.given.member({ userid: 'both', department: company, roles: ['ops'], adminOf: [company] })
    await kit.given.member({ userid: 'ops', department: company, roles: ['ops'] })
    await kit.deps.db.execute("update role_grants set ended_at = now() where userid = 'limin'")
    const deps = withTwoSteps(kit)
    const view = await submitInfoChange(kit, applicant)
    expect(view.deciders).toMatchObject([{ userid: 'both' }])
    await decideRequest(deps, both, decisionOn(view, { position: agree, telephone: agree }))
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(deps)
    expect((await getRequest(deps, applicant, view.id)).deciders.map(({ userid }) => userid)).toEqual(['ops'])
  })

  test('a decision that was undone has no effect, even when its job runs after the undo window of the next decision', async ({
    kit,
  }) => {
    const { applicant, admin, company } = await smallCompany(kit)
    await kit.given.member({ userid: 'ops', department: company, roles: ['ops'] })
    const twoSteps = withTwoSteps(kit)
    const { info_change: kind } = twoSteps.kinds
    // As the settings allow, the management department confirms the position, and nothing else.
    const nextStep: typeof kind.nextStep = async (_db, { step, outcome }) =>
      step === 'department' && outcome.verdicts.position?.verdict === 'agree' ? 'ops' : null
    const deps = { ...twoSteps, kinds: { ...twoSteps.kinds, info_change: { ...kind, nextStep } } }
    const view = await submitInfoChange(kit, applicant)
    const { version } = await decideRequest(deps, admin, decisionOn(view, { position: refuse, telephone: agree }))
    kit.deps.clock.advanceSeconds(10)
    const undone = await undoDecision(deps, admin, { id: view.id, version })
    kit.deps.clock.advanceSeconds(10)
    await decideRequest(deps, admin, decisionOn(undone, { position: agree, telephone: agree }))
    kit.deps.clock.advanceSeconds(70)
    await drainOutbox(deps)
    expect(await getRequest(deps, admin, view.id)).toMatchObject({ state: 'open', step: 'ops' })
    expect(kit.deps.wecom.updates).toEqual([])
  })

  test('an undo of the decision in the second step keeps the step and the verdicts of the first one', async ({
    kit,
  }) => {
    const { deps, ops, view } = await createVerifiedRequest(kit)
    const decided = await decideRequest(deps, ops, decisionOn(view, { position: refuse }))
    const undone = await undoDecision(deps, ops, { id: view.id, version: decided.version })
    expect(undone).toMatchObject({ state: 'open', step: 'ops', deciders: [{ userid: 'ops' }] })
    expect(undone.changes.map(({ verdict }) => verdict?.agreed)).toEqual([true, false])
  })

  test('whoever decided the first step keeps the request in their list while the second step is decided and undone', async ({
    kit,
  }) => {
    const { deps, admin, ops, view } = await createVerifiedRequest(kit)
    const handledBy = async (actor: typeof admin) => ({
      list: (await listApprovals(deps, actor, { list: 'handled' })).items.map(({ id, decidedBy }) => [
        id,
        decidedBy?.userid,
      ]),
      count: await countHandled(kit.deps.db, actor),
    })
    const byAdmin = await handledBy(admin)
    expect(byAdmin).toEqual({ list: [[view.id, 'limin']], count: 1 })
    const decided = await decideRequest(deps, ops, decisionOn(view, { position: agree }))
    const byOps = { list: [[view.id, 'ops']], count: 1 }
    expect([await handledBy(admin), await handledBy(ops)]).toEqual([byOps, byOps])
    const undone = await undoDecision(deps, ops, { id: view.id, version: decided.version })
    expect([await handledBy(admin), await handledBy(ops)]).toEqual([byAdmin, { list: [], count: 0 }])
    expect(undone.decidedAt).toBe(view.decidedAt)
  })

  test('the timeline counts for each step what it approved and refused', async ({ kit }) => {
    const { deps, ops, view } = await createVerifiedRequest(kit)
    const { timeline } = await decideRequest(deps, ops, decisionOn(view, { position: agree }))
    expect(timeline.filter(({ type }) => type === 'decided').map(({ details }) => details)).toMatchObject([
      { agreed: 1, refused: 1 },
      { agreed: 1, refused: 0 },
    ])
  })

  test('the cards of a request that was withdrawn in the second step say so, and name no approval', async ({ kit }) => {
    const { deps, applicant, view } = await createVerifiedRequest(kit)
    await withdrawRequest(deps, applicant, { id: view.id, version: view.version })
    await drainOutbox(deps)
    expect(kit.deps.wecom.replaced.at(-1)).toMatchObject({ userid: 'ops', card: { subtitle: '申请已撤回，无需处理' } })
  })

  test('a comment of the applicant in the second step goes to its approvers, even once they have returned the request', async ({
    kit,
  }) => {
    const { deps, applicant, ops, view } = await createVerifiedRequest(kit)
    await addComment(deps, applicant, { id: view.id, text: '证件照在这', attachments: [] })
    const seen = { id: view.id, version: view.version, seenHash: view.seenHash }
    await returnRequest(deps, ops, { ...seen, reason: { code: 'needs_proof', text: '' } })
    await addComment(deps, applicant, { id: view.id, text: '还差哪一张？', attachments: [] })
    const notified = await deps.db.select().from(notices).where(eq(notices.event, 'request.commented'))
    expect(notified.map(({ userid }) => userid)).toEqual(['ops', 'ops'])
  })

  test('the second step waits for the ops lead when the only member of the management department took the first', async ({
    kit,
  }) => {
    const { applicant, company } = await smallCompany(kit)
    const both = await kit.given.member({ userid: 'both', department: company, roles: ['ops'], adminOf: [company] })
    const lead = await kit.given.member({ userid: 'lead', department: company, roles: ['ops_lead'] })
    await kit.deps.db.execute("update role_grants set ended_at = now() where userid = 'limin'")
    const deps = withTwoSteps(kit)
    const view = await submitInfoChange(kit, applicant, toPosition)
    await decideRequest(deps, both, decisionOn(view, { position: agree }))
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(deps)
    const opened = await getRequest(deps, lead, view.id)
    expect(opened).toMatchObject({ state: 'open', step: 'ops', deciders: [{ userid: 'lead', because: 'ops' }] })
    await decideRequest(deps, lead, decisionOn(opened, { position: agree }))
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(deps)
    expect((await getRequest(deps, applicant, view.id)).state).toBe('done')
  })

  async function createReturnedByOps(kit: Kit) {
    const { deps, applicant, ops, view } = await createVerifiedRequest(kit)
    const reason = { code: 'needs_proof', text: '' } as const
    const { id, version } = await returnRequest(deps, ops, { ...decisionOn(view, {}), reason })
    const resubmit = (payload: InfoChangePayload) =>
      resubmitRequest(deps, applicant, { id, version, draft: { kind: 'info_change', payload } })
    return { deps, ops, id, resubmit }
  }

  test('a request returned in the second step and resubmitted unchanged shows what the first step refused', async ({
    kit,
  }) => {
    const { deps, ops, id, resubmit } = await createReturnedByOps(kit)
    await resubmit(bothFields)
    const view = await getRequest(deps, ops, id)
    expect(view).toMatchObject({
      state: 'open',
      step: 'ops',
      deciders: [{ userid: 'ops', because: 'returned_before' }],
    })
    expect(view.changes.map(({ field, verdict }) => [field, verdict?.agreed])).toEqual([
      ['position', true],
      ['telephone', false],
    ])
    expect((await decideRequest(deps, ops, decisionOn(view, { position: agree }))).state).toBe('decided')
  })

  test('a request returned in the second step and changed is decided by the department again', async ({ kit }) => {
    const { resubmit } = await createReturnedByOps(kit)
    const resubmitted = await resubmit({ position: { from: '质检工程师', to: '质检组长' } })
    expect(resubmitted).toMatchObject({ state: 'open', step: 'department', deciders: [{ userid: 'limin' }] })
    expect(resubmitted.deciders).toHaveLength(1)
  })

  test.for([
    [
      'begins the first step again with its full decision time and no step of the escalation policy',
      toPosition,
      'department',
      0,
    ],
    ['keeps what is left of its decision time when nothing was changed', bothFields, 'ops', 3],
  ] as const)('a late request that was returned in the second step %s', async ([, payload, step, steps], { kit }) => {
    const { deps, id, resubmit } = await createReturnedByOps(kit)
    await deps.db.update(requests).set({ timeLeftMs: 0, slaEscalationStep: 4 }).where(eq(requests.id, id))
    expect((await resubmit(payload)).step).toBe(step)
    const [row] = await deps.db.select().from(requests).where(eq(requests.id, id))
    const leftMs = row!.dueAt!.getTime() - deps.clock.now().getTime()
    expect({ isLate: leftMs <= 0, steps: row!.slaEscalationStep }).toEqual({ isLate: step === 'ops', steps })
  })
})
