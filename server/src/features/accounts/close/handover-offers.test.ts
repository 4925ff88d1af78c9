import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { HandoverId } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { chatGroups, partners, roleGrants } from '../../../db/schema/index.ts'
import { errorCodeOf } from '../../../testing/error-code-of.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { CARD_ACTION_TOPIC } from '../../notifications/card-action.ts'
import { answerOwnershipOffer } from '../../groups/ownership/answer-ownership-offer.ts'
import { endPartner } from '../partners/end-contract.ts'
import { setPartner } from '../partners/set-partner.ts'
import { answerHandover } from './answer-handover.ts'
import { assignHeir, attestCleaning, confirmClosing, forceClosing, waiveItem } from './closing-commands.ts'
import { requireClosing } from './closing-queries.ts'
import { getClosing } from './get-closing.ts'
import { remindHeirs } from './jobs/remind-heirs.ts'
import { openClosing } from './open-closing.ts'
import { startDisabling } from './start-disabling.ts'

const cardsTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.sent.filter((notice) => notice.userid === userid).map(({ card }) => card)
/** Title of the card from the creation of the group. */
const DEPUTY_TITLE = '郭𠮷 请你担任副群主'
/** Returns the titles of the cards to this person that name the group of the leaver. */
const titlesAboutGroup = (kit: Kit, userid: string) =>
  cardsTo(kit, userid).flatMap(({ title, subtitle }) => (subtitle.includes('来料异常') ? [title] : []))
const titlesTo = (kit: Kit, userid: string) => [
  ...cardsTo(kit, userid).map(({ title }) => title),
  ...kit.deps.wecom.mailings.flatMap(({ card, userids }) => (userids.includes(userid) ? [card.title] : [])),
]

/** Offers everything of the leaver to the member `mate`, and returns the card that `mate` gets. */
async function offerToMate(kit: Kit) {
  const company = await closingCompany(kit)
  const { hr, mate } = company
  const { id, version } = await openFor(kit, company)
  await assignHeir(kit.deps, hr, { id, version, heir: mate.userid })
  await drainOutbox(kit.deps)
  const card = cardsTo(kit, mate.userid).find(({ title }) => title.startsWith('请接手'))!
  const press = async (answer: 'accept' | 'decline', by = mate.userid) => {
    const key = card.actions!.find((action) => action.key.startsWith(`handover:${answer}`))!.key
    const payload = { userid: by, taskId: card.taskId, key, responseCode: `code-${answer}-${by}` }
    const runAt = kit.deps.clock.now()
    const job = { topic: CARD_ACTION_TOPIC, payload, dedupeKey: `${answer}-${by}`, groupKey: answer, runAt }
    await kit.deps.db.transaction((tx) => enqueue(tx, [job]))
    await drainOutbox(kit.deps)
  }
  const readClosing = () => getClosing(kit.deps, hr, id)
  const listStates = async () =>
    (await readClosing()).items.flatMap(({ state }) => (state === 'automatic' ? [] : [state]))
  return { ...company, id, card, press, readClosing, listStates }
}

