import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { requestKindNames } from '../requests/types/index.ts'
import { memberRef } from '../directory/member-ref.ts'

const kind = z.enum(requestKindNames)

const NOTE_MAX = 100

/** From the first day to the last, both included. */
export const delegationBody = z
  .strictObject({
    delegate: useridSchema,
    /** Absent: every request type. */
    kinds: z.optional(z.array(kind).check(z.minLength(1))),
    startsOn: calendarDay,
    endsOn: calendarDay,
    note: z._default(lineOfText(NOTE_MAX), ''),
  })
  .check(z.refine(({ startsOn, endsOn }) => startsOn <= endsOn, { path: ['endsOn'], error: 'delegation.ends_before' }))
export type DelegationBody = z.output<typeof delegationBody>

const delegationStates = ['planned', 'active', 'ended', 'revoked'] as const
export type DelegationState = (typeof delegationStates)[number]

const delegationView = z.object({
  id: idSchema('delegation'),
  principal: memberRef,
  delegate: memberRef,
  kinds: z.nullable(z.array(kind)),
  startsOn: calendarDay,
  endsOn: calendarDay,
  note: z.string(),
  state: z.enum(delegationStates),
  /** Whether the viewer may revoke it. */
  mayRevoke: z.boolean(),
})
export type DelegationView = z.infer<typeof delegationView>

/** Delegations that the caller gave and holds, the latest first; ended ones of the last year. */
export const delegationList = z.object({
  given: z.array(delegationView),
  held: z.array(delegationView),
  /** False: the caller decides about no requests. */
  mayDelegate: z.boolean(),
  /** Suggested delegates: former delegates, and approvers of the same departments. */
  suggested: z.array(memberRef),
  /** In the company's time zone. */
  today: calendarDay,
})
export type DelegationList = z.infer<typeof delegationList>

const standIn = z.object({ ...memberRef.shape, endsOn: calendarDay })

/** Delegations of today: who decides for the caller, and for whom the caller decides. */
export const activeDelegations = z.object({ given: z.array(standIn), held: z.array(standIn) })
export type ActiveDelegations = z.infer<typeof activeDelegations>
