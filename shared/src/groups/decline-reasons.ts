import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'

/** Why a group that its owner declared is none of the department's, and by which clause. The words are the web's. */
export const declineReasons = {
  not_ours: { clause: '2.2d' },
  not_needed: { clause: '4.1c1' },
  join_existing: { clause: '4.1c1' },
  other: { clause: '4.1c1' },
} as const satisfies Record<string, { clause: string }>

export type DeclineReason = keyof typeof declineReasons
export const declineReasonNames = Object.keys(declineReasons) as [DeclineReason, ...DeclineReason[]]

/** Fits a card's line. */
const TEXT_MAX = 60

/** A preset, or own words; own words beside a preset say more. */
export const declineReason = z
  .strictObject({ code: z.enum(declineReasonNames), text: z._default(lineOfText(TEXT_MAX), '') })
  .check(z.refine(({ code, text }) => code !== 'other' || text !== '', { path: ['text'], error: 'reason.empty' }))
export type GivenDecline = z.output<typeof declineReason>
