import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { incidents, notices } from '../db/schema/index.ts'
import { answerConfirmation } from '../features/confirmations/answering/answer-confirmation.ts'
import { getConfirmation } from '../features/confirmations/answering/get-confirmation.ts'
import { askCustody } from '../features/custody/jobs/ask-custody.ts'
import { watchIncidents } from '../features/incidents/jobs/watch-incidents.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { confirmationCompany, startCampaign } from '../testing/fixtures/confirmation.ts'
import { ask, feedbackCompany, solve } from '../testing/fixtures/feedback.ts'
import { exhaustDailyBudget } from '../testing/fixtures/daily-budget.ts'
import { command, incidentCompany, report } from '../testing/fixtures/incidents.ts'
import { type Kit, test } from '../testing/kit.ts'
import { sentTo } from '../testing/fixtures/sent-cards.ts'

/** A prepared message to `userid`; `act` causes it. */
type Arranged = { userid: string; act: () => Promise<unknown> }
type NoticeCase = readonly [event: NoticeEvent, line: string, arrange: (kit: Kit) => Promise<Arranged>]

const noticeCases: readonly NoticeCase[] = [
  [
    'incident.progress',
    '你的上报有新进展',
    async (kit) => {
      const { reporter, handler } = await incidentCompany(kit)
      const id = await report(kit, reporter)
      return { userid: 'reporter', act: () => command(kit, handler, id, { command: 'acknowledge' }) }
    },
  ],
  [
    'incident.late',
    '有一条上报已超时',
    async (kit) => {
      const { reporter } = await incidentCompany(kit)
      await report(kit, reporter)
      const { db, clock } = kit.deps
      await db.update(incidents).set({ dueAt: clock.now() })
      return { userid: 'handler', act: () => watchIncidents(kit.deps) }
    },
  ],
  [
    'feedback.answered',
    '你反馈的问题有答复了',
    async (kit) => {
      const people = await feedbackCompany(kit)
      const { id } = await ask(kit, people.asker, '夜班打不开签收卡片')
      return { userid: 'asker', act: () => solve(kit, people, id) }
    },
  ],
  [
    'custody.asked',
    '2026 年账号安全确认',
    async (kit) => {
      await kit.given.member({ userid: 'guoji', department: await kit.given.department({}) })
      kit.deps.clock.advanceHours(1)
      return { userid: 'guoji', act: () => askCustody(kit.deps) }
    },
  ],
  [
    'confirm.asked',
    '核对你的信息：上半年信息核对',
    async (kit) => {
      const { hr } = await confirmationCompany(kit)
      return { userid: 'guoji', act: () => startCampaign(kit, hr) }
    },
  ],
]

/** Advances the clock to the next morning, when the digest is sent. */
async function advanceToDigest({ deps }: Kit): Promise<void> {
  deps.clock.advanceSeconds((Date.parse('2026-03-18T01:05:00Z') - deps.clock.now().getTime()) / 1000)
  await drainOutbox(deps)
}

describe('messages beyond the eight of a day', () => {
  test.for(noticeCases)(
    'a message beyond the daily budget, %s, becomes the line “%s” of the next morning’s digest',
    async ([event, line, arrange], { kit }) => {
      const { userid, act } = await arrange(kit)
      await drainOutbox(kit.deps)
      await exhaustDailyBudget(kit, userid)
      const before = sentTo(kit, userid).length
      await act()
      await drainOutbox(kit.deps)
      expect(sentTo(kit, userid)).toHaveLength(before)
      const kept = await kit.deps.db.select().from(notices).where(eq(notices.event, event))
      expect(kept.find((notice) => notice.userid === userid)).toMatchObject({ state: 'digest' })
      await advanceToDigest(kit)
      expect(sentTo(kit, userid)).toHaveLength(before + 1)
      expect(sentTo(kit, userid).at(-1)?.card).toMatchObject({ title: '还有 1 条消息', rows: [{ value: line }] })
    },
  )

  test('a member whose card became a line of the digest can answer the confirmation before the digest is read, and gets no further card', async ({
    kit,
  }) => {
    const { hr, guoji } = await confirmationCompany(kit)
    await exhaustDailyBudget(kit, 'guoji')
    const id = await startCampaign(kit, hr)
    await advanceToDigest(kit)
    const { hash } = await getConfirmation(kit.deps, guoji, id)
    await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash })
    expect(await getConfirmation(kit.deps, guoji, id)).toMatchObject({ state: 'confirmed' })
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'guoji')).toHaveLength(1)
  })
})