describe('an offer to an heir', () => {
  test('an offer to an heir is a card that names what it is about, and its first button accepts it', async ({
    kit,
  }) => {
    const { card, press, listStates } = await offerToMate(kit)
    expect(card).toMatchObject({ title: '请接手郭𠮷的 2 项事项' })
    expect(card.rows.map(({ name }) => name)).toEqual(['群主', '合作人员'])
    expect(card.actions!.map(({ caption }) => caption)).toEqual(['接手', '拒绝'])
    await press('accept')
    expect(await listStates()).toEqual(['accepted', 'accepted'])
    expect(
      kit.deps.wecom.replaced.map(({ responseCode, card: replacement }) => [responseCode, replacement.title]),
    ).toEqual([['code-accept-mate', '已接手 2 项']])
  })

  test('an offer to an heir is declined by the second button, which is reported to HR', async ({ kit }) => {
    const { press, listStates, hr } = await offerToMate(kit)
    await press('decline')
    expect(await listStates()).toEqual(['declined', 'declined'])
    expect(titlesTo(kit, hr.userid)).toContain('郭𠮷的 2 项事项被拒绝接手')
  })

  test('an offer to an heir that changed since the card was sent is not answered by its button', async ({ kit }) => {
    const { hr, press, listStates, readClosing } = await offerToMate(kit)
    const { id, version, items } = await readClosing()
    const item = items.find(({ kind }) => kind === 'partner_sponsor')!.id
    await waiveItem(kit.deps, hr, { id, version, item, reason: '合同下月结束' })
    await press('accept')
    expect(await listStates()).toEqual(['offered', 'waived'])
  })

  test('an offer to an heir is not answered when another person presses its button', async ({ kit }) => {
    const { press, listStates, third } = await offerToMate(kit)
    await press('accept', third.userid)
    expect(await listStates()).toEqual(['offered', 'offered'])
  })

  test('an offer to an heir that grew since the page showed it is not accepted unseen', async ({ kit }) => {
    const { id, hr, mate, readClosing, listStates } = await offerToMate(kit)
    const { version, items } = await readClosing()
    const [group, partner] = items.flatMap((item) => (item.state === 'offered' ? [item.id] : []))
    await waiveItem(kit.deps, hr, { id, version, item: partner!, reason: '合同下月结束' })
    const accept = async (seen: HandoverId[]) =>
      errorCodeOf(answerHandover(kit.deps, mate, { id, accept: true, items: seen }))
    expect(await accept([group!, partner!])).toBe('closing.changed_meanwhile')
    await assignHeir(kit.deps, hr, { id, version: (await readClosing()).version, heir: mate.userid, items: [partner!] })
    expect(await accept([group!])).toBe('closing.changed_meanwhile')
    expect(await listStates()).toEqual(['offered', 'offered'])
    await answerHandover(kit.deps, mate, { id, accept: true, items: [partner!, group!] })
    expect(await listStates()).toEqual(['accepted', 'accepted'])
  })

  test.for([
    ['accept', '已接手 2 项'],
    ['decline', '已拒绝 2 项'],
  ] as const)(
    'a card whose button %s is pressed twice stays as after the first press',
    async ([answer, title], { kit }) => {
      const { press, listStates } = await offerToMate(kit)
      await press(answer)
      const before = await listStates()
      await press(answer)
      expect(await listStates()).toEqual(before)
      expect(kit.deps.wecom.replaced.map(({ card }) => card.title)).toEqual([title, title])
    },
  )

  test('an offer to an heir that was answered on the page closes its card', async ({ kit }) => {
    const { id, card, mate } = await offerToMate(kit)
    await answerHandover(kit.deps, mate, { id, accept: true })
    await drainOutbox(kit.deps)
    expect(
      kit.deps.wecom.replaced.map(({ userid, card: replacement }) => [userid, replacement.taskId, replacement.title]),
    ).toEqual([['mate', card.taskId, '已接手 2 项']])
  })

  test('an offer to an heir is repeated five, three and one working days before the last day, with a notice to HR from three on, and not on a day off', async ({
    kit,
  }) => {
    const { hr, mate, leaver } = await offerToMate(kit)
    // The last day is a Friday; the Saturday and Sunday before it do not count.
    const reminders: string[][] = []
    for (let days = 9; days >= 0; days -= 1) {
      const day = shiftDay(LAST_DAY, -days)
      goTo(kit, day, '10:00')
      const before = [mate, hr, leaver].map(({ userid }) => titlesTo(kit, userid).length)
      await remindHeirs(kit.deps)
      await remindHeirs(kit.deps)
      await drainOutbox(kit.deps)
      const after = [mate, hr, leaver].map(({ userid }, index) => titlesTo(kit, userid).slice(before[index]))
      if (after.some((titles) => titles.length > 0)) reminders.push([day, ...after.map((titles) => titles.join())])
    }
    const offerReminder = '还没答复：接手郭𠮷的 2 项事项'
    expect(reminders).toEqual([
      ['2026-03-13', offerReminder, '', ''],
      ['2026-03-17', offerReminder, '郭𠮷还有 3 项未交接', ''],
      ['2026-03-19', offerReminder, '郭𠮷还有 3 项未交接', '离职办理：请确认已清理敏感信息'],
    ])
  })
})

