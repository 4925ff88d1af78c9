import { expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { ask, feedbackCompany, solve } from '../../testing/fixtures/feedback.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'
import { test } from '../../testing/kit.ts'
import { getHome } from '../home/get-home.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { judgeAnswer } from './asking/judge-answer.ts'
import { joinFeedback } from './asking/submit-feedback.ts'

test.for(['solved', 'confirmed'] as const)(
  'a member who joins a problem that is %s gets the answer and judges it, and the others get no second card',
  async (state, { kit }) => {
    const people = await feedbackCompany(kit)
    const { asker, second } = people
    const { id } = await ask(kit, asker, '打印机连不上')
    await solve(kit, people, id)
    if (state === 'confirmed') await judgeAnswer(kit.deps, asker, { id, round: 1, verdict: 'solved', text: '' })
    await drainOutbox(kit.deps)
    expect(await getFeedback(kit.deps, asker, id)).toMatchObject({ state })
    const cards = titlesTo(kit, 'asker').length
    expect(await joinFeedback(kit.deps, second, { id, text: '' })).toMatchObject({ state: 'solved', people: 2 })
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'second')).toEqual(['你反馈的问题有答复了'])
    expect(titlesTo(kit, 'asker')).toHaveLength(cards)
    expect((await getHome(kit.deps, second, 'zh-CN')).waiting.feedback.count).toBe(1)
    const verdict = { id, round: 1, verdict: 'solved' as const, text: '' }
    if (state === 'confirmed')
      expect(await judgeAnswer(kit.deps, second, verdict)).toMatchObject({ state: 'confirmed', confirmed: 2 })
  },
)
