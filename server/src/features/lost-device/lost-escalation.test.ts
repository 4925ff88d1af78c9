import { describe, expect } from 'vitest'
import { CARD_ACTION_TOPIC } from '../notifications/card-action.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { requireCase } from './cases/case-queries.ts'
import { openCards } from '../../testing/fixtures/sent-cards.ts'

const isUrgent = (title: string) => title.startsWith('紧急')

async function letMinutesPass(kit: Kit, count: number) {
  for (let minute = 0; minute < count; minute += 1) {
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(60)
  }
  await drainOutbox(kit.deps)
}

const listOpenUrgentCards = (kit: Kit) => openCards(kit).filter(({ card }) => isUrgent(card.title))
const listUrgentRecipients = ({ deps }: Kit) =>
  deps.wecom.sent.filter(({ card }) => isUrgent(card.title)).map(({ userid }) => userid)

describe('the escalation of an undecided review', () => {
  test('the escalation notifies every approver once before it notifies one again', async ({ kit }) => {
    const { subject, colleague, admin, ops, second, lead } = await lostDeviceCompany(kit)
    await report(kit, colleague, subject.userid)
    await letMinutesPass(kit, 30)
    const called = listUrgentRecipients(kit)
    const allApprovers = [admin, ops, second, lead].map(({ userid }) => userid).sort()
    expect(called.slice(0, 4).sort()).toEqual(allApprovers)
    // From then on they are notified in turn.
    expect(called.slice(4, 8).sort()).toEqual(allApprovers)
  })

  test('the escalation leaves one card per chat, with the waiting time and the deadline', async ({ kit }) => {
    const { subject, colleague } = await lostDeviceCompany(kit)
    await report(kit, colleague, subject.userid)
    await letMinutesPass(kit, 30)
    const cards = listOpenUrgentCards(kit)
    const people = cards.map(({ userid }) => userid)
    expect(people).toEqual([...new Set(people)])
    for (const { card } of cards) {
      const [, waited] = /已等 (\d+) 分钟/.exec(card.subtitle) ?? []
      expect([card.title, Number(waited) > 5]).toEqual(['紧急：郭𠮷的手机丢失待决定', true])
      expect(card.subtitle).toMatch(/18日 10:\d\d 到期/)
    }
  })

  test.for([['ops'], ['ops_lead']] as const)(
    'the escalation notifies a single approver again in one card: %s',
    async ([role], { kit }) => {
      const company = await kit.given.department({ name: '蓝江' })
      await kit.given.member({ department: company, userid: 'guoji', name: '郭𠮷' })
      const colleague = await kit.given.member({ department: company, userid: 'sunhao', name: '孙浩' })
      await kit.given.member({ department: company, userid: 'alone', name: '一人', roles: [role] })
      await report(kit, colleague, 'guoji')
      await letMinutesPass(kit, 12)
      expect(new Set(listUrgentRecipients(kit))).toEqual(new Set(['alone']))
      expect(listOpenUrgentCards(kit)).toHaveLength(1)
    },
  )

  test('the first card of the escalation asks for a decision by the first deadline', async ({ kit }) => {
    const { subject, colleague } = await lostDeviceCompany(kit)
    await report(kit, colleague, subject.userid)
    await drainOutbox(kit.deps)
    expect(listOpenUrgentCards(kit)[0]?.card.subtitle).toMatch(/请在 \d\d:\d\d 前决定/)
  })
})

test('a tap on a card of a closed review updates the card, however old it is', async ({ kit }) => {
  const { subject, colleague, admin } = await lostDeviceCompany(kit)
  const { deps } = kit
  const { id } = await report(kit, colleague, subject.userid)
  await drainOutbox(deps)
  const { card } = deps.wecom.sent.find(({ userid, card }) => userid === admin.userid && card.actions)!
  // The server was down for days, so that no card was updated in time.
  deps.clock.advanceHours(96)
  await drainOutbox(deps)
  expect((await requireCase(deps.db, id)).phase).toBe('dismissed')
  const key = card.actions?.[0]?.key ?? ''
  const payload = { userid: admin.userid, taskId: card.taskId, key, responseCode: 'code-pressed' }
  const runAt = deps.clock.now()
  await deps.db.transaction((tx) =>
    enqueue(tx, [{ topic: CARD_ACTION_TOPIC, payload, dedupeKey: 'press', groupKey: 'press', runAt }]),
  )
  await drainOutbox(deps)
  const answered = deps.wecom.replaced.find(({ responseCode }) => responseCode === 'code-pressed')
  expect(answered?.card).toMatchObject({ title: '未锁定：郭𠮷的账号', subtitle: '24 小时内无人决定，上报已到期' })
})
