import { expect } from 'vitest'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { test } from '../../testing/kit.ts'
import { listOwnFeedback } from './asking/list-own.ts'
import { mergeFeedback } from './handling/merge-feedback.ts'

test('a member who asked two problems that were merged has them once in their list, at the place of the later one', async ({
  kit,
}) => {
  const { asker, second, ops } = await feedbackCompany(kit)
  const one = await ask(kit, asker, '夜班打不开签收卡片')
  kit.deps.clock.advanceSeconds(60)
  const other = await ask(kit, asker, '打印机连不上')
  kit.deps.clock.advanceSeconds(60)
  const two = await ask(kit, asker, '卡片点开转圈')
  const three = await ask(kit, second, '晚上签收不了')
  await mergeFeedback(kit.deps, ops, { id: three.id, sources: [one.id, two.id], askers: 2 })
  const idsOf = async (actor: typeof asker) =>
    (await listOwnFeedback(kit.deps, actor, {})).items.map((item) => item.id)
  expect(await idsOf(asker)).toEqual([three.id, other.id])
  expect(await idsOf(second)).toEqual([three.id])
})
