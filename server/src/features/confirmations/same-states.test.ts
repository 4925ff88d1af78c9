import {
  confirmationAnswers,
  confirmationMethods,
  confirmationStateOf,
} from '@desk/shared/confirmations/confirmation-states'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { confirmationCampaigns, confirmations, members } from '../../db/schema/index.ts'
import { confirmationCompany, startCampaign } from '../../testing/fixtures/confirmation.ts'
import { test } from '../../testing/kit.ts'
import { findInCampaign } from './model/person-queries.ts'
import { hashOf } from './model/shown-data.ts'

test('the database computes the hash and the state of a person by the same rules as the code', async ({ kit }) => {
  const { hr, north, south } = await confirmationCompany(kit)
  const { db } = kit.deps
  const id = await startCampaign(kit, hr, { fields: ['name', 'alias', 'department', 'position', 'telephone'] })
  const [campaign] = await db.select().from(confirmationCampaigns)
  if (!campaign) throw new Error('no campaign')
  const cases = confirmationAnswers.flatMap((answer) =>
    confirmationMethods.flatMap((method) =>
      ([1, 4] as const).flatMap((status) => [true, false].map((isSame) => ({ answer, method, status, isSame }))),
    ),
  )
  for (const [index, { answer, method, status, isSame }] of cases.entries()) {
    const userid = `Case${String(index)}`
    await kit.given.member({
      userid,
      name: '司马·文博',
      alias: '',
      departments: index % 2 === 0 ? [south, north] : [north],
      mainDepartment: north,
      position: '店长（代理）',
      telephone: '',
      status,
    })
    const [row] = await db.select().from(members).where(eq(members.userid, userid))
    if (!row) throw new Error('no member')
    const hash = hashOf(campaign, row)
    const storedAnswer = { answer, method, hash: isSame ? hash : 'f'.repeat(64) }
    await db.insert(confirmations).values({
      ...storedAnswer,
      id: kit.deps.ids.next('confirmation'),
      campaignId: id,
      userid: userid.toLowerCase(),
      by: userid,
      at: kit.deps.clock.now(),
      departmentId: north,
      fieldHashes: {},
      wrongFields: [],
    })
    const person = await findInCampaign(kit.deps, campaign, userid)
    expect(person?.hash).toBe(hash)
    expect(person?.state, JSON.stringify(cases[index])).toBe(
      confirmationStateOf({ isExcluded: status !== 1, answer: storedAnswer, hash }),
    )
  }
})
