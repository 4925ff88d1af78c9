import {
  feedbackEventTypes,
  feedbackOutcomes,
  feedbackStates,
  feedbackVerdicts,
} from '@desk/shared/feedback/feedback-flow'
import type { Id, PolicyId } from '@desk/shared/kernel/ids'
import { approverReasons } from '@desk/shared/requests/model/request-flow'
import { sql } from 'drizzle-orm'
import { boolean, date, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant, keyText } from './columns.ts'

/** Problems that members reported. A problem can have several askers. */
export const feedbackProblems = pgTable(
  'feedback_problems',
  {
    id: text('id').$type<Id<'feedback'>>().primaryKey(),
    /** The title that others see, without the askers' own words. */
    title: text('title').notNull(),
    pinyin: keyText('pinyin').notNull(),
    state: text('state', { enum: feedbackStates }).notNull(),
    /** Who asked first, and the path of their main department. */
    askerId: text('asker_id').notNull(),
    departmentPath: integer('department_path').array().notNull(),
    /** Departments of all askers, with those above them. */
    departments: integer('departments').array().notNull(),
    askedAt: instant('asked_at').notNull(),
    /** When the present step is due; null: nothing is due. */
    dueAt: instant('due_at'),
    /** Whether the missed date was reported to the ops leads. */
    isLateReported: boolean('is_late_reported').notNull(),
    /** Number of different people who have the problem. */
    people: integer('people').notNull(),
    /** Null: it was escalated automatically. */
    forwardedBy: text('forwarded_by'),
    forwardedAt: instant('forwarded_at'),
    takerId: text('taker_id'),
    /** The day by which the taker promised an answer; shown to the askers. */
    promisedOn: date('promised_on', { mode: 'string' }),
    outcome: text('outcome', { enum: feedbackOutcomes }),
    answer: text('answer'),
    answeredBy: text('answered_by'),
    answeredAt: instant('answered_at'),
    /** Number of answers; the askers judge each. */
    round: integer('round').notNull(),
    mergedInto: text('merged_into').$type<Id<'feedback'>>(),
    version: integer('version').notNull(),
  },
  (table) => [
    index('feedback_problems_open_idx')
      .on(table.askedAt, table.id)
      .where(sql`${table.state} in ('collected', 'forwarded', 'answering')`),
    index('feedback_problems_state_idx').on(table.state, table.askedAt, table.id),
    index('feedback_problems_due_idx')
      .on(table.dueAt, table.id)
      .where(sql`${table.dueAt} is not null`),
    index('feedback_problems_merged_idx')
      .on(table.mergedInto)
      .where(sql`${table.mergedInto} is not null`),
  ],
)

/** Who asked. A merge moves the rows to the other problem and keeps every one of them. */
export const feedbackAskers = pgTable(
  'feedback_askers',
  {
    /** The problem that the person reported or joined; unchanged when that problem is merged. */
    askedAs: text('asked_as').$type<Id<'feedback'>>().notNull(),
    userid: text('userid').notNull(),
    /** The problem that the row belongs to, after merges. */
    problemId: text('problem_id')
      .$type<Id<'feedback'>>()
      .notNull()
      .references(() => feedbackProblems.id),
    text: text('text').notNull(),
    departmentId: integer('department_id'),
    askedAt: instant('asked_at').notNull(),
    idempotencyKey: text('idempotency_key'),
    verdict: text('verdict', { enum: feedbackVerdicts }),
    /** The answer that was judged. */
    verdictRound: integer('verdict_round').notNull(),
  },
  (table) => [
    primaryKey({ name: 'feedback_askers_pkey', columns: [table.askedAs, table.userid] }),
    index('feedback_askers_problem_idx').on(table.problemId, table.askedAt),
    index('feedback_askers_person_idx').on(sql`lower(${table.userid})`, table.askedAt),
    uniqueIndex('feedback_askers_key').on(table.userid, table.idempotencyKey),
  ],
)

