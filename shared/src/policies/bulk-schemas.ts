import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { useridSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { departmentOrCompany, wholeNumber } from '../kernel/whole-number.ts'
import { peopleFilters, reminderReach } from './board-schemas.ts'
import { SELECTED_MAX } from './bulk-limits.ts'
import { listedStates } from './roster.ts'

const note = lineOfText(40)
export const batchKey = z.string().check(z.regex(/^[\w.:@-]{1,160}$/))

/**
 * The people to act on: some by userid, else everyone in the department whom the filters match when the server acts. No
 * list of a whole company leaves the browser.
 */
const selection = {
  department: z.optional(departmentOrCompany),
  userids: z.optional(z.array(useridSchema).check(z.minLength(1), z.maxLength(SELECTED_MAX))),
  /** People taken out of the result of the filters. */
  except: z.optional(z.array(useridSchema).check(z.maxLength(SELECTED_MAX))),
  filter: z.optional(z.strictObject({ state: z.optional(z.enum(listedStates)), ...peopleFilters.shape })),
}
/** The number that the preview showed. An act on more people is refused, since nobody has seen them. */
const atMost = z.optional(wholeNumber(0))
const peopleSelection = z.strictObject(selection)
export type PeopleSelection = z.infer<typeof peopleSelection>

export const reminderBody = z.strictObject({
  ...selection,
  atMost,
  /** One line below the message. */
  note: z.optional(note),
  /** Sends again to those whom this batch did not reach. */
  retryOf: z.optional(batchKey),
})
export type ReminderBody = z.infer<typeof reminderBody>

export const reminderSent = z.object({ ...reminderReach.shape, batch: z.string() })
export type ReminderSent = z.infer<typeof reminderSent>

export const selectionBody = z.strictObject({ ...selection, act: z.enum(['remind', 'exempt']) })
export type SelectionBody = z.infer<typeof selectionBody>

/** Why a selected person is left out. */
export const skipReasons = ['reminded_today', 'questioned', 'signed', 'exempt', 'excluded', 'self'] as const

const named = { count: z.int(), names: z.array(z.string()) }

/** The effect of a reminder or an exemption of a selection, shown before it is confirmed. */
export const selectionPreview = z.object({
  /** How many people are selected; `isMore`: there are more, and the count stopped at its limit. */
  selected: z.int(),
  isMore: z.boolean(),
  reached: z.object(named),
  skipped: z.array(z.object({ why: z.enum(skipReasons), ...named })),
  /** People counted in `reached` to whom the last message could not be delivered. */
  undelivered: z.object(named),
  /** The message; null when none is sent. */
  card: z.nullable(z.object({ title: z.string(), subtitle: z.string() })),
  /** When it is sent: now, or after the quiet hours. */
  sendAt: z.nullable(z.string()),
})
export type SelectionPreview = z.infer<typeof selectionPreview>

export const reminderStates = ['waiting', 'sent', 'undelivered', 'dropped'] as const
/** The result of a manual reminder for each recipient. Recipients who were not reached come first. */
export const reminderResult = z.object({
  isFinished: z.boolean(),
  counts: z.object({ waiting: z.int(), sent: z.int(), undelivered: z.int(), dropped: z.int() }),
  items: z.array(z.object({ ...memberRef.shape, state: z.enum(reminderStates) })),
})
export type ReminderResult = z.infer<typeof reminderResult>

export const bulkExemptionBody = z.strictObject({
  ...selection,
  atMost,
  reason: lineOfText(200).check(z.minLength(1, { error: 'text.required' })),
  /** The last day: an exemption of many people must end. */
  until: calendarDay,
})
export type BulkExemptionBody = z.infer<typeof bulkExemptionBody>

export const bulkExemptionResult = z.object({
  exempted: z.array(memberRef),
  skipped: z.array(z.object({ ...memberRef.shape, why: z.enum(skipReasons) })),
})
export type BulkExemptionResult = z.infer<typeof bulkExemptionResult>
