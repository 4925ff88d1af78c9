import * as z from 'zod/mini'
import { memberRef, memberWithDepartment } from '../../directory/member-ref.ts'
import { calendarDay } from '../../kernel/calendar-day-schema.ts'
import { idSchema, useridSchema } from '../../kernel/ids.ts'
import { pageOf, pageQuery } from '../../kernel/page.ts'
import { lineOfText } from '../../kernel/plain-text.ts'
import { departmentId, wholeNumber } from '../../kernel/whole-number.ts'
import { infoFieldValue } from '../../info-change/info-field-policies.ts'
import { requestStates } from '../../requests/model/request-flow.ts'
import {
  CLOSING_REASON_MAX,
  closingKinds,
  closingPhases,
  handoverKinds,
  handoverStates,
  RETENTION_MAX_DAYS,
} from './closing-flow.ts'
import { closingActions, emergencyRoles } from './closing-rules.ts'

/** ISO 8601 in UTC. */
const instant = z.string()
const nullableInstant = z.nullable(instant)
const version = wholeNumber(1)
const reason = lineOfText(CLOSING_REASON_MAX).check(z.minLength(1, { error: 'reason.empty' }))

/** Opens a closing. An emergency has no last day: it takes effect when the second person confirms. */
export const openClosingBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('leave'), subjectId: useridSchema, lastDay: calendarDay }),
  z.strictObject({ kind: z.literal('stop'), subjectId: useridSchema, lastDay: calendarDay }),
  z.strictObject({ kind: z.literal('emergency'), subjectId: useridSchema, reason }),
])
export type OpenClosingBody = z.output<typeof openClosingBody>

/**
 * Opens a transfer. It takes effect at the start of its day, once the change is approved; the position stays unless it is
 * given.
 */
export const openTransferBody = z.strictObject({
  subjectId: useridSchema,
  effectiveOn: calendarDay,
  departmentId,
  position: z.optional(infoFieldValue.position),
})
export type OpenTransferBody = z.output<typeof openTransferBody>

export const closingVersionBody = z.strictObject({ version })
export const closingReasonBody = z.strictObject({ version, reason })
export const moveClosingBody = z.strictObject({ version, lastDay: calendarDay })
/** `heir`: the member who is to take over the items. `items`: absent for all that have no heir yet. */
export const assignHeirBody = z.strictObject({
  version,
  heir: useridSchema,
  items: z.optional(z.array(idSchema('handover')).check(z.minLength(1), z.maxLength(200))),
})
export const waiveItemBody = z.strictObject({ version, item: idSchema('handover'), reason })
/**
 * Answers every item that is offered to the caller. `items`: those that the caller saw; the answer is refused when others
 * are offered by now.
 */
export const answerHandoverBody = z.strictObject({
  accept: z.boolean(),
  items: z.optional(z.array(idSchema('handover')).check(z.minLength(1), z.maxLength(2_000))),
})
export const askDeletionBody = z.strictObject({
  version,
  /** Days after the closing before the account is deleted. */
  keepDays: wholeNumber(0, RETENTION_MAX_DAYS),
  /** What is kept, where and why. */
  reason,
})
export type AskDeletionBody = z.output<typeof askDeletionBody>

const handoverView = z.object({
  id: idSchema('handover'),
  kind: z.enum(handoverKinds),
  /** Name of a group or a partner; empty: the kind says everything. */
  title: z.string(),
  /** How many things the item stands for. */
  count: z.int(),
  state: z.enum(handoverStates),
  heir: z.nullable(memberRef),
  /** When the heir was named. */
  offeredAt: nullableInstant,
  answeredAt: nullableInstant,
  /** When WeCom was read with the heir as the owner of the group; null: it was not, or there is nothing to read. */
  readBackAt: nullableInstant,
  reason: z.string(),
  /** Whether it is offered to the reader. */
  isMine: z.boolean(),
})
export type HandoverView = z.infer<typeof handoverView>

