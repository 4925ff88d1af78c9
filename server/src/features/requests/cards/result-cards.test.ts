import { expect } from 'vitest'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createApprovedChange, toPosition } from '../../../testing/fixtures/info-change.ts'
import { titlesTo } from '../../../testing/fixtures/sent-cards.ts'
import { test } from '../../../testing/kit.ts'

test('a result that waits for the morning is not sent once the value has to be written again', async ({ kit }) => {
  kit.deps.clock.advanceHours(11)
  const { read, post, applicant, ops } = await createApprovedChange(kit, toPosition)
  expect((await read()).state).toBe('done')
  await post(applicant, 'dispute', { version: (await read()).version, text: '名片上还是旧的' })
  kit.deps.wecom.updateMember = async () => {
    throw new WecomRefusedError(48002, 'user/update')
  }
  const member = kit.deps.wecom.members.get('guoji')
  if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '质检工程师' })
  await post(ops, 'settlement', { version: (await read()).version, finding: 'write_again', text: '重新写入' })
  await drainOutbox(kit.deps)
  expect(await read()).toMatchObject({ phase: 'awaiting_proof' })
  kit.deps.clock.advanceHours(13)
  await drainOutbox(kit.deps)
  expect(titlesTo(kit, 'guoji')).toEqual([])
})
