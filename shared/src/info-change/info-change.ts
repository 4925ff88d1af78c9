import * as z from 'zod/mini'
import { type CalendarDay } from '../kernel/calendar-day.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { useridSchema } from '../kernel/ids.ts'
import { departmentId } from '../kernel/whole-number.ts'
import { shiftDay } from '../kernel/working-calendar.ts'
import { defineRequestType } from '../requests/model/define-request-type.ts'
import type { NextActor } from '../requests/model/request-flow.ts'
import { fieldPolicies, infoFields, infoFieldValue, type InfoField } from './info-field-policies.ts'

export { infoFields, type InfoField }

const from = z.string().check(z.maxLength(512))
const isChange = z.refine<{ from: string; to: string }>(({ from, to }) => from !== to, {
  path: ['to'],
  error: 'info.unchanged',
})
const change = (to: z.ZodMiniType<string, string>) => z.strictObject({ from, to }).check(isChange)

/** Names are what the applicant saw; ids are what is written. The server compares both with the directory. */
const departmentChange = z
  .strictObject({ from, to: infoFieldValue.department, fromId: z.nullable(departmentId), toId: departmentId })
  .check(z.refine(({ fromId, toId }) => fromId !== toId, { path: ['to'], error: 'info.unchanged' }))

/** `from` is what the applicant saw; the server compares it with the directory. */
const payload = z
  .strictObject({
    name: z.optional(change(infoFieldValue.name)),
    alias: z.optional(change(infoFieldValue.alias)),
    department: z.optional(departmentChange),
    position: z.optional(change(infoFieldValue.position)),
    telephone: z.optional(change(infoFieldValue.telephone)),
    mobile: z.optional(change(infoFieldValue.mobile)),
    email: z.optional(change(infoFieldValue.email)),
    biz_mail: z.optional(change(infoFieldValue.biz_mail)),
    /** Whose information changes; absent: the applicant's. A department admin submits for their members. */
    subjectId: z.optional(useridSchema),
    /** First day of the new values; absent: as soon as they are approved. */
    effectiveOn: z.optional(calendarDay),
  })
  .check(z.refine((changes) => infoFields.some((field) => changes[field]), { error: 'info.nothing_changed' }))

export type InfoChangePayload = z.output<typeof payload>

/** How far ahead a change may be requested, in days. */
const MAX_DAYS_AHEAD = 90
export const lastEffectiveDay = (today: CalendarDay): CalendarDay => shiftDay(today, MAX_DAYS_AHEAD)

/** Returns the requested changes in form order. */
export const changesOf = (payload: InfoChangePayload) =>
  infoFields.flatMap((field) => {
    const values = payload[field]
    return values ? [{ field, from: values.from, to: values.to }] : []
  })

/**
 * Phases of an information change within a request state. `differs`: WeCom returned another
 * value than was written.
 */
export const infoPhases = ['scheduled', 'awaiting_proof', 'guide_member', 'disputed', 'differs'] as const
export type InfoPhase = (typeof infoPhases)[number]

/** Days after completion, or after an answer, within which the applicant may dispute the result. */
export const DISPUTE_DAYS = 7
/** Maximum number of disputes of one request. */
export const DISPUTES_MAX = 2

/**
 * Returns the requested content that is not a field: department ids, another person and the effective day. Defaults are
 * left out, so that older hashes stay valid.
 */
const otherHashedContent = ({ department, subjectId, effectiveOn }: InfoChangePayload) => [
  ...(department ? [['department', department.fromId, department.toId]] : []),
  ...(subjectId === undefined ? [] : [['subject', subjectId]]),
  ...(effectiveOn === undefined ? [] : [['effectiveOn', effectiveOn]]),
]

export const infoChange = defineRequestType({
  payload,
  items: infoFields,
  firstStep: 'department',
  subjectId: ({ subjectId }) => subjectId ?? null,
  maySubmit: () => true,
  mayRead: ['ops', 'ops_lead', 'auditor'],
  barredApprovers: ({ applicantId }) => [applicantId],
  requiresSignedPolicies: true,
  masks: Object.fromEntries(infoFields.map((field) => [field, fieldPolicies[field].mask])),
  policyClause: '3.3a',
  // One working day.
  decideWithinHours: 8,
  isUndoable: true,
  isReturnable: true,
  phases: {
    scheduled: 'timer',
    awaiting_proof: 'ops',
    guide_member: 'applicant',
    disputed: 'ops_but_applicant',
    differs: 'ops',
  } satisfies Record<InfoPhase, NextActor>,
  hashedContent: (payload) =>
    JSON.stringify([
      ...changesOf(payload).map(({ field, from, to }) => [field, from, to]),
      ...otherHashedContent(payload),
    ]),
  example: { position: { from: '质检工程师', to: '高级质检工程师' } },
})
