import type { MemberActor } from '@desk/shared/identity/actor'
import { ANSWER_WORKING_DAYS } from '@desk/shared/feedback/feedback-flow'
import type { AnswerBody, FeedbackView } from '@desk/shared/feedback/feedback-schemas'
import { PROMISE_DAYS } from '@desk/shared/feedback/feedback-limits'
import { gramsOf } from '@desk/shared/groups/similar-names'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { instantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import { InvalidInputError, KeyReusedError } from '../../../kernel/app-error.ts'
import { workingDaysAfter } from '../../../kernel/calendar-queries.ts'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import { getFeedback } from '../asking/get-feedback.ts'
import { publishAnswer } from '../faq/publish-faq.ts'
import { commandFeedback, addTimelineEntry } from '../model/feedback-context.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import { addEvent, type FeedbackId, findEventByKey, putGrams, saveProblem } from '../model/feedback-queries.ts'
import { notifyAskers } from '../notices/answer-notices.ts'
import { assignHandlers } from '../assign-handlers.ts'

/** Minutes from midnight to 23:59. */
const END_OF_DAY = 24 * 60 - 1

type Versioned = { id: FeedbackId; version: number }

/** Forwards a problem to the management department, and gives it the title that everybody sees from then on. */
export async function forwardFeedback(
  deps: FeedbackDeps,
  caller: MemberActor,
  { id, version, title }: Versioned & { title: string },
): Promise<FeedbackView> {
  const { pinyin } = await nameKeysOf(title)
  await commandFeedback(deps, caller, { id, command: 'forward', version }, async (context) => {
    const { tx, problem, actor, now } = context
    const dueAt = await workingDaysAfter(deps, tx, now, ANSWER_WORKING_DAYS)
    const saved = await saveProblem(tx, problem, {
      state: 'forwarded',
      title,
      pinyin,
      forwardedBy: actor.userid,
      forwardedAt: now,
      dueAt,
    })
    await putGrams(tx, id, gramsOf({ topic: title, pinyin }))
    await addTimelineEntry(context, 'forwarded')
    await assignHandlers(deps, tx, saved, actor.userid)
    return { details: { isReworded: title !== problem.title } }
  })
  return getFeedback(deps, caller, id)
}

/** Takes a problem: it then waits only for the caller. */
export async function takeFeedback(
  deps: FeedbackDeps,
  caller: MemberActor,
  { id, version }: Versioned,
): Promise<FeedbackView> {
  await commandFeedback(deps, caller, { id, command: 'take', version }, async (context) => {
    const { tx, problem, actor, now } = context
    const isFirst = problem.state === 'collected'
    const dueAt = isFirst ? await workingDaysAfter(deps, tx, now, ANSWER_WORKING_DAYS) : problem.dueAt
    const saved = await saveProblem(tx, problem, { state: 'answering', takerId: actor.userid, dueAt })
    await addTimelineEntry(context, 'taken')
    await assignHandlers(deps, tx, saved, actor.userid)
    return undefined
  })
  return getFeedback(deps, caller, id)
}

/**
 * Promises an answer by the end of a day, which the askers see. The problem then waits only for the caller. A promised day that
 * passes without an answer is reported like any other overdue answer.
 */
export async function promiseAnswer(
  deps: FeedbackDeps,
  caller: MemberActor,
  { id, version, on }: Versioned & { on: CalendarDay },
): Promise<FeedbackView> {
  await commandFeedback(deps, caller, { id, command: 'promise', version }, async (context) => {
    const { tx, problem, actor, now } = context
    const { timeZone } = deps.site
    const today = dayIn(timeZone, now)
    if (on < today || on > shiftDay(today, PROMISE_DAYS))
      throw new InvalidInputError(`Not within the next ${String(PROMISE_DAYS)} days`, [
        { path: 'on', code: 'feedback.day' },
      ])
    const saved = await saveProblem(tx, problem, {
      state: 'answering',
      takerId: actor.userid,
      promisedOn: on,
      dueAt: instantOf(timeZone, on, END_OF_DAY),
      isLateReported: false,
    })
    await addTimelineEntry(context, 'promised', on)
    await assignHandlers(deps, tx, saved, actor.userid)
    return { details: { on } }
  })
  return getFeedback(deps, caller, id)
}

/**
 * Adds a note that only those who handle the problem read. A repeated key adds nothing.
 *
 * @throws KeyReusedError when the key comes with another note
 */
export async function addNote(
  deps: FeedbackDeps,
  caller: MemberActor,
  { id, text, idempotencyKey }: { id: FeedbackId; text: string; idempotencyKey?: string | undefined },
): Promise<FeedbackView> {
  await commandFeedback(deps, caller, { id, command: 'note', version: null }, async ({ tx, actor, now }) => {
    const earlier = idempotencyKey === undefined ? null : await findEventByKey(tx, id, idempotencyKey)
    if (earlier) {
      if (earlier.userid !== actor.userid || earlier.text !== text) throw new KeyReusedError()
      return { isRepeated: true }
    }
    const { userid } = actor
    await addEvent(tx, { problemId: id, at: now, userid, type: 'noted', text, idempotencyKey: idempotencyKey ?? null })
    return undefined
  })
  return getFeedback(deps, caller, id)
}

/** Answers a problem, notifies its askers, and publishes the answer in the FAQ if `faq` is set. */
export async function answerFeedback(
  deps: FeedbackDeps,
  caller: MemberActor,
  { id, version, outcome, text, faq }: AnswerBody & Versioned,
): Promise<FeedbackView> {
  await commandFeedback(deps, caller, { id, command: 'answer', version }, async (context) => {
    const { tx, problem, actor, now } = context
    const saved = await saveProblem(tx, problem, {
      state: outcome,
      outcome,
      answer: text,
      answeredBy: actor.userid,
      answeredAt: now,
      round: problem.round + 1,
      dueAt: null,
      promisedOn: null,
    })
    if (faq) await publishAnswer(deps, tx, { ...faq, problemId: id, answer: text, by: actor.userid, at: now })
    await addTimelineEntry(context, 'answered', text)
    await assignHandlers(deps, tx, saved, actor.userid)
    await notifyAskers(tx, saved, now)
    return { details: { outcome, round: saved.round, isInFaq: faq !== null } }
  })
  return getFeedback(deps, caller, id)
}