/** Problems by subtree: one row per department of an asker and each one above it, so that an admin's list is one index range. */
export const feedbackPlaces = pgTable(
  'feedback_places',
  {
    departmentId: integer('department_id').notNull(),
    state: text('state', { enum: feedbackStates }).notNull(),
    askedAt: instant('asked_at').notNull(),
    problemId: text('problem_id')
      .$type<Id<'feedback'>>()
      .notNull()
      .references(() => feedbackProblems.id),
  },
  (table) => [
    primaryKey({ name: 'feedback_places_pkey', columns: [table.problemId, table.departmentId] }),
    index('feedback_places_state_idx').on(table.departmentId, table.state, table.askedAt, table.problemId),
  ],
)

/** Search keys of problems and of the FAQ. */
export const feedbackGrams = pgTable(
  'feedback_grams',
  { gram: keyText('gram').notNull(), objectId: text('object_id').notNull() },
  (table) => [
    primaryKey({ name: 'feedback_grams_pkey', columns: [table.gram, table.objectId] }),
    index('feedback_grams_object_idx').on(table.objectId),
  ],
)

/** Who acts next on an open problem, and was notified of it. */
export const feedbackHandlers = pgTable(
  'feedback_handlers',
  {
    problemId: text('problem_id')
      .$type<Id<'feedback'>>()
      .notNull()
      .references(() => feedbackProblems.id),
    userid: text('userid').notNull(),
    because: text('because', { enum: approverReasons }).notNull(),
    onBehalfOf: text('on_behalf_of'),
    since: instant('since').notNull(),
  },
  (table) => [
    primaryKey({ name: 'feedback_handlers_pkey', columns: [table.problemId, table.userid] }),
    index('feedback_handlers_person_idx').on(sql`lower(${table.userid})`, table.problemId),
  ],
)

/** What happened to a problem, in order. */
export const feedbackEvents = pgTable(
  'feedback_events',
  {
    problemId: text('problem_id')
      .$type<Id<'feedback'>>()
      .notNull()
      .references(() => feedbackProblems.id),
    no: integer('no').notNull(),
    at: instant('at').notNull(),
    /** Null: the app itself. */
    userid: text('userid'),
    type: text('type', { enum: feedbackEventTypes }).notNull(),
    text: text('text'),
    /** Idempotency key from the client: a note that is sent twice is stored once. */
    idempotencyKey: text('idempotency_key'),
  },
  (table) => [
    primaryKey({ name: 'feedback_events_pkey', columns: [table.problemId, table.no] }),
    uniqueIndex('feedback_events_idempotency_key').on(table.problemId, table.idempotencyKey),
  ],
)

/** Questions with their published answers. */
export const feedbackFaqs = pgTable(
  'feedback_faqs',
  {
    id: text('id').$type<Id<'faq'>>().primaryKey(),
    question: text('question').notNull(),
    pinyin: keyText('pinyin').notNull(),
    answer: text('answer').notNull(),
    policyId: text('policy_id').$type<PolicyId>(),
    clauseId: text('clause_id'),
    /** The answered problem, or the answered question about a policy, that it comes from. */
    problemId: text('problem_id').$type<Id<'feedback'>>(),
    questionId: text('question_id').$type<Id<'question'>>(),
    changedBy: text('changed_by').notNull(),
    changedAt: instant('changed_at').notNull(),
    retiredAt: instant('retired_at'),
  },
  (table) => [
    index('feedback_faqs_clause_idx')
      .on(table.policyId, table.changedAt)
      .where(sql`${table.retiredAt} is null`),
    index('feedback_faqs_changed_idx')
      .on(table.changedAt, table.id)
      .where(sql`${table.retiredAt} is null`),
    uniqueIndex('feedback_faqs_problem_key').on(table.problemId),
    uniqueIndex('feedback_faqs_question_key').on(table.questionId),
  ],
)
