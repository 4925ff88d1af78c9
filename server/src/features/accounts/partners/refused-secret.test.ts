import { expect } from 'vitest'
import { partners } from '../../../db/schema/index.ts'
import { WecomDeferredError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { inDays, partnerContract } from '../../../testing/fixtures/partners.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { watchContracts } from './jobs/watch-contracts.ts'

/** Returns a call that is not sent, since WeCom refused the secret. */
const refuse =
  ({ deps: { clock } }: Kit) =>
  () =>
    Promise.reject(new WecomDeferredError(40001, 'gettoken', new Date(clock.now().getTime() + 3_600_000)))

const askedToDisable = ({ deps: { wecom } }: Kit) =>
  wecom.mailings.flatMap(({ card, userids }) => (card.title === '请在后台停用：段志远' ? userids : []))

test('ops are asked once to disable the account of a partner while WeCom refuses the secret, and the app does it once the secret is valid', async ({
  kit,
}) => {
  await partnerContract(kit, inDays(0))
  const { wecom, clock, db } = kit.deps
  const { setMemberEnabled } = wecom
  wecom.setMemberEnabled = refuse(kit)
  clock.advanceHours(24)
  await watchContracts(kit.deps)
  for (let round = 0; round < 3; round += 1) {
    await drainOutbox(kit.deps)
    clock.advanceSeconds(301)
  }
  expect(askedToDisable(kit)).toEqual(['chenhaiyan'])
  const findContract = async () => (await db.select().from(partners))[0]
  expect(await findContract()).toMatchObject({ trouble: '40001', disabledAt: null })
  wecom.setMemberEnabled = setMemberEnabled
  await drainOutbox(kit.deps)
  expect(await findContract()).toMatchObject({ trouble: null })
  expect((await findContract())?.disabledAt).not.toBeNull()
})

test('ops are asked once to disable the account of a partner whom the app does not see while WeCom refuses the secret', async ({
  kit,
}) => {
  await partnerContract(kit, inDays(0))
  const { wecom, clock, db } = kit.deps
  const { setMemberEnabled, hasAccount } = wecom
  Object.assign(wecom, { setMemberEnabled: refuse(kit), hasAccount: refuse(kit) })
  wecom.console.outOfRange.add('duan')
  clock.advanceHours(24)
  await watchContracts(kit.deps)
  for (let round = 0; round < 3; round += 1) {
    await drainOutbox(kit.deps)
    clock.advanceSeconds(301)
  }
  expect(askedToDisable(kit)).toEqual(['chenhaiyan'])
  // The refusal says nothing of the account.
  expect((await db.select().from(partners))[0]).toMatchObject({ trouble: '40001', disabledAt: null })
  Object.assign(wecom, { setMemberEnabled, hasAccount })
  await drainOutbox(kit.deps)
  expect(wecom.members.get('duan')?.status).toBe(2)
})

test('the account of a partner is disabled although WeCom refuses the secret of the app, so that nothing can be read', async ({
  kit,
}) => {
  await partnerContract(kit, inDays(0))
  const { wecom, clock, db } = kit.deps
  const { findMember } = wecom
  wecom.findMember = refuse(kit)
  clock.advanceHours(24)
  await watchContracts(kit.deps)
  await drainOutbox(kit.deps)
  expect(wecom.setEnabledCalls).toEqual([{ userid: 'duan', isEnabled: false }])
  expect((await db.select().from(partners))[0]).toMatchObject({ disabledAt: null })
  wecom.findMember = findMember
  clock.advanceSeconds(301)
  await drainOutbox(kit.deps)
  expect((await db.select().from(partners))[0]?.disabledAt).not.toBeNull()
})
