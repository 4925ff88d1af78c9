import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { departmentOrCompany, departmentText, isColumnNumber } from '../kernel/whole-number.ts'
import { memberWithDepartment } from '../directory/member-ref.ts'
import { rosterStates } from './roster.ts'
import { policyTitle } from './policy-title-schema.ts'

const instant = z.string()
const requiredLine = lineOfText(200).check(z.refine((text) => text !== '', { error: 'text.required' }))

/** People by state. What they are asked of is the sum of the first five. */
export const stateCounts = z.object({
  signed: z.int(),
  pending: z.int(),
  overdue: z.int(),
  questioned: z.int(),
  undelivered: z.int(),
  exempt: z.int(),
  excluded: z.int(),
})
export type StateCounts = z.infer<typeof stateCounts>

/** What people read of a list that is sorted worst first: the rest comes on asking. */
export const BOARD_DEPARTMENTS = 100

/** How many an urge reaches, and how many it skips, since they were urged today. */
export const urgeAnswer = z.object({ reached: z.int(), skipped: z.int() })
export type UrgeAnswer = z.infer<typeof urgeAnswer>

/** The same with the first of those it reaches, as somebody sees it before it is sent. */
export const urgePreview = z.object({ ...urgeAnswer.shape, names: z.array(z.string()) })
export type UrgePreview = z.infer<typeof urgePreview>

export const boardView = z.object({
  policy: z.object({ id: idSchema('policy'), ...policyTitle, label: z.string(), dueAt: instant }),
  policies: z.array(z.object({ id: idSchema('policy'), ...policyTitle })),
  /**
   * Versions that were in force, newest first, and the last day that was kept of each; null: it is in force now. Nothing
   * where there is only one.
   */
  versions: z.array(
    z.object({ label: z.string(), since: calendarDay, day: z.nullable(calendarDay), isShown: z.boolean() }),
  ),
  /** `parentId`: one level up, 0 for the company; null where the reader's own end. */
  department: z.nullable(z.object({ id: z.int(), name: z.string(), parentId: z.nullable(z.int()) })),
  /** Other departments that this person answers for. */
  others: z.array(z.object({ id: z.int(), name: z.string() })),
  counts: stateCounts,
  /** Right below `department`, worst first: the first `BOARD_DEPARTMENTS`, unless all were asked for. */
  departments: z.array(z.object({ id: z.int(), name: z.string(), counts: stateCounts })),
  /** How many there are in all. */
  departmentCount: z.int(),
  /** Signed at the end of each of the last days, and whom it asked then. */
  trend: z.array(z.object({ day: calendarDay, signed: z.int(), asked: z.int() })),
  /** Whom an urge would reach now; null: somebody was urged today, so that it is counted person by person, on asking. */
  urge: z.nullable(urgeAnswer),
  /** Departments whose numbers are being counted; 0: these are the numbers. */
  behind: z.int(),
  countedAt: instant,
  /** The day whose end this shows; null: now. */
  asOf: z.nullable(calendarDay),
  allowed: z.array(z.enum(['urge', 'export', 'evidence', 'exempt', 'answer'])),
})
export type BoardView = z.infer<typeof boardView>

export const boardQuery = z.strictObject({
  department: z.optional(departmentText),
  /** A day that is over: how it ended, counted then and not changed since. */
  day: z.optional(calendarDay),
  departments: z.optional(z.literal('all')),
})
export type BoardQuery = z.infer<typeof boardQuery>

export const reachQuery = z.pick(boardQuery, { department: true })
export type ReachQuery = z.infer<typeof reachQuery>

const personRow = z.object({
  ...memberWithDepartment.shape,
  state: z.enum(rosterStates),
  signedLabel: z.nullable(z.string()),
  signedAt: z.nullable(instant),
  basis: z.nullable(z.enum(['full', 'delta'])),
  receipt: z.nullable(z.string()),
  /** When he first opened the version that he signed, or is to sign; null: not on record. */
  openedAt: z.nullable(instant),
  dueAt: instant,
  reminders: z.int(),
  isPartner: z.boolean(),
  leftAt: z.nullable(instant),
})
export type PersonRow = z.infer<typeof personRow>

export const peoplePage = z.object({ items: z.array(personRow), next: z.nullable(z.string()) })
export type PeoplePage = z.infer<typeof peoplePage>

/** The page of people: of which policy, and what was asked. */
const peopleView = z.object({
  policy: z.object({ id: idSchema('policy'), ...policyTitle, label: z.string() }),
  department: z.nullable(z.object({ id: z.int(), name: z.string() })),
  state: z.nullable(z.enum(rosterStates)),
  page: peoplePage,
  mayChange: z.boolean(),
})
export type PeopleView = z.infer<typeof peopleView>

