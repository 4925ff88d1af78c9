import { expect } from 'vitest'
import { WecomUnreachableError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../../testing/fixtures/policy.ts'
import { test } from '../../../testing/kit.ts'

test('a mailing whose response was lost is repeated the next morning only to those who have not signed since', async ({
  kit,
}) => {
  const { north, ...company } = await policyCompany(kit)
  const signer = await kit.given.member({ userid: 'signer', department: north })
  await kit.given.member({ userid: 'slow', department: north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  const { sendCards } = kit.deps.wecom
  kit.deps.wecom.sendCards = async (...call) => {
    await sendCards(...call)
    throw new WecomUnreachableError('timeout', 'message/send')
  }
  await drainOutbox(kit.deps)
  kit.deps.wecom.sendCards = sendCards
  await readAndSign(kit, signer, id)
  kit.deps.clock.advanceHours(24)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.mailings.map(({ userids }) => userids)).toEqual([
    ['author', 'lead', 'signer', 'slow'],
    ['author', 'lead', 'slow'],
  ])
})
