import { APPROVALS_AT_NIGHT, DAILY_BUDGET, FROM_APPLICANT, PER_MINUTE } from '@desk/shared/notices/notice-policy'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { cards, messageTexts, notices, outbox, requests } from '../../db/schema/index.ts'
import { WecomUnreachableError } from '../../kernel/app-error.ts'
import type { SentCard } from '../../ports/wecom.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { refreshCards } from '../requests/jobs/refresh-cards.ts'
import { remindApprovers } from '../requests/commands/remind-approvers.ts'
import { withdrawRequest } from '../requests/commands/withdraw-request.ts'
import { sentTo } from '../../testing/fixtures/sent-cards.ts'

const mixedVerdicts = { position: agree, telephone: refuse }

/** Submits and decides a request `hours` after Tuesday 10:00. */
async function decideAfter(kit: Kit, hours: number) {
  const people = await smallCompany(kit)
  kit.deps.clock.advanceHours(hours)
  const view = await submitInfoChange(kit, people.applicant)
  await drainOutbox(kit.deps)
  await decideRequest(kit.deps, people.admin, decisionOn(view, mixedVerdicts))
  await drainOutbox(kit.deps)
  return { ...people, view }
}

describe('quiet hours', () => {
  test('quiet hours do not defer approval cards, and defer the applicant’s notice to the morning', async ({ kit }) => {
    await decideAfter(kit, 11)
    expect(sentTo(kit, 'limin')).toHaveLength(1)
    expect(sentTo(kit, 'guoji')).toHaveLength(0)
    kit.deps.clock.advanceHours(11)
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'guoji')).toHaveLength(0)
    kit.deps.clock.advanceSeconds(1800)
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'guoji')).toHaveLength(1)
  })

  test('at night an approver receives at most three cards of one applicant', async ({ kit }) => {
    const { applicant, department } = await smallCompany(kit)
    const other = await kit.given.member({ userid: 'other', department, position: '店员' })
    kit.deps.clock.advanceHours(13)
    for (let index = 0; index < 5; index += 1) {
      const { id, version } = await submitInfoChange(kit, applicant)
      await drainOutbox(kit.deps)
      await withdrawRequest(kit.deps, applicant, { id, version })
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceSeconds(60)
    }
    expect(sentTo(kit, 'limin')).toHaveLength(APPROVALS_AT_NIGHT)
    await submitInfoChange(kit, other, { position: { from: '店员', to: '店长' } })
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin')).toHaveLength(APPROVALS_AT_NIGHT + 1)
  })

  test('a deferral by quiet hours adds no entry to the timeline', async ({ kit }) => {
    const { applicant, view } = await decideAfter(kit, 11)
    const types = (await getRequest(kit.deps, applicant, view.id)).timeline.map(({ type }) => type)
    expect(types).not.toContain('write_retried')
    expect(types.at(-1)).toBe('read_back_equal')
  })
})

describe('messages beyond the daily budget', () => {
  test('messages beyond the daily budget are sent in one digest the next morning, once', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    for (let index = 0; index < DAILY_BUDGET + 3; index += 1) {
      const view = await submitInfoChange(kit, applicant, {
        telephone: { from: kit.deps.wecom.members.get('guoji')?.telephone ?? '', to: `0755-200${String(index)}` },
      })
      await drainOutbox(kit.deps)
      await decideRequest(kit.deps, admin, decisionOn(view, { telephone: agree }))
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceSeconds(60)
    }
    expect(sentTo(kit, 'guoji')).toHaveLength(DAILY_BUDGET)
    // All cards come from one applicant.
    expect(sentTo(kit, 'limin')).toHaveLength(FROM_APPLICANT)
    // 09:05 on Wednesday; not a second earlier.
    kit.deps.clock.advanceSeconds(Date.parse('2026-03-18T01:04:59Z') / 1000 - kit.deps.clock.now().getTime() / 1000)
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'guoji')).toHaveLength(DAILY_BUDGET)
    kit.deps.clock.advanceSeconds(1)
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'guoji').at(-1)?.card).toMatchObject({
      title: '还有 3 条消息',
      rows: [{ value: '已生效：1 项' }, { value: '已生效：1 项' }, { value: '已生效：1 项' }],
    })
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'guoji')).toHaveLength(DAILY_BUDGET + 1)
  })
})

