import type { MemberActor } from '@desk/shared/identity/actor'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members } from '../../../db/schema/index.ts'
import { boardCounts, confirmationCompany, startCampaign } from '../../../testing/fixtures/confirmation.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { remindPeople } from '../asking/remind-people.ts'
import { listConfirmationPeople } from '../board/get-board.ts'
import { answerConfirmation, answerInPerson } from './answer-confirmation.ts'
import { getConfirmation } from './get-confirmation.ts'

const DAY_HOURS = 24

const hashOf = async (kit: Kit, actor: MemberActor, id: CampaignId) => (await getConfirmation(kit.deps, actor, id)).hash

test('data that were reported as wrong and are right are confirmed by the person, or in person after the last day', async ({
  kit,
}) => {
  const { hr, admin, guoji, zhao } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  const report = async (person: typeof admin) => {
    const hash = await hashOf(kit, person, id)
    await answerConfirmation(kit.deps, person, { id, answer: 'wrong', hash, fields: ['telephone'] })
    return { id, userid: person.userid, hash, answer: 'ok' as const }
  }
  const [own, other] = [await report(guoji), await report(zhao)]
  await answerConfirmation(kit.deps, guoji, own)
  expect(await boardCounts(kit, hr, id)).toEqual({ confirmed: 1, wrong: 1, pending: 2 })
  await expect(answerInPerson(kit.deps, hr, other)).rejects.toMatchObject({ code: 'confirmation.not_open' })
  kit.deps.clock.advanceHours(15 * DAY_HOURS)
  const { items } = await listConfirmationPeople(kit.deps, hr, { id, state: 'wrong' })
  expect(items).toMatchObject([{ userid: 'zhao', mayConfirm: true }])
  await expect(answerInPerson(kit.deps, hr, { ...other, answer: 'left' })).rejects.toMatchObject({
    code: 'confirmation.not_open',
  })
  await answerInPerson(kit.deps, hr, other)
  expect(await boardCounts(kit, hr, id)).toEqual({ confirmed: 1, in_person: 1, pending: 2 })
})

test('the card of a member who was reported as having left is replaced only once they answer', async ({ kit }) => {
  const { hr, admin, guoji } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  const hash = await hashOf(kit, guoji, id)
  await answerInPerson(kit.deps, admin, { id, userid: 'guoji', answer: 'left', hash })
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.replaced).toEqual([])
  await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash, method: 'card' })
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.replaced).toMatchObject([{ userid: 'guoji', card: { title: '已核对，信息正确' } }])
})

test('a member who was reported as having left still gets the card that waits, and later reminders', async ({
  kit,
}) => {
  const { hr, admin, guoji } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  const countCards = async () => {
    await drainOutbox(kit.deps)
    return kit.deps.wecom.sent.filter(({ userid }) => userid === 'guoji').length
  }
  // At night the reminder waits for the morning.
  kit.deps.clock.advanceHours(12)
  expect(await remindPeople(kit.deps, admin, { id })).toMatchObject({ reminded: 2 })
  const hash = await hashOf(kit, guoji, id)
  await answerInPerson(kit.deps, admin, { id, userid: 'guoji', answer: 'left', hash })
  expect(await countCards()).toBe(1)
  kit.deps.clock.advanceHours(12)
  expect(await countCards()).toBe(2)
  expect(await remindPeople(kit.deps, admin, { id })).toMatchObject({ reminded: 2 })
  expect(await countCards()).toBe(3)
})

test('HR is notified of each report that a member left, also after the member answered in between', async ({ kit }) => {
  const { hr, admin, guoji } = await confirmationCompany(kit)
  const id = await startCampaign(kit, hr)
  const report = async () => {
    const hash = await hashOf(kit, guoji, id)
    await answerInPerson(kit.deps, admin, { id, userid: 'guoji', answer: 'left', hash })
    await drainOutbox(kit.deps)
  }
  await report()
  await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash: await hashOf(kit, guoji, id) })
  kit.deps.clock.advanceHours(1)
  await kit.deps.db.update(members).set({ position: '班长' }).where(eq(members.userid, 'guoji'))
  await report()
  const notices = kit.deps.wecom.mailings.filter(({ card }) => card.url.includes('state=left'))
  expect(notices.map(({ userids }) => userids.includes(hr.userid))).toEqual([true, true])
})
