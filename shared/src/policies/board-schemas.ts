import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { SEARCH_MAX } from '../kernel/search-max.ts'
import { departmentOrCompany, departmentText, isColumnNumber } from '../kernel/whole-number.ts'
import { memberWithDepartment } from '../directory/member-ref.ts'
import { burnUp } from './burn-up-schemas.ts'
import { dayCommitments, listedStates, rosterStates } from './roster.ts'
import { policyTitle } from './policy-title-schema.ts'
import { instant } from '../kernel/instant.ts'
import { peopleSorts } from './people-sorts.ts'

const requiredLine = lineOfText(200).check(z.minLength(1, { error: 'text.required' }))

/** Number of people by state. The sum of the first five is the number who have to sign. */
export const stateCounts = z.object({
  signed: z.int(),
  pending: z.int(),
  overdue: z.int(),
  questioned: z.int(),
  undelivered: z.int(),
  exempt: z.int(),
  excluded: z.int(),
  /** How many of the pending signed an older version and have to sign only the change. */
  changeOnly: z.int(),
})
export type StateCounts = z.infer<typeof stateCounts>

/** How many people a reminder reaches, and how many it skips because they received one today. */
export const reminderReach = z.object({ reached: z.int(), skipped: z.int() })
export type ReminderReach = z.infer<typeof reminderReach>

/** The reach with the first names, shown before the reminder is sent. */
export const reminderPreview = z.object({ ...reminderReach.shape, names: z.array(z.string()) })
export type ReminderPreview = z.infer<typeof reminderPreview>

export const boardView = z.object({
  policy: z.object({
    id: idSchema('policy'),
    ...policyTitle,
    label: z.string(),
    dueAt: instant,
    /** Null while it is in force. */
    retiredAt: z.nullable(instant),
  }),
  policies: z.array(z.object({ id: idSchema('policy'), ...policyTitle })),
  /**
   * Versions that were in force, newest first, each with the day of its last snapshot; `day` is null for the version in
   * force, or the last one of a retired policy. Empty if there is only one version.
   */
  versions: z.array(
    z.object({ label: z.string(), since: calendarDay, day: z.nullable(calendarDay), isShown: z.boolean() }),
  ),
  /** `above` are the departments above it that the reader may see, highest first; 0 is the company, without a name. */
  department: z.nullable(
    z.object({
      id: z.int(),
      name: z.string(),
      above: z.array(z.object({ id: z.int(), name: z.nullable(z.string()) })),
    }),
  ),
  /** Other departments of which the reader is an admin. */
  others: z.array(z.object({ id: z.int(), name: z.string() })),
  counts: stateCounts,
  /** Child departments of `department`, lowest signed share first: `BOARD_DEPARTMENTS` at most, unless all are requested. */
  departments: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      counts: stateCounts,
      /** Whether it has child departments, which have counts for this day. */
      isParent: z.boolean(),
    }),
  ),
  /** Number of all child departments. */
  departmentCount: z.int(),
  /** Null when there is nothing to plot yet: no day is stored, and signatures are too many to be plotted by the minute. */
  burnUp: z.nullable(burnUp),
  /** Days whose counts are stored: the first, and those before and after the day shown. */
  storedDays: z.object({
    first: z.nullable(calendarDay),
    before: z.nullable(calendarDay),
    after: z.nullable(calendarDay),
  }),
  /**
   * The people whom a reminder would reach now; null when one was sent today, so that the reach is counted per person on
   * request.
   */
  urge: z.nullable(reminderReach),
  /** Number of departments with stale counts; 0 if all counts are current. */
  behind: z.int(),
  countedAt: instant,
  /** The day whose end the board shows; null for now. */
  asOf: z.nullable(calendarDay),
  /** What the evidence log has of the company's roster of the day shown, compared with its stored counts; null for now. */
  commitment: z.nullable(z.enum(dayCommitments)),
  allowed: z.array(z.enum(['urge', 'export', 'evidence', 'exempt', 'answer'])),
})
export type BoardView = z.infer<typeof boardView>

export const boardQuery = z.strictObject({
  department: z.optional(departmentText),
  /**
   * A past day, to show the counts stored at its end; a day that was not stored shows the one before, and where there is
   * none the present counts, without `asOf`.
   */
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
  /** Pending or overdue, and has to sign only what changed since an older version. */
  isChangeOnly: z.boolean(),
  /** First view of the version that the person signed or has to sign; null if not recorded. */
  openedAt: z.nullable(instant),
  dueAt: instant,
  reminders: z.int(),
  isPartner: z.boolean(),
  leftAt: z.nullable(instant),
})
export type PersonRow = z.infer<typeof personRow>

export const peoplePage = z.object({
  policy: z.object({ id: idSchema('policy'), ...policyTitle, label: z.string() }),
  /** Whose people are listed; null: those of the company. */
  department: z.nullable(z.object({ id: z.int(), name: z.string() })),
  items: z.array(personRow),
  next: z.nullable(z.string()),
  /** The counts of the company or department, whatever the state and the filters. */
  counts: stateCounts,
  /** The number of people on all pages; null with filters, which the counters do not cover. */
  total: z.nullable(z.int()),
  /** The key of this order; null: by department. */
  sort: z.nullable(z.enum(peopleSorts)),
  /** The keys by which this list can be sorted. A long list has fewer. */
  sorts: z.array(z.enum(peopleSorts)),
  /** People of a retired policy who are on no page: their identity as signers has since been erased. Filters do not count. */
  erased: z.int(),
  /** Whether the caller may remind these people, and exempt them or change their dates. Not of a retired policy. */
  mayRemind: z.boolean(),
  mayChange: z.boolean(),
})
export type PeoplePage = z.infer<typeof peoplePage>

