import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { rowsOf } from '../../db/rows-of.ts'
import { confirmations, notices } from '../../db/schema/index.ts'
import {
  boardCounts,
  campaignOf,
  confirmationCompany,
  startCampaign,
  syncMember,
} from '../../testing/fixtures/confirmation.ts'
import { onOtherConnection, testDatabase } from '../../testing/database/test-database.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { answerConfirmation } from './answering/answer-confirmation.ts'
import { getConfirmation } from './answering/get-confirmation.ts'
import { createCampaign, endCampaign } from './campaigns/create-campaign.ts'
import { NotOpenError } from './confirmation-errors.ts'
import { askPeople } from './jobs/ask-people.ts'
import { lockCampaign } from './model/campaign-queries.ts'

/** Resolves once a statement waits for a lock in this database, or the call ends without waiting. Returns whether it waits. */
async function isBlocked({ deps }: Kit, call: Promise<unknown>): Promise<boolean> {
  let isDone = false
  const settle = () => void (isDone = true)
  call.then(settle, settle)
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while (!isDone) if ((await rowsOf(deps.db, waiting)).length > 0) return true
  return false
}

describe.skipIf(testDatabase.isEmbedded)('concurrent confirmations', () => {
  test('twenty equal answers of one person are one confirmation', async ({ kit }) => {
    const { hr, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const { hash } = await getConfirmation(kit.deps, guoji, id)
    const answers = Array.from({ length: 20 }, () => answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash }))
    const views = await Promise.all(answers)
    expect(new Set(views.map(({ state }) => state))).toEqual(new Set(['confirmed']))
    expect(await kit.deps.db.select().from(confirmations)).toHaveLength(1)
    expect(await boardCounts(kit, hr, id)).toEqual({ confirmed: 1, pending: 3 })
  })

  test('a change of the data during the answer never leaves a confirmation of values that nobody saw', async ({
    kit,
  }) => {
    const { hr, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const { hash } = await getConfirmation(kit.deps, guoji, id)
    const [answer] = await Promise.allSettled([
      answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash }),
      syncMember(kit, 'guoji', { position: '质检组长' }),
    ])
    const rows = await kit.deps.db.select().from(confirmations)
    expect(rows.map((row) => row.hash)).toEqual(answer.status === 'fulfilled' ? [hash] : [])
    const { state } = await getConfirmation(kit.deps, guoji, id)
    expect(state).toBe(answer.status === 'fulfilled' ? 'changed' : 'pending')
  })

  test('several instances ask everyone once', async ({ kit }) => {
    const { hr, north } = await confirmationCompany(kit)
    for (let count = 0; count < 450; count += 1) await kit.given.member({ department: north })
    await createCampaign(kit.deps, hr, { ...campaignOf(), key: 'campaign-race' })
    await Promise.all([askPeople(kit.deps), askPeople(kit.deps), askPeople(kit.deps)])
    const asked = await kit.deps.db.select().from(notices)
    expect(asked).toHaveLength(454)
    expect(new Set(asked.map(({ userid }) => userid)).size).toBe(454)
  })

  test('an answer does not wait for the transaction in which a page of people is asked', async ({ kit }) => {
    const { hr, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const { hash } = await getConfirmation(kit.deps, guoji, id)
    const { answer, isWaiting } = await kit.deps.db.transaction(async (tx) => {
      await lockCampaign(tx, id)
      return onOtherConnection(async () => {
        const call = answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash })
        return { isWaiting: await isBlocked(kit, call), answer: { call } }
      })
    })
    expect(isWaiting).toBe(false)
    expect(await answer.call).toMatchObject({ state: 'confirmed' })
  })

  test('an answer waits for the transaction that ends its campaign, and is refused after it', async ({ kit }) => {
    const { hr, guoji } = await confirmationCompany(kit)
    const id = await startCampaign(kit, hr)
    const { hash } = await getConfirmation(kit.deps, guoji, id)
    const { answer, isWaiting } = await kit.deps.db.transaction(async (tx) => {
      await endCampaign({ ...kit.deps, db: tx }, hr, id)
      return onOtherConnection(async () => {
        const call = answerConfirmation(kit.deps, guoji, { id, answer: 'ok', hash })
        return { isWaiting: await isBlocked(kit, call), answer: { call } }
      })
    })
    expect(isWaiting).toBe(true)
    await expect(answer.call).rejects.toThrow(NotOpenError)
    expect(await kit.deps.db.select().from(confirmations)).toEqual([])
  })
})