describe('what the leaver no longer holds', () => {
  /** Gives the group and the partner of the leaver to the member `third`. */
  async function giveAway(kit: Kit, { hr, third, group, partner }: Awaited<ReturnType<typeof closingCompany>>) {
    await kit.deps.db.update(chatGroups).set({ ownerId: third.userid }).where(eq(chatGroups.id, group.id))
    const contract = { userid: partner.userid, company: '外协厂', endsOn: '2026-12-31' }
    await setPartner(kit.deps, hr, { ...contract, sponsor: third.userid })
  }

  test('what the leaver no longer holds stays with whoever got it after an heir had accepted', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, mate, lead, group } = company
    const opened = await openFor(kit, company)
    await handOver(kit, company, opened, mate)
    await giveAway(kit, company)
    // No check of the items runs between the giving away and the closing.
    const row = await requireClosing(kit.deps.db, opened.id)
    await kit.deps.db.transaction((tx) => startDisabling(kit.deps, tx, row, { actor: lead }))
    await runClosings(kit)
    const [chat] = await kit.deps.db.select().from(chatGroups).where(eq(chatGroups.id, group.id))
    expect([chat?.ownerId, chat?.nextOwnerId]).toEqual(['third', null])
    expect(await kit.deps.db.select({ sponsor: partners.sponsor }).from(partners)).toEqual([{ sponsor: 'third' }])
    const closed = await getClosing(kit.deps, hr, opened.id)
    expect(closed.phase).toBe('disabled')
    expect(closed.items.flatMap(({ heir }) => heir?.userid ?? [])).toEqual(['third', 'third'])
  })

  test('what the leaver no longer holds is settled for whoever has it, and blocks nothing', async ({ kit }) => {
    const company = await closingCompany(kit)
    const { hr, leaver } = company
    const { id, version } = await openFor(kit, company)
    await attestCleaning(kit.deps, leaver, { id, version })
    await giveAway(kit, company)
    await runClosings(kit)
    const view = await getClosing(kit.deps, hr, id)
    expect(view.phase).toBe('ready')
    const handed = view.items.filter(({ state }) => state !== 'automatic')
    expect(handed.map(({ kind, state, heir }) => [kind, state, heir?.userid])).toEqual([
      ['group_owner', 'done', 'third'],
      ['partner_sponsor', 'done', 'third'],
    ])
  })

  test('what the leaver no longer holds is settled for somebody else than the heir who had accepted', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, mate } = company
    const { id } = await handOver(kit, company, await openFor(kit, company), mate)
    await giveAway(kit, company)
    await runClosings(kit)
    const handed = (await getClosing(kit.deps, hr, id)).items.filter(({ state }) => state !== 'automatic')
    expect(handed.map(({ state, heir }) => [state, heir?.userid])).toEqual([
      ['done', 'third'],
      ['done', 'third'],
    ])
  })

  test('what the leaver no longer holds is settled when the contract of the partner ends before the last day', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, partner } = company
    const { id } = await openFor(kit, company)
    await endPartner(kit.deps, hr, { userid: partner.userid })
    await runClosings(kit)
    const item = (await getClosing(kit.deps, hr, id)).items.find(({ kind }) => kind === 'partner_sponsor')
    expect(item).toMatchObject({ state: 'done', heir: null })
  })

  test('a group that the leaver no longer owns keeps the deputy whom its owner appointed meanwhile', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, leaver, mate, third, group } = company
    const setDeputy = async (deputyId: string) =>
      kit.deps.db.update(chatGroups).set({ ownerId: mate.userid, deputyId }).where(eq(chatGroups.id, group.id))
    await setDeputy(leaver.userid)
    const { id } = await handOver(kit, company, await openFor(kit, company), third)
    await setDeputy('buyer')
    await runClosings(kit)
    const item = (await getClosing(kit.deps, hr, id)).items.find(({ kind }) => kind === 'group_deputy')
    expect(item).toMatchObject({ state: 'done', heir: { userid: 'buyer' } })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const [chat] = await kit.deps.db.select().from(chatGroups).where(eq(chatGroups.id, group.id))
    expect(chat?.deputyId).toBe('buyer')
  })
})

describe('a group of a leaver', () => {
  test('a group of a leaver is not offered to its members while an heir is asked', async ({ kit }) => {
    const company = await offerToMate(kit)
    const { id, lead, readClosing, mate } = company
    await forceClosing(kit.deps, lead, { id, version: (await readClosing()).version, reason: '已离开' })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    expect((await readClosing()).phase).toBe('disabled')
    expect([mate, company.third].flatMap(({ userid }) => titlesAboutGroup(kit, userid))).toEqual([DEPUTY_TITLE])
  })

  test('a group of a leaver without an heir is offered to its deputy once, and its item is settled by the person who takes it', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, lead, mate, admin } = company
    const { id, version } = await openFor(kit, company)
    await forceClosing(kit.deps, lead, { id, version, reason: '已离开' })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const ownerTitle = '郭𠮷 目前不能担任群主，请你接任'
    expect(titlesAboutGroup(kit, mate.userid)).toEqual([DEPUTY_TITLE, ownerTitle])
    expect(titlesAboutGroup(kit, admin.userid)).toEqual([])
    await answerOwnershipOffer(kit.deps, mate, { id: company.group.id, accept: true })
    await runClosings(kit)
    await runClosings(kit)
    const item = (await getClosing(kit.deps, hr, id)).items.find(({ kind }) => kind === 'group_owner')
    expect(item).toMatchObject({ state: 'done', heir: { userid: 'mate' } })
  })
})

describe('the last lead of the management department', () => {
  test('the last lead of the management department cannot leave before another has the role, and is not disabled when the other one is gone', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    const { hr, lead } = company
    const refusal = { code: 'closing.last_lead' }
    const emergency = { kind: 'emergency', subjectId: lead.userid, reason: '账号被盗用' } as const
    await expect(openFor(kit, { hr, leaver: lead })).rejects.toMatchObject(refusal)
    await expect(openClosing(kit.deps, hr, emergency)).rejects.toMatchObject(refusal)
    const other = await kit.given.member({ userid: 'lead2', roles: ['ops_lead'] })
    const { id, version } = await openClosing(kit.deps, other, emergency)
    kit.deps.clock.advanceSeconds(60)
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(isGrantOf(other.userid))
    await expect(confirmClosing(kit.deps, hr, { id, version })).rejects.toMatchObject(refusal)
  })
})

const isGrantOf = (userid: string) => eq(roleGrants.userid, userid)
