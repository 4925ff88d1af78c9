import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  agree,
  decisionOn,
  refuse,
  smallCompany,
  submitInfoChange,
  needsProof,
} from '../../testing/request-fixtures.ts'
import { claimRequest } from './commands/claim-request.ts'
import { decideRequest } from './commands/decide-request.ts'
import { getRequest } from './inbox/get-request.ts'
import { listMyRequests } from './inbox/list-requests.ts'
import { resubmitRequest } from './commands/resubmit-request.ts'
import { returnRequest } from './commands/return-request.ts'
import { undoDecision } from './commands/undo-request.ts'
import { withdrawRequest } from './commands/withdraw-request.ts'
import { errorCodeOf } from '../../testing/error-code-of.ts'
import { sentTo } from '../../testing/fixtures/sent-cards.ts'
import { withUndo } from '../../testing/fixtures/undo-window.ts'
import { eventTypesOf } from '../../testing/fixtures/info-change.ts'

const both = { position: agree, telephone: agree }
const corrected = {
  kind: 'info_change',
  payload: { position: { from: '质检工程师', to: '质检组长' } },
} as const

async function createOpenRequest(kit: Kit) {
  const company = await smallCompany(kit)
  return { ...company, view: await submitInfoChange(kit, company.applicant) }
}

describe('returnRequest', () => {
  test('a return pauses the clock, notifies the applicant of the reason, and keeps the approver', async ({ kit }) => {
    const { applicant, admin, department, view } = await createOpenRequest(kit)
    const other = await kit.given.member({ userid: 'zhou', department, adminOf: [department] })
    await getRequest(kit.deps, other, view.id)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(1)
    const seen = await getRequest(kit.deps, admin, view.id)
    const returned = await returnRequest(kit.deps, admin, { ...decisionOn(seen, {}), reason: needsProof })
    expect(returned).toMatchObject({ state: 'returned', dueAt: null, waitingSince: null, allowed: [] })
    expect(returned.timeline.at(-1)).toMatchObject({ type: 'returned', details: { reason: { clause: '3.3a' } } })

    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'guoji').map(({ card }) => [card.title, card.subtitle])).toEqual([
      ['退回给你修改', '李敏：还缺依据'],
    ])
    kit.deps.clock.advanceHours(48)
    const applicantView = await getRequest(kit.deps, applicant, view.id)
    expect(applicantView).toMatchObject({ returned: { by: { userid: 'limin' } }, allowed: ['resubmit', 'withdraw'] })
    const { items } = await listMyRequests(kit.deps, applicant, {})
    expect(items[0]?.returned).toMatchObject({ by: { name: '李敏' }, reason: { code: needsProof.code } })
    const resubmitted = await resubmitRequest(kit.deps, applicant, {
      id: view.id,
      version: applicantView.version,
      draft: corrected,
    })
    expect(resubmitted).toMatchObject({ state: 'open', returned: null })
    expect(resubmitted.deciders).toMatchObject([{ userid: 'limin', because: 'returned_before' }])
    expect(resubmitted.seenHash).not.toBe(view.seenHash)
    // One of eight hours was used: Thursday 11:00 and seven more working hours.
    expect(resubmitted.dueAt).toBe('2026-03-20T02:00:00.000Z')
  })

  test('a resubmission goes to another approver when the one who returned the request may no longer decide', async ({
    kit,
  }) => {
    const { company, applicant, admin, view } = await createOpenRequest(kit)
    await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    const returned = await returnRequest(kit.deps, admin, { ...decisionOn(view, {}), reason: needsProof })
    await kit.deps.db.update(members).set({ status: 5 }).where(eq(members.userid, 'limin'))
    const resubmitted = await resubmitRequest(kit.deps, applicant, {
      id: view.id,
      version: returned.version,
      draft: corrected,
    })
    expect(resubmitted.deciders).toMatchObject([{ userid: 'boss', because: 'parent' }])
  })

  test('a return of a stale view, or by a caller who is not an approver, is refused', async ({ kit }) => {
    const { applicant, admin, department, view } = await createOpenRequest(kit)
    const colleague = await kit.given.member({ department })
    const command = { ...decisionOn(view, {}), reason: needsProof }
    expect(await errorCodeOf(returnRequest(kit.deps, colleague, command))).toBe('request.not_found')
    expect(await errorCodeOf(returnRequest(kit.deps, applicant, command))).toBe('auth.forbidden')
    expect(await errorCodeOf(returnRequest(kit.deps, admin, { ...command, seenHash: 'f'.repeat(64) }))).toBe(
      'request.changed_meanwhile',
    )
    const draft = { id: view.id, version: view.version, draft: corrected }
    expect(await errorCodeOf(resubmitRequest(kit.deps, applicant, draft))).toBe('request.command_refused')
    await returnRequest(kit.deps, admin, command)
    expect(await errorCodeOf(decideRequest(kit.deps, admin, decisionOn(view, both)))).toBe('request.command_refused')
  })

  test('the applicant is notified once of a request that was returned twice before the first notice was sent', async ({
    kit,
  }) => {
    const { applicant, admin, view } = await createOpenRequest(kit)
    const returnOnce = ({ id, version, seenHash }: typeof view) =>
      returnRequest(kit.deps, admin, { id, version, seenHash, reason: needsProof })
    const { version } = await returnOnce(view)
    await returnOnce(await resubmitRequest(kit.deps, applicant, { id: view.id, version, draft: corrected }))
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'guoji')).toHaveLength(1)
  })
})

