import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { memberWithDepartment } from '../directory/member-ref.ts'
import { idSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { SEARCH_MAX } from '../kernel/search-max.ts'
import { deliveryStates } from './board-schemas.ts'
import { policyTitle } from './policy-title-schema.ts'
import { rosterStates } from './roster.ts'
import { instant } from '../kernel/instant.ts'

/** Whether a person signed a policy: which text, when, with which receipt. */
const policyStatus = z.object({
  id: idSchema('policy'),
  ...policyTitle,
  /** The version in force, or the last one of a retired policy. */
  label: z.string(),
  isRetired: z.boolean(),
  /** Null when the policy does not bind the person, who may have signed it earlier. */
  state: z.nullable(z.enum(rosterStates)),
  dueAt: z.nullable(instant),
  /** The version that was signed last; null if none. */
  signedLabel: z.nullable(z.string()),
  signedAt: z.nullable(instant),
  receipt: z.nullable(z.string()),
})
export type PolicyStatus = z.infer<typeof policyStatus>

export const recordQuery = z.strictObject({
  /** Name, pinyin, initials or receipt code. */
  q: z.optional(lineOfText(SEARCH_MAX).check(z.minLength(1))),
})
export type RecordQuery = z.infer<typeof recordQuery>

const recordPerson = z.object({ ...memberWithDepartment.shape, isActive: z.boolean() })

/** People found, with the policies that they have to sign or signed. */
export const recordHits = z.object({
  q: z.string(),
  items: z.array(z.object({ ...recordPerson.shape, policies: z.array(policyStatus) })),
  isMore: z.boolean(),
})
export type RecordHits = z.infer<typeof recordHits>

/** Stored events, and those of the audit. `asked` to `urged` are messages. */
const recordKinds = [
  'asked',
  'told',
  'reminded',
  'urged',
  'opened',
  'signed',
  'questioned',
  'exemption_requested',
  'exempted',
  'exemption_ended',
  'due_date_set',
  'asked_anew',
] as const
export const recordEvent = z.object({
  at: instant,
  kind: z.enum(recordKinds),
  /** The version. */
  label: z.nullable(z.string()),
  /** The person who decided. */
  by: z.nullable(z.string()),
  /** Null when the reader may not see it, or there is none. */
  reason: z.nullable(z.string()),
  /** The due date, or the last day of an exemption. */
  day: z.nullable(calendarDay),
  delivery: z.nullable(z.enum(deliveryStates)),
  signature: z.nullable(
    z.object({
      receipt: z.string(),
      basis: z.enum(['full', 'delta']),
      language: z.string(),
      /** The department path at that time. */
      department: z.array(z.string()),
      /** The round of a policy that is signed again regularly: when it began. Null for the first. */
      roundSince: z.nullable(instant),
      /** The next receipt of this person for the policy; null for the last. Absent in answers of a server of 0.10. */
      replacedBy: z.optional(z.nullable(z.string())),
      /** For compliance and auditors only. */
      reading: z.nullable(
        z.object({
          seconds: z.int(),
          clauses: z.array(z.object({ no: z.string(), seconds: z.int() })),
          client: z.string(),
          net: z.string(),
        }),
      ),
    }),
  ),
})
export type RecordEvent = z.infer<typeof recordEvent>

/** A person's record: the policies that they have to sign or signed, and the timeline of one of them. */
export const personRecord = z.object({
  person: z.object({ ...recordPerson.shape, position: z.string() }),
  policies: z.array(policyStatus),
  selected: z.nullable(idSchema('policy')),
  /** Newest first. */
  events: z.array(recordEvent),
  /** Whether the reader sees reasons, reading times and devices. */
  isFull: z.boolean(),
  mayChange: z.boolean(),
})
export type PersonRecord = z.infer<typeof personRecord>

export const personRecordQuery = z.strictObject({ policy: z.optional(idSchema('policy')) })
export type PersonRecordQuery = z.infer<typeof personRecordQuery>
