import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { sha256Text } from '../kernel/sha256-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { boardViews } from './board-views.ts'
import { faultCodes, noticeCodes } from './check-joiners.ts'
import { joinerFields, returnAnswers } from './joiner-fields.ts'
import { joinerRow, joinerRows } from './joiner-rows.ts'
import { firstDaySteps, openingStates } from './opening-states.ts'

export const checkBody = z.strictObject({ rows: joinerRows })

const checkedJoiner = z.object({
  row: joinerRow,
  departmentPath: z.array(z.string()),
  faults: z.array(
    z.object({
      field: z.enum(joinerFields),
      code: z.enum(faultCodes),
      count: z.optional(z.int()),
      other: z.optional(z.int()),
      suggestions: z.optional(z.array(z.string())),
      former: z.optional(z.array(z.object({ ...memberRef.shape, leftOn: z.nullable(calendarDay) }))),
    }),
  ),
  notices: z.array(z.object({ code: z.enum(noticeCodes), count: z.optional(z.int()) })),
})
export type CheckedRow = z.infer<typeof checkedJoiner>

/** What each row would become; nothing is stored. */
export const joinerCheck = z.object({ rows: z.array(checkedJoiner) })
export type JoinerCheck = z.infer<typeof joinerCheck>

/** Facts for the form of a single joiner. */
export const joinerForm = z.object({
  /** The department that the caller named last; empty: none. */
  department: z.string(),
  today: calendarDay,
  hasReviewer: z.boolean(),
})
export type JoinerForm = z.infer<typeof joinerForm>

export const submitted = z.object({ id: idSchema('accountBatch'), joiner: z.nullable(idSchema('accountOpening')) })
export type SubmittedBatch = z.infer<typeof submitted>

const openingSummary = z.object({
  id: idSchema('accountOpening'),
  version: z.int(),
  no: z.int(),
  name: z.string(),
  userid: z.string(),
  /** Masked, as the email address is; empty: none. */
  mobile: z.string(),
  email: z.string(),
  department: z.array(z.string()),
  position: z.string(),
  startsOn: calendarDay,
  isPartner: z.boolean(),
  endsOn: z.nullable(calendarDay),
  company: z.nullable(z.string()),
  sponsor: z.nullable(memberRef),
  state: z.enum(openingStates),
  /** Why the account was not created: an error code of WeCom, or a cause such as `department`, `differs` or `other_person`. */
  failure: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  /** What HR answered about a former member of this name or account; null: there was none. */
  returnAnswer: z.nullable(z.enum(returnAnswers)),
  submittedBy: memberRef,
  /** Done steps of the first day; null before the member signed in. */
  stepsDone: z.nullable(z.int()),
})
export type OpeningSummary = z.infer<typeof openingSummary>

export const boardQuery = z.object({
  q: z.optional(lineOfText(64)),
  view: z.optional(z.enum(boardViews)),
})

/** The board of joiners. */
export const joinerBoard = z.object({
  today: calendarDay,
  counts: z.object({ week: z.int(), faulty: z.int(), late: z.int(), done: z.int() }),
  items: z.array(openingSummary),
  /** More entries match than are listed. */
  isCut: z.boolean(),
  /** Batches that wait for the management department, the oldest first. */
  reviews: z.array(
    z.object({
      id: idSchema('accountBatch'),
      count: z.int(),
      submittedBy: memberRef,
      submittedAt: z.string(),
      /** Whether the caller may decide; false for the person who submitted it. */
      mayDecide: z.boolean(),
    }),
  ),
})
export type JoinerBoard = z.infer<typeof joinerBoard>

export const batchView = z.object({
  id: idSchema('accountBatch'),
  submittedBy: memberRef,
  submittedAt: z.string(),
  /** Hash of the entries that wait for the review; null: none waits. */
  planHash: z.nullable(z.string()),
  mayDecide: z.boolean(),
  /** Whether the caller submitted it, and therefore may not decide. */
  isOwn: z.boolean(),
  items: z.array(openingSummary),
})
export type BatchView = z.infer<typeof batchView>

const reason = lineOfText(200).check(z.minLength(1))
export const reviewBody = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('confirm'),
    planHash: sha256Text,
    /** Entries that are left out, each with the reason that HR reads. */
    excluded: z.array(z.strictObject({ id: idSchema('accountOpening'), reason })).check(z.maxLength(2000)),
  }),
  z.strictObject({
    decision: z.literal('return'),
    planHash: sha256Text,
    reason,
  }),
])
export type ReviewBody = z.infer<typeof reviewBody>

export const openingView = z.object({
  ...openingSummary.shape,
  batch: idSchema('accountBatch'),
  /** Whether the member could sign in since yesterday or longer, and has not. */
  isLate: z.boolean(),
  row: z.nullable(joinerRow),
  allowed: z.array(z.enum(['mend', 'retry', 'withdraw', 'cancel', 'invite', 'join_code', 'reveal', 'look'])),
  events: z.array(z.object({ type: z.string(), at: z.string(), by: z.nullable(memberRef) })),
  steps: z.nullable(z.array(z.object({ step: z.enum(firstDaySteps), isDone: z.boolean() }))),
})
export type OpeningView = z.infer<typeof openingView>

export const correctionBody = z.strictObject({ version: wholeNumber(1), row: joinerRow })
export const openingVersion = z.strictObject({ version: wholeNumber(1) })
/** Address of a picture with the code by which people join the company. */
export const joinCode = z.object({ url: z.string(), expiresAt: z.string() })
export const revealedContact = z.object({ mobile: z.string(), email: z.string() })

/** What a member does on the first day. */
export const firstDayView = z.object({
  name: z.string(),
  department: z.array(z.string()),
  position: z.string(),
  steps: z.array(z.object({ step: z.enum(firstDaySteps), isDone: z.boolean() })),
  fields: z.object({
    name: z.string(),
    alias: z.string(),
    position: z.string(),
    telephone: z.string(),
    department: z.array(z.string()),
  }),
  /** Hash of the fields above, which a confirmation carries. */
  fieldsHash: z.string(),
  dataAnswer: z.nullable(z.enum(['right', 'wrong'])),
  /** `seconds`: how long reading them takes. Absent in answers of a server of 0.17 during an upgrade. */
  policies: z.object({ count: z.int(), first: z.nullable(idSchema('policy')), seconds: z.optional(z.int()) }),
  admin: z.nullable(memberRef),
  isDone: z.boolean(),
})
export type FirstDayView = z.infer<typeof firstDayView>

export const dataAnswerBody = z.strictObject({
  answer: z.enum(['right', 'wrong']),
  fieldsHash: sha256Text,
})
/** The member attests each sentence; none is preselected. */
export const passwordBody = z.strictObject({
  isStrong: z.literal(true),
  isUnique: z.literal(true),
  isPrivate: z.literal(true),
})
export const adminBody = z.strictObject({ hasMet: z.literal(true) })