describe('the daily budget of an approver', () => {
  test('an applicant who submits repeatedly does not delay the cards of others', async ({ kit }) => {
    const { applicant, department } = await smallCompany(kit)
    const honest = await kit.given.member({ department, position: '质检工程师' })
    const waiting = await submitInfoChange(kit, honest)
    for (let index = 0; index < PER_MINUTE + 1; index += 1) {
      const view = await submitInfoChange(kit, applicant)
      await drainOutbox(kit.deps)
      // The last one stays open.
      if (index < PER_MINUTE) await withdrawRequest(kit.deps, applicant, { id: view.id, version: view.version })
    }
    expect(sentTo(kit, 'limin')).toHaveLength(1 + FROM_APPLICANT)
    await submitInfoChange(kit, await kit.given.member({ department }), { position: { from: '店员', to: '组长' } })
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin')).toHaveLength(2 + FROM_APPLICANT)
    kit.deps.clock.advanceHours(2)
    await remindApprovers(kit.deps, honest, { id: waiting.id })
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin')).toHaveLength(3 + FROM_APPLICANT)
    // The rest is one message of the next morning.
    kit.deps.clock.advanceHours(22)
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin').map(({ card }) => card.title)).toContainEqual(expect.stringContaining('还有'))
  })
})

describe('a burst of messages', () => {
  test('a burst of messages stays below the number at which WeCom drops messages', async ({ kit }) => {
    const { department } = await smallCompany(kit)
    for (let index = 0; index < 25; index += 1)
      await submitInfoChange(kit, await kit.given.member({ department }), { position: { from: '店员', to: '组长' } })
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin')).toHaveLength(20)
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin')).toHaveLength(25)
  })
})

describe('an approver who cannot be reached', () => {
  test('an approver who cannot be reached is named in the timeline', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const unreachable: SentCard = { delivered: false, msgid: '', responseCode: null }
    Object.assign(kit.deps.wecom, { sendCard: async () => unreachable })
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, applicant, view.id)).timeline.at(-1)).toMatchObject({
      type: 'notice_undelivered',
      actor: null,
      about: { userid: 'limin', name: '李敏' },
    })
    expect(await kit.deps.db.select().from(notices)).toMatchObject([{ state: 'undelivered' }])
  })
})

describe('overdue cards', () => {
  test('overdue cards of two requests of one applicant differ in their titles', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    await submitInfoChange(kit, applicant, { position: { from: '质检工程师', to: '组长' } })
    await submitInfoChange(kit, applicant, { telephone: { from: '0755-1000', to: '0755-2000' } })
    kit.deps.clock.advanceHours(25)
    await drainOutbox(kit.deps)
    const overdue = sentTo(kit, 'limin').map(({ card }) => card.title)
    expect(overdue.filter((title) => title.startsWith('已过时限')).sort()).toEqual([
      '已过时限：郭𠮷 改岗位',
      '已过时限：郭𠮷 改座机',
    ])
  })
})

describe('several cards about one request', () => {
  test('several cards about one request are all overwritten when it is decided', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    await drainOutbox(kit.deps)
    await remindApprovers(kit.deps, applicant, { id: view.id })
    await drainOutbox(kit.deps)
    await decideRequest(kit.deps, admin, decisionOn(view, mixedVerdicts))
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.replaced.map(({ responseCode }) => responseCode).sort()).toEqual(['code-1', 'code-2'])
  })
})

describe('a card with an expired code', () => {
  test('a card with an expired code is followed by one new card while the request is open', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    // Reminders would send new cards before the old code expires.
    await kit.deps.db.delete(outbox).where(eq(outbox.topic, 'request.ladder'))
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(71)
    expect(await refreshCards(kit.deps)).toBe(0)
    kit.deps.clock.advanceHours(2)
    expect([await refreshCards(kit.deps), await refreshCards(kit.deps)]).toEqual([1, 0])
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin')).toHaveLength(2)

    await decideRequest(kit.deps, admin, decisionOn(view, mixedVerdicts))
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.replaced.map(({ responseCode }) => responseCode)).toEqual(['code-2'])
  })

  test('a card with an expired code is followed by a notice to approvers who did not decide', async ({ kit }) => {
    const { applicant, admin, department } = await smallCompany(kit)
    await kit.given.member({ userid: 'zhouqiming', name: '周启明', department, adminOf: [department] })
    const view = await submitInfoChange(kit, applicant)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(72)
    await decideRequest(kit.deps, admin, decisionOn(view, mixedVerdicts))
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.replaced).toEqual([])
    expect(sentTo(kit, 'limin')).toHaveLength(1)
    expect(sentTo(kit, 'zhouqiming').map(({ card }) => card.subtitle)).toEqual([
      '来料检验组',
      expect.stringContaining('李敏已审批') as string,
    ])
  })
})

