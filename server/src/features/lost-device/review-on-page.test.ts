import { describe, expect } from 'vitest'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { sentTo } from '../../testing/fixtures/sent-cards.ts'
import { caseFor, lostDeviceCompany, report, typesOf } from '../../testing/fixtures/lost-device.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { CARD_ACTION_TOPIC } from '../notifications/card-action.ts'
import { requireCase } from './cases/case-queries.ts'

/** Creates a reported review with a card for the department admin and one for the person on call, who opens the page. */
async function createReview(kit: Kit) {
  const { subject, colleague, admin, ops } = await lostDeviceCompany(kit)
  const { id } = await report(kit, colleague, subject.userid)
  await drainOutbox(kit.deps)
  const card = sentTo(kit, admin.userid).find(({ card: { actions } }) => actions)?.card
  const { version } = await caseFor(kit, ops, id)
  const { requestAs } = createTestClient(kit.deps)
  const decideOnPage = async (decision: 'lock' | 'dismiss') =>
    requestAs(ops, 'POST', `/api/lost-device/cases/${id}/decision`, { version, decision, note: '打过电话' })
  /** Presses a button of the admin's card. */
  const press = async (decision: 'lock' | 'dismiss') => {
    const key = card?.actions?.find((action) => action.key.startsWith(`lost:${decision}`))?.key ?? ''
    const payload = { userid: admin.userid, taskId: card?.taskId ?? '', key, responseCode: 'code-pressed' }
    const job = { topic: CARD_ACTION_TOPIC, payload, dedupeKey: 'p', groupKey: 'p', runAt: kit.deps.clock.now() }
    await kit.deps.db.transaction((tx) => enqueue(tx, [job]))
    await drainOutbox(kit.deps)
  }
  const locks = () => kit.deps.wecom.setEnabledCalls.filter(({ userid }) => userid === subject.userid).length
  return { id, admin, ops, decideOnPage, press, locks }
}

describe('a reported review with a page and a card', () => {
  test.for([
    ['lock', 'dismiss', 'locked', 1],
    ['dismiss', 'lock', 'dismissed', 0],
  ] as const)(
    'a review that the page decides (%s) updates the cards, and the button pressed afterwards (%s) has no effect',
    async ([onPage, onCard, phase, lockCount], { kit }) => {
      const { id, admin, decideOnPage, press, locks } = await createReview(kit)
      expect((await decideOnPage(onPage)).status).toBe(200)
      await drainOutbox(kit.deps)
      const closed = kit.deps.wecom.replaced.filter(({ userid }) => userid === admin.userid)
      expect(closed.map(({ card }) => card.subtitle)).toEqual(['陈海燕已决定'])
      const before = await typesOf(kit, id)
      await press(onCard)
      expect((await requireCase(kit.deps.db, id)).phase).toBe(phase)
      expect([locks(), await typesOf(kit, id)]).toEqual([lockCount, before])
    },
  )

  test.for([
    ['lock', 'dismiss', 'locked', 1],
    ['dismiss', 'lock', 'dismissed', 0],
  ] as const)(
    'a review that the card decides (%s) refuses the page that is still open (%s)',
    async ([onCard, onPage, phase, lockCount], { kit }) => {
      const { id, decideOnPage, press, locks } = await createReview(kit)
      await press(onCard)
      const answer = await decideOnPage(onPage)
      expect([answer.status, await answer.json()]).toMatchObject([
        409,
        { error: { code: 'request.changed_meanwhile', details: { current: { phase } } } },
      ])
      await drainOutbox(kit.deps)
      expect((await requireCase(kit.deps.db, id)).phase).toBe(phase)
      expect(locks()).toBe(lockCount)
    },
  )
})
