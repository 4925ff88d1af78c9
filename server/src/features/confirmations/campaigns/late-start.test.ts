import type { CampaignBody } from '@desk/shared/confirmations/confirmation-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, confirmationCampaigns, notices, policyMailings } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { campaignOf, confirmationCompany, startCampaign } from '../../../testing/fixtures/confirmation.ts'
import { sentTo, titlesTo } from '../../../testing/fixtures/sent-cards.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { purgeExpired } from '../../privacy/jobs/purge-expired.ts'
import { getConfirmationBoard } from '../board/get-board.ts'
import { askPeople } from '../jobs/ask-people.ts'
import { createCampaign } from './create-campaign.ts'

/** Creates a campaign, which begins only when `ask` is called on a day of its period or later. */
async function createPlanned(kit: Kit, days: Pick<CampaignBody, 'startsOn' | 'endsOn'>) {
  const people = await confirmationCompany(kit)
  const id = await createCampaign(kit.deps, people.hr, { ...campaignOf(days), key: 'late-start-1' })
  const ask = async () => {
    await askPeople(kit.deps)
    await drainOutbox(kit.deps)
  }
  const heading = async () => (await getConfirmationBoard(kit.deps, people.hr, { id })).campaign
  return { ...people, id, ask, heading }
}

/** Returns the messages that a last day was moved, in sending order. */
const movedTo = ({ deps }: Kit) =>
  deps.wecom.mailings
    .map(({ userids, card: { title, subtitle } }) => ({ userids, title, subtitle }))
    .filter(({ title }) => title.includes('顺延'))

test('a campaign begins by its own job, also when an earlier created campaign begins later', async ({ kit }) => {
  const { hr, guoji } = await createPlanned(kit, { startsOn: '2026-03-25', endsOn: '2026-03-31' })
  await createCampaign(kit.deps, hr, { ...campaignOf(), title: '岗位核对', key: 'begins-first' })
  await drainOutbox(kit.deps)
  expect(sentTo(kit, guoji.userid).map(({ card }) => card.subtitle)).toEqual([
    expect.stringContaining('岗位核对') as string,
  ])
})

