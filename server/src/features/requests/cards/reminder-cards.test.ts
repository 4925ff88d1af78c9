import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { notices } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { titlesTo } from '../../../testing/fixtures/info-change.ts'
import { test } from '../../../testing/kit.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { decideRequest } from '../commands/decide-request.ts'
import { withdrawRequest } from '../commands/withdraw-request.ts'

describe('the digest of an approver', () => {
  test('the digest of an approver leaves out what was decided or withdrawn the day before', async ({ kit }) => {
    const { applicant, admin, department } = await smallCompany(kit)
    const other = await kit.given.member({ userid: 'other', department, position: '店员' })
    const decided = await submitInfoChange(kit, applicant)
    const withdrawn = await submitInfoChange(kit, other, { position: { from: '店员', to: '店长' } })
    // Half of the decision time is over, which makes a line for each.
    kit.deps.clock.advanceHours(6)
    await drainOutbox(kit.deps)
    expect(await kit.deps.db.$count(notices, eq(notices.state, 'digest'))).toBe(2)
    await decideRequest(kit.deps, admin, decisionOn(decided, { position: agree, telephone: refuse }))
    await withdrawRequest(kit.deps, other, { id: withdrawn.id, version: withdrawn.version })
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'limin')).not.toContainEqual(expect.stringContaining('还有'))
  })

  test('the digest of an approver names what still waits for them', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    await submitInfoChange(kit, applicant)
    kit.deps.clock.advanceHours(6)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(18)
    await drainOutbox(kit.deps)
    const digest = kit.deps.wecom.sent.find(({ card }) => card.title.startsWith('还有'))
    expect(digest).toMatchObject({ userid: 'limin', card: { rows: [{ value: '快到时限：郭𠮷 改岗位、座机' }] } })
  })
})
