import { describe, expect } from 'vitest'
import { personLimitStore } from '../../../adapters/person-limit-store.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { lostDeviceCompany } from '../../../testing/fixtures/lost-device.ts'
import { answerGuardianRequest, requestGuardian, removeGuardian, getGuardians } from './guardians.ts'
import { sentTo, titlesTo } from '../../../testing/fixtures/sent-cards.ts'

async function requestGuardianByCard(kit: Kit) {
  const { subject: ward, other: guardian } = await lostDeviceCompany(kit)
  await requestGuardian(kit.deps, ward, guardian.userid)
  await drainOutbox(kit.deps)
  const answer = async (reply: 'accept' | 'decline') => {
    await answerGuardianRequest(kit.deps, guardian, { userid: ward.userid, answer: reply })
    await drainOutbox(kit.deps)
    return (await getGuardians(kit.deps, ward)).guardians[0]?.state
  }
  return { ward, guardian, answer }
}

describe('guardians', () => {
  test('guardians are requested by a card that leads to their page', async ({ kit }) => {
    const { guardian } = await requestGuardianByCard(kit)
    const card = sentTo(kit, guardian.userid)[0]?.card
    expect(card).toMatchObject({
      title: '郭𠮷请你担任守护人',
      subtitle: '对方手机丢失时，你可以立即锁定其账号',
      url: `${kit.deps.site.publicUrl}/me/guardians`,
    })
    expect(JSON.stringify([card?.title, card?.subtitle])).not.toContain('http')
  })

  test.for([
    [['accept'], 'accepted', ['孙浩已同意担任你的守护人']],
    [['decline'], 'declined', ['孙浩未同意担任守护人']],
    [['accept', 'decline'], 'resigned', ['孙浩已同意担任你的守护人', '孙浩不再担任你的守护人']],
  ] as const)('the ward is notified of the answers of a guardian: %j', async ([answers, state, titles], { kit }) => {
    const { ward, answer } = await requestGuardianByCard(kit)
    let last: string | undefined
    for (const reply of answers) last = await answer(reply)
    expect(last).toBe(state)
    expect(titlesTo(kit, ward.userid)).toEqual(titles)
  })

  test('guardians who resigned have no ward and may be requested again', async ({ kit }) => {
    const { ward, guardian, answer } = await requestGuardianByCard(kit)
    await answer('accept')
    await answer('decline')
    expect((await getGuardians(kit.deps, guardian)).wards).toEqual([])
    await expect(
      answerGuardianRequest(kit.deps, guardian, { userid: ward.userid, answer: 'accept' }),
    ).rejects.toMatchObject({
      code: 'not_found',
    })
    kit.deps.clock.advanceSeconds(60)
    await requestGuardian(kit.deps, ward, guardian.userid)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, guardian.userid)).toEqual(['郭𠮷请你担任守护人', '郭𠮷请你担任守护人'])
  })

  test('guardians are notified of their removal, and get no request that was withdrawn before it was sent', async ({
    kit,
  }) => {
    const { ward, guardian, answer } = await requestGuardianByCard(kit)
    await answer('accept')
    await removeGuardian(kit.deps, ward, guardian.userid)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, guardian.userid).at(-1)).toBe('郭𠮷不再请你担任守护人')
    await requestGuardian(kit.deps, ward, 'wangxiaoyu')
    await removeGuardian(kit.deps, ward, 'wangxiaoyu')
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'wangxiaoyu')).toEqual(['郭𠮷不再请你担任守护人'])
  })
})

test('after ten guardian requests a day, a further one gets the same response whether or not the person exists', async ({
  kit,
}) => {
  const { subject } = await lostDeviceCompany(kit)
  const { requestAs } = createTestClient(kit.deps, { limits: personLimitStore(kit.deps.db) })
  const requestGuardianByApi = async (userid: string) =>
    (await requestAs(subject, 'POST', '/api/guardians', { userid })).status
  const answers: number[] = []
  for (let guess = 0; guess < 12; guess += 1) answers.push(await requestGuardianByApi(`guess${String(guess)}`))
  expect(answers).toEqual([...Array<number>(10).fill(404), 429, 429])
  // The request for a person who exists gets the same response.
  expect(await requestGuardianByApi('sunhao')).toBe(429)
})
