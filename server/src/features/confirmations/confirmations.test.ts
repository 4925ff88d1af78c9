import type { CampaignId } from '@desk/shared/kernel/ids'
import { and, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, confirmations, notices } from '../../db/schema/index.ts'
import { endSuspension, suspendAccount } from '../../directory/suspension-queries.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { CARD_ACTION_TOPIC } from '../notifications/card-action.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import {
  boardCounts,
  campaignOf,
  confirmationCompany,
  startCampaign,
  syncMember,
} from '../../testing/fixtures/confirmation.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { answerConfirmation, answerInPerson } from './answering/answer-confirmation.ts'
import { getConfirmation } from './answering/get-confirmation.ts'
import { getConfirmationBoard, listConfirmationPeople } from './board/get-board.ts'
import { countAudience } from './campaigns/audience-queries.ts'
import { getCampaigns } from './campaigns/list-campaigns.ts'
import { askPeople } from './jobs/ask-people.ts'

const DAY_HOURS = 24

/** Returns the cards that one person received, in order. */
const cardsOf = ({ deps }: Kit, userid: string) =>
  deps.wecom.sent.filter((message) => message.userid === userid).map(({ card }) => card)

/** Presses the button of the last card, as WeCom reports it. */
async function press(kit: Kit, userid: string): Promise<void> {
  const card = cardsOf(kit, userid).at(-1)
  const [button] = card?.actions ?? []
  if (!card || !button) throw new Error('no card with a button')
  const payload = { userid, taskId: card.taskId, key: button.key, responseCode: `pressed-${card.taskId}` }
  await kit.deps.db.transaction((tx) =>
    enqueue(tx, [
      { topic: CARD_ACTION_TOPIC, payload, dedupeKey: card.taskId, groupKey: card.taskId, runAt: kit.deps.clock.now() },
    ]),
  )
  await drainOutbox(kit.deps)
}

const askAgain = async (kit: Kit) => {
  await askPeople(kit.deps)
  await drainOutbox(kit.deps)
}

const hashOf = async (kit: Kit, actor: Parameters<typeof getConfirmation>[1], id: CampaignId) =>
  (await getConfirmation(kit.deps, actor, id)).hash

