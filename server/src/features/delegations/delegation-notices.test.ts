import { describe, expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { createDelegation } from './create-delegation.ts'
import { revokeDelegation } from './revoke-delegation.ts'

const today = '2026-03-17'

async function createWaitingRequest(kit: Kit) {
  const company = await smallCompany(kit)
  await kit.given.member({ userid: 'chenli', name: '陈立', department: company.company })
  await submitInfoChange(kit, company.applicant)
  await drainOutbox(kit.deps)
  const delegate = (span: { startsOn: string; endsOn: string }) =>
    createDelegation(kit.deps, company.admin, { ...span, delegate: 'chenli', note: '' })
  return { ...company, delegate }
}

/** Lists notices about delegations with their recipients, sorted. */
function listNotices({ deps }: Kit): string[] {
  const notices = deps.wecom.sent.filter(({ card }) => card.rows.length === 0)
  return notices.map(({ userid, card }) => `${userid}: ${card.title}`).sort()
}

const started = ['chenli: 你开始代李敏审批', 'guoji: 你的申请由陈立审批', 'limin: 陈立开始代你审批']
const ended = ['chenli: 代李敏审批已结束', 'guoji: 你的申请改由李敏审批', 'limin: 陈立不再代你审批']

const countApprovalCards = ({ deps }: Kit, userid: string): number =>
  deps.wecom.sent.filter((message) => message.userid === userid && message.card.title.startsWith('待审批')).length

describe('notices about a delegation', () => {
  test('when a delegation ends at midnight, the delegator gets the approval cards in the morning', async ({ kit }) => {
    const { delegate } = await createWaitingRequest(kit)
    await delegate({ startsOn: today, endsOn: today })
    await drainOutbox(kit.deps)
    const before = countApprovalCards(kit, 'limin')
    kit.deps.clock.advanceHours(14)
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect(countApprovalCards(kit, 'limin')).toBe(before)
    kit.deps.clock.advanceHours(10)
    await drainOutbox(kit.deps)
    expect(countApprovalCards(kit, 'limin')).toBe(before + 1)
  })

  test('both sides and waiting applicants are notified of the start and the end of a delegation, once each', async ({
    kit,
  }) => {
    const { delegate } = await createWaitingRequest(kit)
    await delegate({ startsOn: today, endsOn: today })
    await drainOutbox(kit.deps)
    await drainOutbox(kit.deps)
    expect(listNotices(kit)).toEqual(started)
    // It ends at midnight; people are notified in the morning.
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    expect(listNotices(kit)).toEqual([...started, ...ended].sort())
  })

  test('people are notified of the end of a revoked delegation at once, and not again on its last day', async ({
    kit,
  }) => {
    const { delegate, admin } = await createWaitingRequest(kit)
    const [delegation] = (await delegate({ startsOn: today, endsOn: '2026-03-18' })).given
    await drainOutbox(kit.deps)
    if (!delegation) throw new Error('no delegation was created')
    await revokeDelegation(kit.deps, admin, delegation.id)
    await drainOutbox(kit.deps)
    expect(listNotices(kit)).toEqual([...started, ...ended].sort())
    kit.deps.clock.advanceHours(72)
    await drainOutbox(kit.deps)
    expect(listNotices(kit)).toHaveLength(started.length + ended.length)
  })

  test('a member who applies after a delegation was revoked is not notified on its last day', async ({ kit }) => {
    const { delegate, admin, department } = await createWaitingRequest(kit)
    const [delegation] = (await delegate({ startsOn: today, endsOn: '2026-03-18' })).given
    if (!delegation) throw new Error('no delegation was created')
    await revokeDelegation(kit.deps, admin, delegation.id)
    await drainOutbox(kit.deps)
    const later = await kit.given.member({ userid: 'later', department })
    await submitInfoChange(kit, later, { position: { from: '店员', to: '店长' } })
    kit.deps.clock.advanceHours(72)
    await drainOutbox(kit.deps)
    expect(listNotices(kit).filter((line) => line.startsWith('later'))).toEqual([])
  })

  test('nobody is notified of a delegation that is revoked before its first day', async ({ kit }) => {
    const { delegate, admin } = await createWaitingRequest(kit)
    const [delegation] = (await delegate({ startsOn: '2026-03-18', endsOn: '2026-03-18' })).given
    await drainOutbox(kit.deps)
    expect(listNotices(kit)).toEqual([])
    if (!delegation) throw new Error('no delegation was created')
    await revokeDelegation(kit.deps, admin, delegation.id)
    kit.deps.clock.advanceHours(72)
    await drainOutbox(kit.deps)
    expect(listNotices(kit)).toEqual([])
  })
})
