import { expect } from 'vitest'
import { ask, feedbackCompany, solve } from '../../testing/fixtures/feedback.ts'
import { test } from '../../testing/kit.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { judgeAnswer } from './asking/judge-answer.ts'
import { listOwnFeedback } from './asking/list-own.ts'
import { addNote } from './handling/handle-feedback.ts'
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
  const idsOf = async (actor: typeof asker) => (await listOwnFeedback(kit.deps, actor, {})).items.map((item) => item.id)
  expect(await idsOf(asker)).toEqual([three.id, other.id])
  expect(await idsOf(second)).toEqual([three.id])
})

test('what was written about a merged problem is shown to the handlers of the target, and to nobody else', async ({
  kit,
}) => {
  const people = await feedbackCompany(kit)
  const { asker, second, ops } = people
  const source = await ask(kit, asker, '夜班打不开签收卡片')
  await addNote(kit.deps, ops, { id: source.id, text: '网关夜里重启' })
  kit.deps.clock.advanceSeconds(60)
  await solve(kit, people, source.id)
  await judgeAnswer(kit.deps, asker, { id: source.id, round: 1, verdict: 'unsolved', text: '换了手机还是不行' })
  kit.deps.clock.advanceSeconds(60)
  const target = await ask(kit, second, '晚上签收不了')
  await mergeFeedback(kit.deps, ops, { id: target.id, sources: [source.id], askers: 2 })
  const seen = await getFeedback(kit.deps, ops, target.id)
  expect(seen.events.map(({ type, text }) => [type, text])).toEqual([
    ['noted', '网关夜里重启'],
    ['answered', '今晚起不再断。'],
    ['reopened', '换了手机还是不行'],
    ['asked', null],
    ['merged', null],
  ])
  const byAsker = await getFeedback(kit.deps, second, target.id)
  expect(byAsker.events.map(({ type }) => type)).toEqual(['asked'])
})