/** The people page: the selected state, and the first page of people. */
const peopleView = z.object({
  state: z.nullable(z.enum(listedStates)),
  page: peoplePage,
})
export type PeopleView = z.infer<typeof peopleView>

/** Filters of the people list besides department and state, as in the page's address. All of them must match. */
export const peopleFilters = z.strictObject({
  /** Name, pinyin, initials or receipt code. */
  q: z.optional(lineOfText(SEARCH_MAX).check(z.minLength(1))),
  /** Lists only partners, including those whose contract has ended. */
  partner: z.optional(z.literal('1')),
  /**
   * Employed since a day after this one: joined, returned or activated their account. Does not include members who were
   * there at the first directory sync. The day since when the signature is required may differ.
   */
  joinedAfter: z.optional(calendarDay),
  /** Overdue for more than this number of days. */
  overdueDays: z.optional(z.string().check(z.regex(/^[1-9]\d{0,2}$/))),
  /** `1`: only people who have to sign only what changed since their signature; `0`: only those who have to sign all. */
  olderOnly: z.optional(z.enum(['0', '1'])),
})
export type PeopleFilters = z.infer<typeof peopleFilters>

export const peopleQuery = z.strictObject({
  department: z.optional(departmentText),
  state: z.optional(z.enum(listedStates)),
  ...peopleFilters.shape,
  /** Without it, the list is by department. A long list that cannot be sorted by this key is sorted by state. */
  sort: z.optional(z.string().check(z.regex(/^-?(?:state|due|opened|reminders)$/))),
  /** Department and userid of the last person of the previous page; in another order, preceded by the value of its key. */
  after: z.optional(
    z.string().check(
      z.regex(/^(?:-?\d{1,16}~)?\d{1,10}:[A-Za-z0-9_\-@.]{0,64}$/),
      z.refine((place) => isColumnNumber(/\d*(?=:)/.exec(place)?.[0] ?? ''), { error: 'page.unknown' }),
    ),
  ),
})
export type PeopleQuery = z.infer<typeof peopleQuery>

/** Delivery of a message. `sent` means that WeCom accepted it, not that it was read. */
export const deliveryStates = ['waiting', 'sent', 'undelivered', 'dropped'] as const
/** Events of messages about a policy, except about one's own questions. */
export const deliveredEvents = ['policy.asked', 'policy.told', 'policy.reminded', 'policy.urged'] as const

/** A person's signatures of a policy and the decisions about them, newest first. */
export const personHistory = z.object({
  signatures: z.array(
    z.object({
      label: z.string(),
      signedAt: instant,
      /** First view of the signed version; null if not recorded. */
      openedAt: z.nullable(instant),
      basis: z.enum(['full', 'delta']),
      receipt: z.string(),
      /** The department path below the company, with its names at that time; empty if only the id is known. */
      department: z.array(z.string()),
      departmentId: z.nullable(z.int()),
      /** How long the required clauses were in view, per clause and in total; the total is rounded after adding. */
      seconds: z.int(),
      read: z.array(z.object({ no: z.string(), seconds: z.int() })),
    }),
  ),
  exemptions: z.array(
    z.object({
      /** Null when the reader may not see it. */
      reason: z.nullable(z.string()),
      by: z.string(),
      at: instant,
      until: z.nullable(calendarDay),
      endedAt: z.nullable(instant),
    }),
  ),
  /** Personal due dates and requests for a new signature. */
  decisions: z.array(
    z.object({
      at: instant,
      by: z.string(),
      /** Null when the reader may not see it. */
      reason: z.nullable(z.string()),
      /** The personal due date; null for a request for a new signature. */
      dueOn: z.nullable(calendarDay),
    }),
  ),
  /** The last message to the person about the policy; null if none in the weeks for which messages are stored. */
  delivery: z.nullable(z.object({ event: z.enum(deliveredEvents), state: z.enum(deliveryStates), at: instant })),
})
export type PersonHistory = z.infer<typeof personHistory>

export const exemptionBody = z.strictObject({
  userid: useridSchema,
  reason: requiredLine,
  /** The last day; null if the exemption has no end. */
  until: z.nullable(calendarDay),
})
export type ExemptionBody = z.infer<typeof exemptionBody>

export const dueDateBody = z.strictObject({ userid: useridSchema, dueOn: calendarDay, reason: requiredLine })
export const newSignatureBody = z.strictObject({ userid: useridSchema, reason: requiredLine })

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

/** Evidence (`html`) contains all signatures; lists have the filters of the people page. */
export const rosterExportBody = z.union([
  z.strictObject({ format: z.literal('html'), department: z.optional(departmentOrCompany) }),
  z.strictObject({
    format: z.enum(['csv', 'xlsx']),
    department: z.optional(departmentOrCompany),
    state: z.optional(z.enum(listedStates)),
    ...peopleFilters.shape,
    /** The roster at the end of that day, instead of now. */
    day: z.optional(calendarDay),
  }),
])
export type RosterExportBody = z.infer<typeof rosterExportBody>