/** What narrows the list of people beside department and state, as the page's address has it. All of them hold together. */
const peopleFilters = z.strictObject({
  /** Partners alone, also those whose contract is over. */
  partner: z.optional(z.literal('1')),
  /**
   * Employed since a later day than this one: joined, came back or activated his account. Since when he is asked is
   * something else; who was there before the mirror was is not among them.
   */
  joinedAfter: z.optional(calendarDay),
  /** Overdue for more days than this. */
  overdueDays: z.optional(z.string().check(z.regex(/^[1-9]\d{0,2}$/))),
  /** Signed before, but nothing that counts for what is required now: an older version, or the same before he was asked anew. */
  olderOnly: z.optional(z.literal('1')),
})
export type PeopleFilters = z.infer<typeof peopleFilters>

export const peopleQuery = z.strictObject({
  department: z.optional(departmentText),
  state: z.optional(z.enum(rosterStates)),
  ...peopleFilters.shape,
  after: z.optional(
    z.string().check(
      z.regex(/^\d{1,10}:[A-Za-z0-9_\-@.]{0,64}$/),
      z.refine((place) => isColumnNumber(place.split(':', 1)[0] ?? ''), { error: 'page.unknown' }),
    ),
  ),
})
export type PeopleQuery = z.infer<typeof peopleQuery>

/** What is known of a message: that WeCom took it, not that anybody saw it. */
const deliveryStates = ['waiting', 'sent', 'undelivered', 'dropped'] as const
/** Why somebody is told about a policy, his own questions left out. */
export const deliveredEvents = ['policy.asked', 'policy.told', 'policy.reminded', 'policy.urged'] as const

/** What one person did about a policy, and what was decided about him, newest first. */
export const personHistory = z.object({
  signatures: z.array(
    z.object({
      label: z.string(),
      signedAt: instant,
      /** As with people. */
      openedAt: z.nullable(instant),
      basis: z.enum(['full', 'delta']),
      receipt: z.string(),
      /** Where he was when he signed, from below the company, under the names of then; empty: only the id is known. */
      department: z.array(z.string()),
      departmentId: z.nullable(z.int()),
      /** How long what they were asked to read was on screen, clause by clause, and in all: the sum before it is rounded. */
      seconds: z.int(),
      read: z.array(z.object({ no: z.string(), seconds: z.int() })),
    }),
  ),
  exemptions: z.array(
    z.object({
      /** Null: not the reader's to see. */
      reason: z.nullable(z.string()),
      by: z.string(),
      at: instant,
      until: z.nullable(calendarDay),
      endedAt: z.nullable(instant),
    }),
  ),
  /** Days of his own, and that he was asked anew. */
  decisions: z.array(
    z.object({
      at: instant,
      by: z.string(),
      /** As with exemptions. */
      reason: z.nullable(z.string()),
      /** By when he was to sign; null: he was asked for all of it again. */
      dueOn: z.nullable(calendarDay),
    }),
  ),
  /** The last message to him about it; null: none of the last weeks, for which messages are kept. */
  delivery: z.nullable(z.object({ event: z.enum(deliveredEvents), state: z.enum(deliveryStates), at: instant })),
})
export type PersonHistory = z.infer<typeof personHistory>

export const exemptionBody = z.strictObject({
  userid: useridSchema,
  reason: requiredLine,
  /** The last day; null: until somebody ends it. */
  until: z.nullable(calendarDay),
})
export type ExemptionBody = z.infer<typeof exemptionBody>

export const dueDateBody = z.strictObject({ userid: useridSchema, dueOn: calendarDay, reason: requiredLine })
export const reaffirmBody = z.strictObject({ userid: useridSchema, reason: requiredLine })
export const urgeBody = z.strictObject({
  department: z.optional(departmentOrCompany),
  userids: z.optional(z.array(useridSchema).check(z.maxLength(200))),
})
export type PolicyUrgeBody = z.infer<typeof urgeBody>

export const answerBody = z.strictObject({ text: requiredLine })
export const openQuestions = z.object({
  items: z.array(
    z.object({
      id: idSchema('question'),
      person: memberWithDepartment,
      clauseNo: z.nullable(z.string()),
      askedAt: instant,
      messages: z.array(z.object({ by: z.string(), text: z.string(), at: instant })),
    }),
  ),
})
export type OpenQuestions = z.infer<typeof openQuestions>

/** Evidence is of everybody who signed; lists are narrowed as the page of people is. */
export const rosterExportBody = z.union([
  z.strictObject({ format: z.literal('html'), department: z.optional(departmentOrCompany) }),
  z.strictObject({
    format: z.enum(['csv', 'xlsx']),
    department: z.optional(departmentOrCompany),
    state: z.optional(z.enum(rosterStates)),
    ...peopleFilters.shape,
  }),
])
export type RosterExportBody = z.infer<typeof rosterExportBody>

export const partnerBody = z.strictObject({
  userid: useridSchema,
  company: requiredLine,
  sponsor: useridSchema,
  endsOn: calendarDay,
})
export type PartnerBody = z.infer<typeof partnerBody>
export const partnerList = z.object({
  items: z.array(
    z.object({ ...memberWithDepartment.shape, company: z.string(), sponsor: z.string(), endsOn: calendarDay }),
  ),
})
export type PartnerList = z.infer<typeof partnerList>
