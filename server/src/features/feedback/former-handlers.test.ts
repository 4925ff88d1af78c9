import { expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { test } from '../../testing/kit.ts'
import { forwardFeedback, takeFeedback } from './handling/handle-feedback.ts'

test('the card of a member of the management department says that a colleague took the problem', async ({ kit }) => {
  const { admin, ops, company, asker } = await feedbackCompany(kit)
  await kit.given.member({ userid: 'ops2', department: company, roles: ['ops'] })
  const { id, version } = await ask(kit, asker, '打印机连不上')
  await drainOutbox(kit.deps)
  const forwarded = await forwardFeedback(kit.deps, admin, { id, version, title: '打印机连不上' })
  await drainOutbox(kit.deps)
  await takeFeedback(kit.deps, ops, { id, version: forwarded.version })
  await drainOutbox(kit.deps)
  const subtitleOf = (to: string) => kit.deps.wecom.replaced.findLast(({ userid }) => userid === to)?.card.subtitle
  expect([subtitleOf('ops2'), subtitleOf('admin')]).toEqual(['改由他人处理', '已转交管理部门处理'])
})