describe('undoDecision', () => {
  test('an undo opens the request again with new cards, and nothing is written', async ({ kit }) => {
    const { admin, view } = await createOpenRequest(kit)
    const deps = withUndo(kit)
    await drainOutbox(deps)
    const decided = await decideRequest(deps, admin, decisionOn(view, both))
    expect(decided).toMatchObject({ state: 'decided', undoUntil: '2026-03-17T02:01:00.000Z', allowed: ['undo'] })
    await drainOutbox(deps)
    kit.deps.clock.advanceSeconds(59)
    const undone = await undoDecision(deps, admin, { id: view.id, version: decided.version })
    expect(undone).toMatchObject({ state: 'open', decidedBy: null, undoUntil: null })
    expect(undone.deciders).toMatchObject([{ userid: 'limin' }])
    expect(undone.changes.map(({ verdict }) => verdict)).toEqual([null, null])
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(deps)
    expect(kit.deps.wecom.updates).toEqual([])
    expect(sentTo(kit, 'limin')).toHaveLength(2)

    const current = await getRequest(deps, admin, view.id)
    await decideRequest(deps, admin, decisionOn(current, { position: agree, telephone: refuse }))
    await drainOutbox(deps)
    expect(kit.deps.wecom.updates).toEqual([])
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(deps)
    expect(kit.deps.wecom.updates).toHaveLength(1)
    expect((await getRequest(deps, admin, view.id)).state).toBe('done')
  })

  test('an undo gives the second decision its own undo window', async ({ kit }) => {
    const { admin, view } = await createOpenRequest(kit)
    const deps = withUndo(kit)
    const first = await decideRequest(deps, admin, decisionOn(view, both))
    kit.deps.clock.advanceSeconds(30)
    const undone = await undoDecision(deps, admin, { id: view.id, version: first.version })
    await decideRequest(deps, admin, decisionOn(undone, both))
    // The job of the first decision is due, that of the second is not.
    kit.deps.clock.advanceSeconds(30)
    await drainOutbox(deps)
    expect(kit.deps.wecom.updates).toEqual([])
    kit.deps.clock.advanceSeconds(30)
    await drainOutbox(deps)
    expect(kit.deps.wecom.updates).toHaveLength(1)
  })

  test('the undo of a refusal sends the applicant no notice', async ({ kit }) => {
    const { admin, view } = await createOpenRequest(kit)
    const deps = withUndo(kit)
    const refusals = { position: refuse, telephone: refuse }
    const refused = await decideRequest(deps, admin, decisionOn(view, refusals))
    expect(refused.state).toBe('refused')
    kit.deps.clock.advanceSeconds(30)
    const undone = await undoDecision(deps, admin, { id: view.id, version: refused.version })
    kit.deps.clock.advanceSeconds(300)
    await drainOutbox(deps)
    expect(sentTo(kit, 'guoji')).toEqual([])
    await decideRequest(deps, admin, decisionOn(undone, refusals))
    kit.deps.clock.advanceSeconds(61)
    await drainOutbox(deps)
    expect(sentTo(kit, 'guoji').map(({ card }) => card.title)).toEqual(['信息变更未通过'])
  })

  test('a refusal cannot be undone once its applicant submitted the same again', async ({ kit }) => {
    const { applicant, admin, view } = await createOpenRequest(kit)
    const deps = withUndo(kit)
    const { version } = await decideRequest(deps, admin, decisionOn(view, { position: refuse, telephone: refuse }))
    const again = await submitInfoChange(kit, applicant)
    const undo = () => undoDecision(deps, admin, { id: view.id, version })
    expect(await errorCodeOf(undo())).toBe('request.field_already_open')
    expect((await getRequest(deps, admin, view.id)).state).toBe('refused')
    await withdrawRequest(deps, applicant, { id: again.id, version: again.version })
    expect((await undo()).state).toBe('open')
  })

  test('a refusal that was undone and repeated is announced once, after the undo window of the second', async ({
    kit,
  }) => {
    const { admin, view } = await createOpenRequest(kit)
    const deps = withUndo(kit)
    const refusals = { position: refuse, telephone: refuse }
    const { version } = await decideRequest(deps, admin, decisionOn(view, refusals))
    kit.deps.clock.advanceSeconds(30)
    const undone = await undoDecision(deps, admin, { id: view.id, version })
    await decideRequest(deps, admin, decisionOn(undone, refusals))
    kit.deps.clock.advanceSeconds(31)
    await drainOutbox(deps)
    expect(sentTo(kit, 'guoji')).toEqual([])
    kit.deps.clock.advanceSeconds(30)
    await drainOutbox(deps)
    expect(sentTo(kit, 'guoji')).toHaveLength(1)
  })

  test('an undo is refused to the applicant, and to the approver after the window', async ({ kit }) => {
    const { applicant, admin, view } = await createOpenRequest(kit)
    const deps = withUndo(kit)
    const { version } = await decideRequest(deps, admin, decisionOn(view, both))
    expect(await errorCodeOf(undoDecision(deps, applicant, { id: view.id, version }))).toBe('auth.forbidden')
    kit.deps.clock.advanceSeconds(60)
    expect(await errorCodeOf(undoDecision(deps, admin, { id: view.id, version }))).toBe('request.undo_over')
  })
})