describe('a campaign', () => {
  test('everyone who can answer is asked once, with their values and two buttons', async ({ kit }) => {
    const { hr, south } = await confirmationCompany(kit)
    await kit.given.member({ userid: 'inactive', department: south, status: 4 })
    const id = await startCampaign(kit, hr)
    await askAgain(kit)
    kit.deps.clock.advanceHours(DAY_HOURS)
    await askAgain(kit)
    expect(kit.deps.wecom.sent.map(({ userid }) => userid).toSorted()).toEqual(['guoji', 'hr', 'limin', 'zhao'])
    expect(cardsOf(kit, 'guoji')[0]).toMatchObject({
      title: '请核对你的信息',
      subtitle: '上半年信息核对，3 月 31 日前',
      rows: [
        { name: '姓名', value: '郭𠮷' },
        { name: '部门', value: '北' },
        { name: '岗位', value: '质检工程师' },
        { name: '座机', value: '0755-1000' },
      ],
      url: `http://desk.test/confirmations/${id}`,
      button: '有误',
      actions: [{ caption: '都对' }],
    })
    expect(await boardCounts(kit, hr, id)).toEqual({ pending: 4, excluded: 1 })
  })

  test('one tap on the card confirms the values of the card, once, and replaces the card', async ({ kit }) => {
    const { hr, guoji, north } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    await press(kit, 'guoji')
    await press(kit, 'guoji')
    expect(await kit.deps.db.select().from(confirmations)).toMatchObject([
      { userid: 'guoji', answer: 'ok', method: 'card', by: 'guoji', hash: await hashOf(kit, guoji, id) },
    ])
    expect(kit.deps.wecom.replaced.map(({ card }) => card.title)).toContain('已核对，信息正确')
    expect(await boardCounts(kit, hr, id, north)).toEqual({ confirmed: 1, pending: 1 })
    const audited = await kit.deps.db.select().from(auditEntries)
    expect(audited.filter(({ action }) => action === 'confirmation.answered')).toHaveLength(1)
  })

  test('a tap on a card older than 72 h replaces the card with the code of the tap', async ({ kit }) => {
    const { hr } = await confirmationCompany(kit)
    await startCampaign(kit, hr)
    const [card] = cardsOf(kit, 'guoji')
    kit.deps.clock.advanceSeconds(80 * 3600)
    await press(kit, 'guoji')
    expect(kit.deps.wecom.replaced).toMatchObject([
      { userid: 'guoji', responseCode: `pressed-${card!.taskId}`, card: { title: '已核对，信息正确' } },
    ])
  })

  test('a tap on a card whose values changed confirms nothing, and a new card names what changed', async ({ kit }) => {
    const { hr, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    await syncMember(kit, 'guoji', { position: '质检组长' })
    await press(kit, 'guoji')
    expect(await getConfirmation(kit.deps, guoji, id)).toMatchObject({ state: 'pending', answeredAt: null })
    const [, second] = cardsOf(kit, 'guoji')
    expect(second).toMatchObject({ title: '刚才的核对已失效，岗位有变动' })
    expect(second?.rows).toContainEqual({ name: '岗位', value: '质检组长' })
    await press(kit, 'guoji')
    expect(await getConfirmation(kit.deps, guoji, id)).toMatchObject({ state: 'confirmed' })
  })

  test('an answer about values that changed since is refused, and names what changed', async ({ kit }) => {
    const { hr, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const hash = await hashOf(kit, guoji, id)
    await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash })
    await syncMember(kit, 'guoji', { telephone: '0755-2000' })
    await expect(answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash })).rejects.toMatchObject({
      code: 'confirmation.changed',
      status: 409,
      details: { fields: ['telephone'] },
    })
  })

  test('a move reopens the confirmation of that person alone, and asks them again', async ({ kit }) => {
    const { hr, guoji, zhao, south, north } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    await press(kit, 'guoji')
    await press(kit, 'zhao')
    await syncMember(kit, 'guoji', { departments: [south], mainDepartment: south })
    expect(await boardCounts(kit, hr, id, south)).toEqual({ confirmed: 1, changed: 1 })
    expect(await boardCounts(kit, hr, id, north)).toEqual({ pending: 1 })
    const view = await getConfirmation(kit.deps, guoji, id)
    expect(view.fields.filter(({ isChanged }) => isChanged).map(({ field }) => field)).toEqual(['department'])
    expect(await getConfirmation(kit.deps, zhao, id)).toMatchObject({ state: 'confirmed' })
    kit.deps.clock.advanceHours(DAY_HOURS)
    await askAgain(kit)
    expect(cardsOf(kit, 'guoji').map(({ title }) => title)).toEqual(['请核对你的信息', '信息有变动，请再核对：部门'])
    expect(cardsOf(kit, 'zhao')).toHaveLength(1)
    await syncMember(kit, 'guoji', { departments: [north], mainDepartment: north })
    expect(await getConfirmation(kit.deps, guoji, id)).toMatchObject({ state: 'confirmed' })
  })

  test('a member who is activated later is asked on the next day, and a leaver counts as unable to answer', async ({
    kit,
  }) => {
    const { hr, south } = await confirmationCompany(kit)
    await kit.given.member({ userid: 'late', department: south, status: 4 })
    const id = await startCampaign(kit, hr)
    await kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, ['zhao'], { at: kit.deps.clock.now(), source: 'test' }),
    )
    await syncMember(kit, 'late', { status: 1 })
    kit.deps.clock.advanceHours(DAY_HOURS)
    await askAgain(kit)
    expect(cardsOf(kit, 'late')).toHaveLength(1)
    expect(await boardCounts(kit, hr, id, south)).toEqual({ pending: 1, excluded: 1 })
  })

  test('a member whose account is suspended is not asked, counts as unable to answer, and is asked after the suspension ended', async ({
    kit,
  }) => {
    const { hr, north } = await confirmationCompany(kit)
    await kit.deps.db.transaction((tx) => suspendAccount(tx, 'guoji', 'lost', kit.deps.clock.now()))
    expect(await countAudience(kit.deps, campaignOf().audience)).toEqual({ asked: 3, excluded: 1 })
    const id = await startCampaign(kit, hr)
    expect(cardsOf(kit, 'guoji')).toEqual([])
    expect(await boardCounts(kit, hr, id, north)).toEqual({ pending: 1, excluded: 1 })
    await kit.deps.db.transaction((tx) => endSuspension(tx, 'guoji', 'lost', kit.deps.clock.now()))
    kit.deps.clock.advanceHours(DAY_HOURS)
    await askAgain(kit)
    expect(cardsOf(kit, 'guoji').map(({ title }) => title)).toEqual(['请核对你的信息'])
  })

  test('a reported mistake is not a confirmation, and the person has to answer again once the data are corrected', async ({
    kit,
  }) => {
    const { hr, guoji, admin } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const hash = await hashOf(kit, guoji, id)
    await answerConfirmation(kit.deps, guoji, { id, answer: 'wrong', hash, fields: ['position'] })
    const { people } = await getConfirmationBoard(kit.deps, admin, { id, state: 'wrong' })
    expect(people).toMatchObject({ total: 1, items: [{ userid: 'guoji', fields: ['position'], mayConfirm: false }] })
    await syncMember(kit, 'guoji', { position: '高级质检工程师' })
    expect(await getConfirmation(kit.deps, guoji, id)).toMatchObject({ state: 'changed' })
  })

  test('a question that waits for the digest of the next morning is dropped once it is answered', async ({ kit }) => {
    const { db } = kit.deps
    const { hr, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    // As if the person had received eight messages on that day.
    const isAsked = and(eq(notices.event, 'confirm.asked'), eq(notices.userid, guoji.userid))
    await db.update(notices).set({ state: 'digest', responseCode: null }).where(isAsked)
    await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash: await hashOf(kit, guoji, id) })
    expect((await db.select().from(notices).where(isAsked)).map(({ state }) => state)).toEqual(['dropped'])
  })
})

