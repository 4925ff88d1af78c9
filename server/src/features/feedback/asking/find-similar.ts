import type { MemberActor } from '@desk/shared/identity/actor'
import { isJudgeable, isOpenFeedback } from '@desk/shared/feedback/feedback-flow'
import type { SimilarFeedback } from '@desk/shared/feedback/feedback-schemas'
import { ALIKE_FEEDBACK, coverage } from '@desk/shared/feedback/similar-feedback'
import { gramsOf } from '@desk/shared/groups/similar-names'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { requirePersonWithPath } from '../../requests/approvers/people-queries.ts'
import { listFaqsById } from '../faq/faq-queries.ts'
import { listAskedBy } from '../model/asker-queries.ts'
import { type FeedbackId, findIdsByGrams, listProblemsById, type ProblemRow } from '../model/feedback-queries.ts'

/** Maximum number of suggestions. */
const SHOWN_MAX = 4

/** Returns whether a handler has dealt with the problem: a forwarded one may be unread, since overdue ones are escalated. */
const isRead = ({ state, forwardedBy, takerId, round }: ProblemRow): boolean =>
  state !== 'collected' && (state !== 'forwarded' || forwardedBy !== null || takerId !== null || round > 0)

/**
 * Returns whether a problem is offered as similar to a member of this department. A problem that nobody has read
 * yet is shown within the asker's own department only.
 */
export function isOfferedTo(problem: ProblemRow, path: readonly number[]): boolean {
  const { state, departmentPath } = problem
  if (!isOpenFeedback(state) && !isJudgeable(state)) return false
  return isRead(problem) || (path.at(-1) !== undefined && departmentPath.at(-1) === path.at(-1))
}

/** Returns problems and FAQ entries that are similar to the text, the most similar first, without any person's name. */
export async function findSimilar(
  deps: ReadDeps,
  actor: MemberActor,
  text: string,
): Promise<{ items: SimilarFeedback[] }> {
  const target = { topic: text, pinyin: (await nameKeysOf(text)).pinyin }
  const ids = await findIdsByGrams(deps.db, gramsOf(target))
  if (ids.length === 0) return { items: [] }
  const problems = await listProblemsById(
    deps.db,
    ids.filter((id): id is FeedbackId => id.startsWith('fbk_')),
  )
  const faqs = await listFaqsById(
    deps.db,
    ids.filter((id) => id.startsWith('faq_')),
  )
  const own = await listAskedBy(
    deps.db,
    actor.userid,
    problems.map(({ id }) => id),
  )
  const { path } = await requirePersonWithPath(deps.db, actor.userid)
  // A problem whose answer is part of the FAQ is shown once.
  const published = new Set(faqs.map(({ problemId }) => problemId))
  const found = [
    ...faqs.map((faq) => ({
      likeness: coverage(target, { topic: faq.question, pinyin: faq.pinyin }),
      item: toFaqItem(faq),
    })),
    ...problems
      .filter((problem) => (own.has(problem.id) || isOfferedTo(problem, path)) && !published.has(problem.id))
      .map((problem) => ({
        likeness: coverage(target, { topic: problem.title, pinyin: problem.pinyin }),
        item: toProblemItem(problem, own.has(problem.id)),
      })),
  ]
  return {
    items: found
      .filter(({ likeness }) => likeness >= ALIKE_FEEDBACK)
      .sort((a, b) => b.likeness - a.likeness || b.item.people - a.item.people)
      .slice(0, SHOWN_MAX)
      .map(({ item }) => item),
  }
}

const toProblemItem = ({ id, title, state, people, answer }: ProblemRow, isOwn: boolean): SimilarFeedback => ({
  id,
  faqId: null,
  title,
  state,
  people,
  answer: isJudgeable(state) ? answer : null,
  isOwn,
})

const toFaqItem = ({ id, question, answer }: Awaited<ReturnType<typeof listFaqsById>>[number]): SimilarFeedback => ({
  id: null,
  faqId: id,
  title: question,
  state: 'known',
  people: 0,
  answer,
  isOwn: false,
})