describe('a campaign that begins later than planned', () => {
  test('a campaign whose whole period passed while the server was down begins late and keeps its length', async ({
    kit,
  }) => {
    const { id, hr, guoji, admin, ask, heading } = await createPlanned(kit, {
      startsOn: '2026-03-18',
      endsOn: '2026-03-20',
    })
    kit.deps.clock.advanceDays(10)
    await ask()
    expect(await heading()).toMatchObject({
      state: 'running',
      startsOn: '2026-03-18',
      lateStart: '2026-03-27',
      endsOn: '2026-03-29',
    })
    expect(sentTo(kit, guoji.userid).map(({ card }) => `${card.title}${card.subtitle}`)).toEqual([
      expect.stringContaining('3 月 29 日'),
    ])
    expect(movedTo(kit)).toEqual([
      {
        userids: [hr.userid],
        title: '信息核对顺延至 3 月 29 日',
        subtitle: expect.stringContaining('3 月 20 日') as string,
      },
    ])
    const [started] = await kit.deps.db
      .select({ object: auditEntries.object, details: auditEntries.details })
      .from(auditEntries)
      .where(eq(auditEntries.action, 'confirmation.started'))
    expect(started).toEqual({
      object: id,
      details: { before: ['2026-03-18', '2026-03-20'], after: ['2026-03-27', '2026-03-29'] },
    })
    kit.deps.clock.advanceDays(3)
    await ask()
    expect((await heading()).state).toBe('late')
    const overdue = kit.deps.wecom.mailings.filter(({ card }) => card.title.includes('人未核对信息'))
    expect(overdue.map(({ userids }) => userids)).toEqual([[admin.userid]])
  })

  test('the notice of a moved last day is sent when a new server takes it over, and is deleted when an old server left it waiting', async ({
    kit,
  }) => {
    const { db, clock } = kit.deps
    const stateOfMessage = async () =>
      (await db.select({ state: notices.state }).from(notices).where(eq(notices.event, 'confirm.moved'))).map(
        ({ state }) => state,
      )
    const { ask } = await createPlanned(kit, { startsOn: '2026-03-18', endsOn: '2026-03-20' })
    clock.advanceDays(2)
    await askPeople(kit.deps)
    // An old server fixed the recipients and stopped before its call.
    await db.update(policyMailings).set({ frozenAt: clock.now() })
    await drainOutbox(kit.deps)
    expect(movedTo(kit)).toHaveLength(1)
    expect(await stateOfMessage()).toEqual(['sent'])
    // A server of 0.18.0 sends the message too, but as another event, so that the notice still waits.
    await db.update(notices).set({ state: 'waiting' }).where(eq(notices.event, 'confirm.moved'))
    await ask()
    expect(movedTo(kit)).toHaveLength(1)
    clock.advanceDays(31)
    await purgeExpired(kit.deps)
    expect(await stateOfMessage()).toEqual([])
  })

  test('the days of a campaign that an outage took from its beginning are added at its end', async ({ kit }) => {
    const { ask, heading } = await createPlanned(kit, { startsOn: '2026-03-18', endsOn: '2026-03-20' })
    kit.deps.clock.advanceDays(2)
    await ask()
    expect(await heading()).toMatchObject({ state: 'running', lateStart: '2026-03-19', endsOn: '2026-03-21' })
    kit.deps.clock.advanceDays(1)
    await ask()
    expect(movedTo(kit)).toHaveLength(1)
  })

  test('the last day is not moved when a campaign is created in the evening of its first day and begins the next morning', async ({
    kit,
  }) => {
    kit.deps.clock.advanceHours(12)
    const { ask, heading } = await createPlanned(kit, { startsOn: '2026-03-17', endsOn: '2026-03-20' })
    kit.deps.clock.advanceHours(12)
    await ask()
    expect(await heading()).toMatchObject({ state: 'running', lateStart: null, endsOn: '2026-03-20' })
    expect(movedTo(kit)).toEqual([])
  })

  test('a campaign of one day that is created in the evening lasts until the end of the next day', async ({ kit }) => {
    kit.deps.clock.advanceHours(12)
    const { ask, heading } = await createPlanned(kit, { startsOn: '2026-03-17', endsOn: '2026-03-17' })
    kit.deps.clock.advanceHours(12)
    await ask()
    expect(await heading()).toMatchObject({ state: 'running', endsOn: '2026-03-18' })
  })

  test('a campaign whose period passed before everyone was asked begins again for the others', async ({ kit }) => {
    const { hr, south, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    await kit.deps.db.update(confirmationCampaigns).set({ askedOn: null }).where(eq(confirmationCampaigns.id, id))
    const other = await kit.given.member({ userid: 'other', department: south })
    kit.deps.clock.advanceDays(21)
    await askPeople(kit.deps)
    await drainOutbox(kit.deps)
    const { campaign } = await getConfirmationBoard(kit.deps, hr, { id })
    expect(campaign).toMatchObject({ state: 'running', lateStart: '2026-04-07', endsOn: '2026-04-21' })
    expect([titlesTo(kit, other.userid).length, titlesTo(kit, guoji.userid).length]).toEqual([1, 1])
  })

  test('a campaign whose first day is a day off begins on the next working day, as planned', async ({ kit }) => {
    const { ask, heading } = await createPlanned(kit, { startsOn: '2026-03-21', endsOn: '2026-03-27' })
    kit.deps.clock.advanceDays(4)
    await ask()
    kit.deps.clock.advanceDays(2)
    await ask()
    expect(await heading()).toMatchObject({ state: 'running', lateStart: null, endsOn: '2026-03-27' })
  })

  test('a campaign that is created on the evening before days off begins on the next working day, as planned', async ({
    kit,
  }) => {
    kit.deps.clock.advanceDays(3)
    kit.deps.clock.advanceHours(12)
    const { ask, heading } = await createPlanned(kit, { startsOn: '2026-03-20', endsOn: '2026-03-24' })
    kit.deps.clock.advanceHours(60)
    await ask()
    expect(await heading()).toMatchObject({ state: 'running', lateStart: null, endsOn: '2026-03-24' })
  })

  test('a campaign with days off only begins on the next working day, and lasts as many days', async ({ kit }) => {
    const { ask, heading } = await createPlanned(kit, { startsOn: '2026-03-21', endsOn: '2026-03-22' })
    kit.deps.clock.advanceDays(6)
    await ask()
    expect(await heading()).toMatchObject({ state: 'running', lateStart: null, endsOn: '2026-03-24' })
  })

  test('a campaign that an earlier release began after its last day begins again once', async ({ kit }) => {
    const { hr } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const past = { startsOn: '2026-03-02', endsOn: '2026-03-06', askedOn: null }
    await kit.deps.db.update(confirmationCampaigns).set(past).where(eq(confirmationCampaigns.id, id))
    await askPeople(kit.deps)
    const { campaign } = await getConfirmationBoard(kit.deps, hr, { id })
    expect(campaign).toMatchObject({ state: 'running', lateStart: '2026-03-17', endsOn: '2026-03-21' })
    expect(await kit.deps.db.$count(auditEntries, eq(auditEntries.action, 'confirmation.started'))).toBe(2)
  })
})