describe('confirming in person', () => {
  test('confirming in person is possible after the last day only, for the admin of that department, and never for oneself', async ({
    kit,
  }) => {
    const { hr, admin, guoji, zhao } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const [own, hash, other] = [await hashOf(kit, admin, id), await hashOf(kit, guoji, id), await hashOf(kit, zhao, id)]
    const confirm = (userid: string, seen: string) =>
      answerInPerson(kit.deps, admin, { id, userid, answer: 'ok', hash: seen })
    await expect(confirm('guoji', hash)).rejects.toMatchObject({ code: 'confirmation.not_open' })
    kit.deps.clock.advanceHours(15 * DAY_HOURS)
    await expect(confirm('limin', own)).rejects.toMatchObject({ code: 'confirmation.not_open' })
    await expect(confirm('zhao', other)).rejects.toMatchObject({ code: 'not_found' })
    await expect(confirm('guoji', other)).rejects.toMatchObject({ code: 'confirmation.changed' })
    await confirm('guoji', hash)
    expect(await boardCounts(kit, admin, id)).toEqual({ in_person: 1, pending: 1 })
  })

  test('after the last day, the department admins are notified once how many people did not answer', async ({
    kit,
  }) => {
    const { hr, north } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    await press(kit, 'guoji')
    kit.deps.clock.advanceHours(15 * DAY_HOURS)
    await askAgain(kit)
    await askAgain(kit)
    expect(kit.deps.wecom.mailings).toMatchObject([
      {
        userids: ['limin'],
        card: {
          title: '1 人未核对信息，请当面核对',
          url: `http://desk.test/confirmations/${id}/board?department=${String(north)}`,
        },
      },
    ])
  })

  test('a member who was reported as having left answers, or is confirmed in person, and does not see the report', async ({
    kit,
  }) => {
    const { hr, admin, guoji, zhao, root, south } = await confirmationCompany(kit)
    await syncMember(kit, 'hr', { departments: [south], mainDepartment: south })
    const second = await kit.given.member({ userid: 'hr2', name: '何静', department: root, roles: ['hr'] })
    const id = await startCampaign(kit, hr)
    const answerLeft = async (by: typeof admin, { userid }: typeof admin, person: typeof admin) =>
      answerInPerson(kit.deps, by, { id, userid, answer: 'left', hash: await hashOf(kit, person, id) })
    await answerLeft(admin, guoji, guoji)
    const view = await getConfirmation(kit.deps, guoji, id)
    expect(view).toMatchObject({ state: 'pending', answeredAt: null, answeredBy: null, mayAnswer: true })
    expect(JSON.stringify(view)).not.toMatch(/left"|limin/)
    await answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash: view.hash })
    expect(await boardCounts(kit, hr, id)).toEqual({ confirmed: 1, pending: 4 })
    await answerLeft(hr, zhao, zhao)
    kit.deps.clock.advanceHours(15 * DAY_HOURS)
    const hash = await hashOf(kit, zhao, id)
    await answerInPerson(kit.deps, hr, { id, userid: 'zhao', answer: 'ok', hash })
    expect(await boardCounts(kit, hr, id)).toEqual({ confirmed: 1, in_person: 1, pending: 3 })
    // A member of HR is only notified about other people.
    await answerLeft(second, hr, hr)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.mailings.at(-1)).toMatchObject({
      userids: ['hr2'],
      card: { title: '何蕊可能已离开，账号仍在用' },
    })
    const listIn = async (by: typeof hr, state?: 'left' | 'pending') => {
      const { items, total } = await listConfirmationPeople(kit.deps, by, { id, ...(state && { state }) })
      expect(items).toHaveLength(total)
      return items.map(({ userid }) => userid)
    }
    expect(await boardCounts(kit, second, id)).toEqual({ confirmed: 1, in_person: 1, left: 1, pending: 2 })
    expect([await listIn(second, 'left'), await listIn(second, 'pending')]).toEqual([['hr'], ['hr2', 'limin']])
    // The member of HR themselves sees in every list and number that they have not answered.
    expect([await listIn(hr, 'left'), await listIn(hr, 'pending')]).toEqual([[], ['hr2', 'limin', 'hr']])
    expect(await boardCounts(kit, hr, id)).toEqual({ confirmed: 1, in_person: 1, pending: 3 })
    expect((await listIn(hr)).toSorted()).toEqual((await listIn(second)).toSorted())
    const leftOnBoard = async (by: typeof hr) => {
      const { departments } = await getConfirmationBoard(kit.deps, by, { id })
      const { items } = await getCampaigns(kit.deps, by)
      return [departments.map(({ counts }) => counts.left), items.map(({ counts }) => counts.left)]
    }
    expect([await leftOnBoard(second), await leftOnBoard(hr)]).toEqual([
      [[0, 1], [1]],
      [[0, 0], [0]],
    ])
    const { people } = await getConfirmationBoard(kit.deps, hr, { id, department: String(south) })
    const own = people.items.find(({ userid }) => userid === 'hr')
    expect(own).toMatchObject({ state: 'pending', answeredAt: null, method: null, by: null, mayConfirm: false })
  })
})
