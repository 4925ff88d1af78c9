import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { notices, outbox } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { test } from '../../../testing/kit.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { endUnsentNotice } from '../../notifications/notices.ts'
import { decideRequest } from '../commands/decide-request.ts'
import { withdrawRequest } from '../commands/withdraw-request.ts'
import { refreshCards } from '../jobs/refresh-cards.ts'
import { titlesTo } from '../../../testing/fixtures/sent-cards.ts'

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

describe('a card with an expired code', () => {
  test('a card with an expired code is followed by a new card even after a reminder became a line of the digest', async ({
    kit,
  }) => {
    const { applicant } = await smallCompany(kit)
    await submitInfoChange(kit, applicant)
    for (let hour = 0; hour < 36; hour += 1) {
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceHours(1)
    }
    expect(titlesTo(kit, 'limin')).toContain('还有 1 条消息')
    kit.deps.clock.advanceHours(73)
    expect([await refreshCards(kit.deps), await refreshCards(kit.deps)]).toEqual([1, 0])
  })

  test('a card with an expired code is followed by another one when the new one was dropped', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    await submitInfoChange(kit, applicant)
    await kit.deps.db.delete(outbox).where(eq(outbox.topic, 'request.ladder'))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(73)
    expect(await refreshCards(kit.deps)).toBe(1)
    const [dropped] = await kit.deps.db.select().from(notices).where(eq(notices.state, 'waiting'))
    await kit.deps.db.transaction((tx) => endUnsentNotice(tx, dropped?.taskId ?? '', 'dropped'))
    expect(await refreshCards(kit.deps)).toBe(1)
  })
})
