import { describe, expect } from 'vitest'
import { confirmationCompany, startCampaign } from '../../../testing/fixtures/confirmation.ts'
import { test } from '../../../testing/kit.ts'
import { getHome } from '../../home/get-home.ts'
import { answerInPerson } from './answer-confirmation.ts'
import { getConfirmation } from './get-confirmation.ts'

describe('the confirmations on the home page', () => {
  test('the home page shows how many confirmations wait, since when the oldest does, and which campaign ends first', async ({
    kit,
  }) => {
    const { hr, guoji } = await confirmationCompany(kit)
    const readOwn = async () => (await getHome(kit.deps, guoji, 'zh-CN')).waiting.confirmations
    const startedAt = kit.deps.clock.now().toISOString()
    const long = await startCampaign(kit, hr)
    expect(await readOwn()).toEqual({ count: 1, oldestAt: startedAt, first: long })
    kit.deps.clock.advanceDays(2)
    const short = await startCampaign(kit, hr, { startsOn: '2026-03-19', endsOn: '2026-03-25' })
    expect(await readOwn()).toEqual({ count: 2, oldestAt: startedAt, first: short })
  })

  test('a confirmation stays on the home page of a person who was reported as having left', async ({ kit }) => {
    const { hr, admin, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const { hash } = await getConfirmation(kit.deps, guoji, id)
    await answerInPerson(kit.deps, admin, { id, userid: 'guoji', answer: 'left', hash })
    expect((await getHome(kit.deps, guoji, 'zh-CN')).waiting.confirmations).toMatchObject({ count: 1, first: id })
  })
})
