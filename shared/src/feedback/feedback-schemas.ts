import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { INVOLVED_MAX } from '../incidents/incident-states.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { pageOf, pageQuery } from '../kernel/page.ts'
import { lineOfText, linesOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import {
  feedbackCommands,
  feedbackEventTypes,
  feedbackOutcomes,
  feedbackStates,
  feedbackVerdicts,
} from './feedback-flow.ts'
import { FEEDBACK_SEARCH_MAX, FEEDBACK_TEXT_MAX, FEEDBACK_TITLE_MAX, MERGE_MAX } from './feedback-limits.ts'

const paragraphs = linesOfText(FEEDBACK_TEXT_MAX)
const requiredText = paragraphs.check(z.minLength(1, { error: 'feedback.empty' }))
const requiredTitle = lineOfText(FEEDBACK_TITLE_MAX).check(z.minLength(1, { error: 'feedback.empty' }))

/** A clause of a policy, in the edition of its present version. */
const clauseRef = z.strictObject({
  policyId: idSchema('policy'),
  clauseId: z.string().check(z.minLength(1), z.maxLength(64)),
})
export type ClauseRef = z.infer<typeof clauseRef>

export const askBody = z.strictObject({ text: requiredText })
export type AskBody = z.output<typeof askBody>
/** `text`: what the person adds in their own words; may be empty. */
export const joinBody = z.strictObject({ text: paragraphs })
export const similarFeedbackQuery = z.strictObject({ text: lineOfText(FEEDBACK_TEXT_MAX) })

const versioned = { version: wholeNumber(1) }
export const forwardBody = z.strictObject({ ...versioned, title: requiredTitle })
export const takeBody = z.strictObject(versioned)
/** `involved`: whom it is about. They never read it as an incident. */
export const toIncidentBody = z.strictObject({
  ...versioned,
  involved: z._default(z.array(useridSchema).check(z.maxLength(INVOLVED_MAX)), []),
})
/** The day until which an answer is promised. */
export const promiseBody = z.strictObject({ ...versioned, on: calendarDay })
export const noteBody = z.strictObject({ text: requiredText })
/** The problems whose askers move to the one in the path. `askers` is the number that the preview showed. */
export const mergeBody = z.strictObject({
  sources: z.array(idSchema('feedback')).check(z.minLength(1), z.maxLength(MERGE_MAX)),
  askers: wholeNumber(1),
})
export type MergeBody = z.output<typeof mergeBody>
export const mergePreviewQuery = z.strictObject({
  sources: z.string().check(z.regex(/^fbk_[0-9a-z]{6,32}(,fbk_[0-9a-z]{6,32}){0,19}$/)),
})
export const answerBody = z
  .strictObject({
    ...versioned,
    outcome: z.enum(feedbackOutcomes),
    text: requiredText,
    /** The question that becomes part of the FAQ with this answer; null: none. */
    faq: z.nullable(z.strictObject({ question: requiredTitle, clause: z.nullable(clauseRef) })),
  })
  .check(
    z.refine(({ outcome, faq }) => outcome !== 'known' || faq !== null, {
      path: ['faq'],
      error: 'feedback.known_needs_faq',
    }),
  )
export type AnswerBody = z.output<typeof answerBody>
/** `round`: number of the answer that the person judges. `text`: what still does not work. */
export const verdictBody = z.strictObject({
  round: wholeNumber(1),
  verdict: z.enum(feedbackVerdicts),
  text: paragraphs,
})
export type VerdictBody = z.output<typeof verdictBody>

/** A problem or an entry of the FAQ that resembles what is being typed, without any name. */
const similarItem = z.object({
  /** Null: an entry of the FAQ. */
  id: z.nullable(idSchema('feedback')),
  faqId: z.nullable(idSchema('faq')),
  title: z.string(),
  state: z.enum(feedbackStates),
  people: z.int(),
  answer: z.nullable(z.string()),
  /** Whether the viewer is one of the askers. */
  isOwn: z.boolean(),
})
export type SimilarFeedback = z.infer<typeof similarItem>
export const similarFeedback = z.object({ items: z.array(similarItem) })

const summary = z.object({
  id: idSchema('feedback'),
  title: z.string(),
  state: z.enum(feedbackStates),
  askedAt: z.string(),
  people: z.int(),
  dueAt: z.nullable(z.string()),
  isLate: z.boolean(),
  /** The day until which an answer was promised. */
  promisedOn: z.nullable(calendarDay),
  /** The person who looks into it. */
  taker: z.nullable(memberRef),
  /** The viewer acts next: as handler, or by judging the answer. */
  isMine: z.boolean(),
})
export type FeedbackSummary = z.infer<typeof summary>

/** The viewer's own problems; `toHandle` counts those that wait for them as a handler, null: they handle none. */
export const ownFeedback = z.object({ ...pageOf(summary).shape, toHandle: z.nullable(z.int()) })
export type OwnFeedback = z.infer<typeof ownFeedback>

/** `mine`: open ones that wait for the viewer. */
export const feedbackViews = ['open', 'mine', 'answered', 'declined'] as const
export type FeedbackListView = (typeof feedbackViews)[number]
export const feedbackBoardQuery = z.extend(pageQuery, {
  view: z.optional(z.enum(feedbackViews)),
  q: z.optional(lineOfText(FEEDBACK_SEARCH_MAX)),
})
export type FeedbackBoardQuery = z.infer<typeof feedbackBoardQuery>

/** What the board shows, as a file. */
export const feedbackExportBody = z.strictObject({
  format: z.enum(['csv', 'xlsx']),
  view: z.optional(z.enum(feedbackViews)),
  q: z.optional(lineOfText(FEEDBACK_SEARCH_MAX)),
})
export type FeedbackExportBody = z.output<typeof feedbackExportBody>
const boardItem = z.object({
  ...summary.shape,
  /** Names of the askers' main departments, at most three. */
  departments: z.array(z.string()),
  /** Askers by week, the oldest of eight weeks first. */
  weeks: z.array(z.int()),
  version: z.int(),
  mayMerge: z.boolean(),
})
export type FeedbackBoardItem = z.infer<typeof boardItem>
export const feedbackBoard = z.object({
  ...pageOf(boardItem).shape,
  /** Whether there are, or may be, problems that the search does not list. */
  isCut: z.boolean(),
  counts: z.object({ open: z.int(), unread: z.int() }),
  /** Whether the viewer answers for the management department, or only sees their departments. */
  isAnswerer: z.boolean(),
})
export type FeedbackBoard = z.infer<typeof feedbackBoard>

export const mergePreview = z.object({
  target: z.object({ id: idSchema('feedback'), title: z.string(), people: z.int() }),
  sources: z.array(z.object({ id: idSchema('feedback'), title: z.string(), people: z.int() })),
  /** Different people after the merge. */
  people: z.int(),
  /** People who get the target's answer at once; 0 while it has none. */
  answeredAtOnce: z.int(),
})
export type MergePreview = z.infer<typeof mergePreview>

const faqItem = z.object({
  id: idSchema('faq'),
  question: z.string(),
  answer: z.string(),
  policyId: z.nullable(idSchema('policy')),
  clauseId: z.nullable(z.string()),
  /** Number and title of the clause in the present version, with the policy's title; null: general, or removed. */
  clause: z.nullable(z.object({ no: z.string(), title: z.string(), policyTitle: z.string() })),
  changedAt: z.string(),
})
export type FaqItem = z.infer<typeof faqItem>

export const feedbackView = z.object({
  ...summary.shape,
  version: z.int(),
  /** What the viewer wrote; null: not an asker. */
  own: z.nullable(z.object({ text: z.string(), at: z.string(), verdict: z.nullable(z.enum(feedbackVerdicts)) })),
  answer: z.nullable(
    z.object({ text: z.string(), by: memberRef, at: z.string(), round: z.int(), outcome: z.enum(feedbackOutcomes) }),
  ),
  /** Askers who judged the present answer as solved. */
  confirmed: z.int(),
  /** Who acts next; empty: nobody. */
  waitsFor: z.array(memberRef),
  events: z.array(
    z.object({
      type: z.enum(feedbackEventTypes),
      at: z.string(),
      by: z.nullable(memberRef),
      text: z.nullable(z.string()),
    }),
  ),
  /** For those who handle it: the newest askers with their words. */
  askers: z.nullable(
    z.array(z.object({ ...memberRef.shape, department: z.string(), text: z.string(), at: z.string() })),
  ),
  allowed: z.array(z.enum(feedbackCommands)),
})
export type FeedbackView = z.infer<typeof feedbackView>

export const faqQuery = z.strictObject({
  policy: z.optional(idSchema('policy')),
  q: z.optional(lineOfText(FEEDBACK_SEARCH_MAX)),
})
export type FaqQuery = z.infer<typeof faqQuery>
export const faqBody = z.strictObject({
  question: requiredTitle,
  answer: requiredText,
  clause: z.nullable(clauseRef),
  /** The answered question about a policy that it comes from; null: none. */
  sourceId: z.nullable(idSchema('question')),
})
export type FaqBody = z.output<typeof faqBody>
/** Answered questions about policies that are not part of the FAQ yet. */
const faqSource = z.object({
  id: idSchema('question'),
  policyId: idSchema('policy'),
  clauseId: z.nullable(z.string()),
  policyTitle: z.string(),
  clauseNo: z.nullable(z.string()),
  question: z.string(),
  answer: z.string(),
})
export type FaqSource = z.infer<typeof faqSource>
const faqClause = z.object({ policyId: idSchema('policy'), clauseId: z.string(), label: z.string() })
export const faqList = z.object({
  items: z.array(faqItem),
  /** For those who write the FAQ; null: readers. */
  editor: z.nullable(z.object({ sources: z.array(faqSource), clauses: z.array(faqClause) })),
})
export type FaqList = z.infer<typeof faqList>
