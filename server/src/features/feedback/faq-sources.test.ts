import { FAQ_LISTED_MAX } from '@desk/shared/feedback/feedback-limits'
import type { ClauseRef } from '@desk/shared/feedback/feedback-schemas'
import { describe, expect } from 'vitest'
import { feedbackFaqs } from '../../db/schema/index.ts'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { clause, createPublishedPolicy, draftOf, openPolicy } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { answerQuestion, askQuestion } from '../policies/questions/ask-question.ts'
import { getFeedback } from './asking/get-feedback.ts'
import { judgeAnswer } from './asking/judge-answer.ts'
import { listFaqs } from './faq/list-faqs.ts'
import { addFaq, retireFaq } from './faq/publish-faq.ts'
import { answerFeedback } from './handling/handle-feedback.ts'

/** Creates the people of the feedback fixture, and a published policy of two clauses. */
async function createPolicyAndPeople(kit: Kit) {
  const people = await feedbackCompany(kit)
  const id = await createPublishedPolicy(
    kit,
    { author: people.ops, lead: people.lead },
    draftOf([clause('1'), clause('2')]),
  )
  const view = await openPolicy(kit, people.asker, id)
  const second: ClauseRef = { policyId: id, clauseId: view.clauses[1]!.id }
  /** Returns the FAQ entries that the policy page shows at its clauses. */
  const listShown = async () => (await openPolicy(kit, people.third, id)).faqs
  return { ...people, id, versionId: view.versionId, second, listShown }
}

describe('the sources of the FAQ', () => {
  test('an answered question about a policy is offered to editors until it has an entry, whose answer can be replaced', async ({
    kit,
  }) => {
    const { asker, ops, id, versionId, second, listShown } = await createPolicyAndPeople(kit)
    const editor = await kit.given.member({ userid: 'editor', roles: ['compliance'] })
    const sources = async () => (await listFaqs(kit.deps, editor, {})).editor?.sources
    await askQuestion(kit.deps, asker, { id, versionId, clauseId: second.clauseId, text: '平板算吗？' })
    expect(await sources()).toEqual([])
    const [question] = (await openPolicy(kit, asker, id)).questions
    await answerQuestion(kit.deps, ops, { questionId: question!.id, text: '算。' })
    const source = { id: question!.id, ...second, question: '平板算吗？', answer: '算。' }
    expect(await sources()).toEqual([{ ...source, policyTitle: '使用规范', clauseNo: '2' }])
    expect((await listFaqs(kit.deps, asker, {})).editor).toBeNull()
    const entry = { question: '平板算吗？', clause: second, sourceId: question!.id }
    for (const answer of ['算。', '平板和手机都算。']) {
      await addFaq(kit.deps, editor, { ...entry, answer })
      expect(await sources()).toEqual([])
      expect(await listShown()).toEqual([{ clauseId: second.clauseId, question: '平板算吗？', answer }])
    }
    const { items } = await listFaqs(kit.deps, editor, {})
    expect(items).toMatchObject([{ answer: '平板和手机都算。', clause: { no: '2', policyTitle: '使用规范' } }])
    await retireFaq(kit.deps, editor, items[0]!.id)
    expect([await sources(), await listShown()]).toEqual([[], []])
  })

  test('an answer to feedback is shown at the clause it was published with, until the next answer replaces it', async ({
    kit,
  }) => {
    const { asker, ops, id, second, listShown } = await createPolicyAndPeople(kit)
    const problem = await ask(kit, asker, '平板要不要签收')
    const answer = async (text: string, clauseRef: ClauseRef) => {
      const { version } = await getFeedback(kit.deps, ops, problem.id)
      const faq = { question: '平板要签收吗', clause: clauseRef }
      return answerFeedback(kit.deps, ops, { id: problem.id, version, outcome: 'known', text, faq })
    }
    await expect(answer('要。', { ...second, clauseId: 'gone' })).rejects.toMatchObject({
      details: { reason: 'clause' },
    })
    expect(await getFeedback(kit.deps, asker, problem.id)).toMatchObject({ state: 'collected' })
    expect(await listShown()).toEqual([])
    await answer('要。', second)
    expect(await listShown()).toEqual([{ clauseId: second.clauseId, question: '平板要签收吗', answer: '要。' }])
    const unsolved = { id: problem.id, round: 1, verdict: 'unsolved' as const, text: '怎么签？' }
    await judgeAnswer(kit.deps, asker, unsolved)
    await answer('要，打开制度页签收。', second)
    expect(await listShown()).toMatchObject([{ answer: '要，打开制度页签收。' }])
    expect((await listFaqs(kit.deps, asker, { policy: id })).items).toHaveLength(1)
  })

  test('an entry that an editor publishes twice is stored once, and is stored again after it was removed', async ({
    kit,
  }) => {
    const { second } = await createPolicyAndPeople(kit)
    const editor = await kit.given.member({ userid: 'editor', roles: ['compliance'] })
    const list = async () => (await listFaqs(kit.deps, editor, {})).items
    for (const clauseRef of [null, second]) {
      const entry = { question: '平板算吗？', answer: '算。', clause: clauseRef, sourceId: null }
      await addFaq(kit.deps, editor, entry)
      await addFaq(kit.deps, editor, entry)
    }
    expect(await list()).toHaveLength(2)
    await retireFaq(kit.deps, editor, (await list())[0]!.id)
    await addFaq(kit.deps, editor, { question: '平板算吗？', answer: '算。', clause: second, sourceId: null })
    expect(await list()).toHaveLength(2)
  })

  test('a search within a policy finds its entries only', async ({ kit }) => {
    const { asker, id, second } = await createPolicyAndPeople(kit)
    const editor = await kit.given.member({ userid: 'editor', roles: ['compliance'] })
    for (const clauseRef of [null, second])
      await addFaq(kit.deps, editor, { question: '平板算吗？', answer: '算。', clause: clauseRef, sourceId: null })
    const search = async (policy?: typeof id) =>
      (await listFaqs(kit.deps, asker, { q: '平板', ...(policy && { policy }) })).items
    expect(await search()).toHaveLength(2)
    expect(await search(id)).toMatchObject([{ policyId: id }])
  })
})

test('of many entries one more is listed than a page shows, so that the page knows that there are others', async ({
  kit,
}) => {
  const { asker } = await feedbackCompany(kit)
  const row = {
    question: '怎么请假',
    pinyin: '',
    answer: '走审批。',
    changedBy: 'ops',
    changedAt: kit.deps.clock.now(),
  }
  const rows = Array.from({ length: FAQ_LISTED_MAX + 2 }, () => ({ ...row, id: kit.deps.ids.next('faq') }))
  await kit.deps.db.insert(feedbackFaqs).values(rows)
  expect((await listFaqs(kit.deps, asker, {})).items).toHaveLength(FAQ_LISTED_MAX + 1)
})
