import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'
import { GROUP_TEXT_MAX } from './group-limits.ts'

/** Reasons to reject a declared group, with their clauses. The web holds their texts. */
export const declineReasons = {
  not_ours: { clause: '2.2d' },
  not_needed: { clause: '4.1c1' },
  join_existing: { clause: '4.1c1' },
  other: { clause: '4.1c1' },
} as const satisfies Record<string, { clause: string }>

export type DeclineReason = keyof typeof declineReasons
export const declineReasonNames = Object.keys(declineReasons) as [DeclineReason, ...DeclineReason[]]

/** A preset reason, a typed one, or a preset with a typed addition. */
export const declineReason = z
  .strictObject({ code: z.enum(declineReasonNames), text: z._default(lineOfText(GROUP_TEXT_MAX), '') })
  .check(z.refine(({ code, text }) => code !== 'other' || text !== '', { path: ['text'], error: 'reason.empty' }))
export type GivenDecline = z.output<typeof declineReason>