test('a decided request can be withdrawn before its effect begins', async ({ kit }) => {
  const { applicant, admin, view } = await createOpenRequest(kit)
  const deps = withUndo(kit)
  const { version } = await decideRequest(deps, admin, decisionOn(view, both))
  expect(await withdrawRequest(deps, applicant, { id: view.id, version })).toMatchObject({ state: 'withdrawn' })
  kit.deps.clock.advanceSeconds(61)
  await drainOutbox(deps)
  expect(kit.deps.wecom.updates).toEqual([])
})

describe('claimRequest', () => {
  test('a claim informs the other approvers for a minute, and locks nothing', async ({ kit }) => {
    const { admin, department, applicant } = await smallCompany(kit)
    const zhou = await kit.given.member({ userid: 'zhou', department, adminOf: [department] })
    const view = await submitInfoChange(kit, applicant)
    await claimRequest(kit.deps, admin, { id: view.id, isOpen: true })
    expect(await claimRequest(kit.deps, zhou, { id: view.id, isOpen: true })).toMatchObject({
      claimedBy: { userid: 'limin' },
    })
    expect((await getRequest(kit.deps, zhou, view.id)).claimedBy).toMatchObject({ userid: 'limin' })
    kit.deps.clock.advanceSeconds(61)
    expect((await getRequest(kit.deps, zhou, view.id)).claimedBy).toBeNull()
    await claimRequest(kit.deps, zhou, { id: view.id, isOpen: true })
    await claimRequest(kit.deps, zhou, { id: view.id, isOpen: false })
    expect((await getRequest(kit.deps, zhou, view.id)).claimedBy).toBeNull()
    await claimRequest(kit.deps, zhou, { id: view.id, isOpen: true })
    expect((await decideRequest(kit.deps, admin, decisionOn(view, both))).state).toBe('decided')
  })
})

test('an undo repeated with its key returns the open request and undoes nothing else', async ({ kit }) => {
  const { admin, view } = await createOpenRequest(kit)
  const deps = withUndo(kit)
  const { id, version } = await decideRequest(deps, admin, decisionOn(view, both))
  const undo = { id, version, key: 'undo-of-a-tap' }
  const first = await undoDecision(deps, admin, undo)
  expect(await undoDecision(deps, admin, undo)).toMatchObject({ state: 'open', version: first.version })
})

test('a command repeated with its key is not executed again; with another body it is refused', async ({ kit }) => {
  const { admin, view } = await createOpenRequest(kit)
  const command = { ...decisionOn(view, both), key: 'key-of-a-tap' }
  const first = await decideRequest(kit.deps, admin, command)
  expect((await decideRequest(kit.deps, admin, command)).version).toBe(first.version)
  expect(
    await errorCodeOf(decideRequest(kit.deps, admin, { ...command, fields: { position: refuse, telephone: refuse } })),
  ).toBe('idempotency.key_reused')
  expect(eventTypesOf(first)).toEqual(['submitted', 'decided'])
})
