import { describe, expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import {
  closingCompany,
  goTo,
  LAST_DAY,
  openEmergency,
  openFor,
  runClosings,
} from '../../../testing/fixtures/closings.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { answerHandover } from './answer-handover.ts'
import { assignHeir, confirmClosing, forceClosing, moveLastDay } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { remindHeirs } from './jobs/remind-heirs.ts'

/** Offers everything of the leaver to the member `mate`. */
async function offerToMate(kit: Kit) {
  const company = await closingCompany(kit)
  const { hr, mate, lead } = company
  const { id, version } = await openFor(kit, company)
  await assignHeir(kit.deps, hr, { id, version, heir: mate.userid })
  await drainOutbox(kit.deps)
  return { hr, mate, lead, id, readVersion: async () => (await getClosing(kit.deps, hr, id)).version }
}

test('an offer that is made after the account was disabled is sent again after three, six and nine working days, until it is answered', async ({
  kit,
}) => {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { hr, lead, mate } = company
  const emergency = await openEmergency(kit, company)
  await confirmClosing(deps, lead, { id: emergency.id, version: emergency.version })
  await runClosings(kit)
  const { id, version } = await getClosing(deps, hr, emergency.id)
  // A Tuesday.
  await assignHeir(deps, hr, { id, version, heir: mate.userid })
  await drainOutbox(deps)
  const countOffers = () =>
    deps.wecom.sent.filter(({ userid, card }) => userid === 'mate' && card.title === '请接手郭𠮷的 2 项事项').length
  const counts: number[] = []
  const remindOn = async (day: string) => {
    goTo(kit, day, '10:00')
    await remindHeirs(deps)
    await remindHeirs(deps)
    await drainOutbox(deps)
    counts.push(countOffers())
  }
  for (const day of ['2026-03-18', '2026-03-20', '2026-03-21', '2026-03-23', '2026-03-25']) await remindOn(day)
  expect(counts).toEqual([1, 2, 2, 2, 3])
  await answerHandover(deps, mate, { id, accept: true })
  // The Saturday is a working day.
  await remindOn('2026-03-28')
  expect(counts.at(-1)).toBe(3)
})

test.for(['is declined by its heir', 'has no answer at the last reminder'] as const)(
  'a group of a closed account that %s is offered to its members',
  async (how, { kit }) => {
    const { deps } = kit
    const { lead, mate, id, readVersion } = await offerToMate(kit)
    await forceClosing(deps, lead, { id, version: await readVersion(), reason: '已离开' })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    const countOffers = () => deps.wecom.sent.filter(({ card }) => card.title.includes('请你接任')).length
    expect(countOffers()).toBe(0)
    // The Saturday is a working day.
    for (const day of ['2026-03-25', '2026-03-28']) {
      goTo(kit, day, '10:00')
      if (how === 'has no answer at the last reminder') await remindHeirs(deps)
    }
    if (how === 'is declined by its heir') await answerHandover(deps, mate, { id, accept: false })
    await drainOutbox(deps)
    expect(countOffers()).toBeGreaterThan(0)
  },
)

describe('a move of the last day', () => {
  test('a move of the last day notifies the leaver, the heirs and the department admin each time, and nobody when the day stays the same', async ({
    kit,
  }) => {
    const { deps } = kit
    const { hr, id, readVersion } = await offerToMate(kit)
    const listNotified = () =>
      deps.wecom.mailings.flatMap(({ card, userids }) =>
        card.title.includes('最后一天改为') ? [[card.title, ...userids]] : [],
      )
    const move = async (lastDay: string) => {
      await moveLastDay(deps, hr, { id, version: await readVersion(), lastDay })
      await drainOutbox(deps)
    }
    await move('2026-03-18')
    await move('2026-03-18')
    const first = ['郭𠮷的最后一天改为 2026-03-18', 'guoji', 'mate', 'limin']
    expect(listNotified()).toEqual([first])
    await move('2026-03-27')
    await move('2026-03-18')
    expect(listNotified()).toHaveLength(3)
  })
})

describe('a reminder of an offer', () => {
  const remindOn = async (kit: Kit, day: string) => {
    goTo(kit, day, '10:00')
    await remindHeirs(kit.deps)
    await drainOutbox(kit.deps)
    return kit.deps.wecom.sent.filter(
      ({ userid, card: { title } }) => userid === 'mate' && title.startsWith('还没答复'),
    ).length
  }

  test('a reminder of an offer is sent again when the last day was moved, as many days before the new one', async ({
    kit,
  }) => {
    const { id, hr, readVersion } = await offerToMate(kit)
    expect(await remindOn(kit, '2026-03-17')).toBe(1)
    await moveLastDay(kit.deps, hr, { id, version: await readVersion(), lastDay: '2026-03-27' })
    expect(await remindOn(kit, '2026-03-24')).toBe(2)
  })

  test('a reminder of a day on which the server was down is sent on the next working day', async ({ kit }) => {
    const { id, hr, readVersion } = await offerToMate(kit)
    expect(await remindOn(kit, '2026-03-17')).toBe(1)
    await moveLastDay(kit.deps, hr, { id, version: await readVersion(), lastDay: '2026-03-27' })
    expect(await remindOn(kit, '2026-03-23')).toBe(2)
    // The reminder of the third working day before is missed.
    expect(await remindOn(kit, '2026-03-25')).toBe(3)
    expect(await remindOn(kit, '2026-03-26')).toBe(4)
  })

  test('a reminder of an offer is overwritten with the offer once it is answered, even after the last day was moved', async ({
    kit,
  }) => {
    const { id, hr, mate, readVersion } = await offerToMate(kit)
    await remindOn(kit, '2026-03-17')
    await moveLastDay(kit.deps, hr, { id, version: await readVersion(), lastDay: '2026-03-27' })
    await answerHandover(kit.deps, mate, { id, accept: true })
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.replaced.map(({ card }) => card.title)).toEqual(['已接手 2 项', '已接手 2 项'])
  })
})