/** Types of timeline rows. A storage contract: append, never rename. */
export const closingEventTypes = [
  'opened',
  'assigned',
  'accepted',
  'declined',
  'waived',
  'reopened',
  'cleaned',
  'moved',
  'ready',
  'forced',
  'confirmed',
  'cancelled',
  'blocked',
  'disabling',
  'retried',
  'by_hand',
  'disabled',
  'enabled_outside',
  'deletion_asked',
  'deletion_confirmed',
  'deleted',
  'gone_outside',
  'enabling',
  're_enabled',
  'return_confirmed',
  'change_refused',
  'late',
  'in_effect',
  'completed',
  'reminded',
  'return_denied',
  'not_visible',
  // After the account is disabled: the person's computers and mailbox. The note is the outcome.
  'devices_removed',
  'mailbox_closed',
  // Soon after the opening. The note is the number of customers that the leaver serves.
  'customers_counted',
  // Nobody else is a lead of the management department.
  'last_lead',
  // The change of a transfer failed for good.
  'change_failed',
] as const
export type ClosingEventType = (typeof closingEventTypes)[number]

/** Outcome for the mailbox. For the computers, the note is their number, `left` or `unavailable`. */
export type AccessOutcome = 'closed' | 'protocols_open' | 'left' | 'opened' | 'unavailable'

const closingEvent = z.object({
  at: instant,
  type: z.enum(closingEventTypes),
  /** Null for jobs. */
  actor: z.nullable(memberRef),
  note: z.string(),
})

const closingSummary = z.object({
  id: idSchema('closing'),
  subject: memberWithDepartment,
  kind: z.enum(closingKinds),
  phase: z.enum(closingPhases),
  /** Null: an emergency. The first day in the new department for a transfer. */
  lastDay: z.nullable(calendarDay),
  openedBy: memberRef,
  /** Items that are settled, and all items that need somebody. */
  settled: z.int(),
  total: z.int(),
})
export type ClosingSummary = z.infer<typeof closingSummary>

export const closingView = z.object({
  ...closingSummary.shape,
  version: z.int(),
  isMine: z.boolean(),
  /** False: the reader sees only their own items. */
  isWhole: z.boolean(),
  position: z.string(),
  openedAt: instant,
  /** When the account is disabled; null: an emergency that nobody has confirmed. */
  disableAt: nullableInstant,
  /** Who may confirm the emergency, and by which roles; null: not an emergency, or already confirmed. */
  confirmers: z.nullable(z.object({ roles: z.array(z.enum(emergencyRoles)), people: z.array(memberRef) })),
  /** Since when items, or a change that is not in effect, hold it up past its day; null: nothing does. */
  blockedAt: nullableInstant,
  cleanedAt: nullableInstant,
  forceReason: z.string(),
  /** Where a transfer leads; null: not a transfer. `requestId`: its request, where the reader may see it. */
  change: z.nullable(
    z.object({
      department: z.nullable(z.string()),
      position: z.nullable(z.string()),
      state: z.enum(requestStates),
      requestId: z.nullable(idSchema('request')),
    }),
  ),
  items: z.array(handoverView),
  disabledAt: nullableInstant,
  /** Why WeCom has not disabled or enabled the account yet; null: no trouble. */
  trouble: z.nullable(z.string()),
  deletion: z.nullable(z.object({ askedBy: memberRef, askedAt: instant, notBefore: calendarDay, reason: z.string() })),
  deletedAt: nullableInstant,
  /** When HR confirmed that the same person returns. */
  returnConfirmedAt: nullableInstant,
  /** When HR answered that another person returns. */
  returnDeniedAt: nullableInstant,
  /** The customers whom WeCom showed at that time; null: the app may not read them, or has not read them yet. */
  customers: z.nullable(z.object({ count: z.int(), at: instant })),
  events: z.array(closingEvent),
  allowed: z.array(z.enum(closingActions)),
  today: calendarDay,
})
export type ClosingView = z.infer<typeof closingView>

/** `open`: in progress, the nearest day first. `disabled`: not deleted yet, and `ended`: both the latest first. */
export const closingViews = ['open', 'disabled', 'ended'] as const
export type ClosingViewName = (typeof closingViews)[number]
export const closingsQuery = z.strictObject({ ...pageQuery.shape, view: z.optional(z.enum(closingViews)) })
export type ClosingsQuery = z.output<typeof closingsQuery>

export const closingList = pageOf(closingSummary)
export type ClosingList = z.infer<typeof closingList>

/** `lastTransferDay`: how far ahead a transfer may be planned. */
export const closingForm = z.object({ today: calendarDay, lastTransferDay: calendarDay })
export type ClosingForm = z.infer<typeof closingForm>
