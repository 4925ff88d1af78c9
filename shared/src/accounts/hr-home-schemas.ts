import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'

/** Sections of HR's home, in this order. Each comes from one feature; a section that no feature supplies is not shown. */
export const hrSections = ['joiners', 'leavers', 'departures', 'partners', 'console'] as const
export type HrSectionName = (typeof hrSections)[number]

/** Why a row is there. */
const hrReasons = [
  'reported',
  'unregistered',
  'no_sponsor',
  'ending',
  'closing',
  'disabling',
  'created',
  'changed',
  'deleted',
  'joining',
  'to_mend',
  'not_arrived',
  'handing_over',
  'leaving',
  'to_confirm',
  'changing',
  'transferring',
] as const
export type HrReason = (typeof hrReasons)[number]

const hrRow = z.object({
  key: z.string(),
  /** Whom it is about; the admin of an operation in the console. */
  person: memberRef,
  /** Whom an operation in the console may have been about. Servers up to 0.18.0 do not send it. */
  mayConcern: z.optional(z.array(memberRef)),
  reason: z.enum(hrReasons),
  /** The day that it is about: a last day, or when it happened. */
  day: z.nullable(calendarDay),
  /** Whether it is to be done today. */
  isDue: z.boolean(),
  path: z.string(),
})
export type HrRow = z.infer<typeof hrRow>

const hrSection = z.object({
  name: z.enum(hrSections),
  /** Number of all rows, of which the first are shown. */
  count: z.int(),
  /** Number of all rows that are to be done today; they come first. */
  due: z.int(),
  rows: z.array(hrRow),
  path: z.string(),
})
export type HrSectionView = z.infer<typeof hrSection>

export const hrHome = z.object({ sections: z.array(hrSection), today: calendarDay, readAt: z.string() })
export type HrHome = z.infer<typeof hrHome>
