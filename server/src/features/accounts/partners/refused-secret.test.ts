import { expect } from 'vitest'
import { partners } from '../../../db/schema/index.ts'
import { WecomDeferredError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { inDays, partnerContract } from '../../../testing/fixtures/partners.ts'
import { test } from '../../../testing/kit.ts'
import { watchContracts } from './jobs/watch-contracts.ts'

test('ops are asked once to disable the account of a partner while WeCom refuses the secret, and the app does it once the secret is valid', async ({
  kit,
}) => {
  await partnerContract(kit, inDays(0))
  const { wecom, clock, db } = kit.deps
  const { setMemberEnabled } = wecom
  wecom.setMemberEnabled = () =>
    Promise.reject(new WecomDeferredError(40001, 'gettoken', new Date(clock.now().getTime() + 3_600_000)))
  clock.advanceHours(24)
  await watchContracts(kit.deps)
  for (let round = 0; round < 3; round += 1) {
    await drainOutbox(kit.deps)
    clock.advanceSeconds(301)
  }
  const asked = wecom.mailings.flatMap(({ card, userids }) => (card.title === '请在后台停用：段志远' ? userids : []))
  expect(asked).toEqual(['chenhaiyan'])
  const findContract = async () => (await db.select().from(partners))[0]
  expect(await findContract()).toMatchObject({ trouble: '40001', disabledAt: null })
  wecom.setMemberEnabled = setMemberEnabled
  await drainOutbox(kit.deps)
  expect(await findContract()).toMatchObject({ trouble: null })
  expect((await findContract())?.disabledAt).not.toBeNull()
})