describe('a card whose code was lost with WeCom’s response', () => {
  test('a card without a code is followed by a notice to approvers who did not decide', async ({ kit }) => {
    const { applicant, admin, department } = await smallCompany(kit)
    await kit.given.member({ userid: 'zhouqiming', name: '周启明', department, adminOf: [department] })
    const { sendCard } = kit.deps.wecom
    kit.deps.wecom.sendCard = async (userid, card) => ({ ...(await sendCard(userid, card)), responseCode: null })
    const view = await submitInfoChange(kit, applicant)
    await drainOutbox(kit.deps)
    await decideRequest(kit.deps, admin, decisionOn(view, mixedVerdicts))
    await drainOutbox(kit.deps)
    expect([sentTo(kit, 'limin').length, sentTo(kit, 'zhouqiming').length]).toEqual([1, 2])
  })
})

describe('a notice whose response was lost', () => {
  /** Notifies 周启明 that 李敏 decided, and loses the response once; after `delaySeconds` the text has changed. */
  async function notifyTwice(kit: Kit, delaySeconds: number) {
    const { applicant, admin, department } = await smallCompany(kit)
    await kit.given.member({ userid: 'zhouqiming', name: '周启明', department, adminOf: [department] })
    const { sendCard } = kit.deps.wecom
    let isLost = false
    kit.deps.wecom.sendCard = async (userid, card) => {
      const sent = await sendCard(userid, card)
      if (card.button === undefined && !isLost) {
        isLost = true
        throw new WecomUnreachableError('dropped', 'message/send')
      }
      return { ...sent, responseCode: null }
    }
    const view = await submitInfoChange(kit, applicant)
    await drainOutbox(kit.deps)
    await decideRequest(kit.deps, admin, decisionOn(view, mixedVerdicts))
    await drainOutbox(kit.deps)
    await kit.deps.db.update(requests).set({ updatedAt: new Date(kit.deps.clock.now().getTime() + 60_000) })
    kit.deps.clock.advanceSeconds(delaySeconds)
    await drainOutbox(kit.deps)
    const noticeCards = kit.deps.wecom.sent.filter(({ card }) => card.button === undefined)
    const [lost] = noticeCards
    return noticeCards.filter(({ userid }) => userid === lost?.userid).map(({ card }) => card)
  }

  test('a notice whose response was lost is repeated with the same text', async ({ kit }) => {
    const [first, second, ...more] = await notifyTwice(kit, 10)
    expect([second, more]).toEqual([first, []])
    expect((await kit.deps.db.select().from(notices)).map(({ words }) => words).filter(Boolean)).toEqual([])
  })

  test('a notice whose response was lost is sent with its current text once WeCom accepts duplicates', async ({
    kit,
  }) => {
    const [first, second, ...more] = await notifyTwice(kit, 14_400)
    expect([second?.title, more]).toEqual([first?.title, []])
    expect(second?.subtitle).not.toBe(first?.subtitle)
  })
})

describe('a text changed by ops', () => {
  test('a text changed by ops is used by the next card', async ({ kit }) => {
    const { applicant } = await smallCompany(kit)
    const text = {
      name: 'info_change.ask',
      language: 'zh-CN',
      title: '请看：{applicant}',
      subtitle: '{department}',
    } as const
    await kit.deps.db
      .insert(messageTexts)
      .values({ ...text, version: 1, changedBy: 'ops', changedAt: kit.deps.clock.now() })
    await submitInfoChange(kit, applicant)
    await drainOutbox(kit.deps)
    expect(sentTo(kit, 'limin')[0]?.card).toMatchObject({ title: '请看：郭𠮷', subtitle: '来料检验组' })
  })
})

test('a card that an earlier release enqueued is sent', async ({ kit }) => {
  const { applicant } = await smallCompany(kit)
  await submitInfoChange(kit, applicant)
  const [card] = await kit.deps.db.select().from(cards)
  await kit.deps.db.delete(notices).where(eq(notices.taskId, card?.taskId ?? ''))
  await drainOutbox(kit.deps)
  expect(sentTo(kit, 'limin')).toHaveLength(1)
})
