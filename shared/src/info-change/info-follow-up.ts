import * as z from 'zod/mini'
import { infoFields, infoPhases } from './info-change.ts'
import { instant } from '../kernel/instant.ts'

/** The follow-up of a decision, and the viewer's permissions on it. */
export const infoFollowUp = z.object({
  phase: z.nullable(z.enum(infoPhases)),
  /** First day of the new values; null: at once. */
  effectiveOn: z.nullable(z.string()),
  /** Fields that people still have to change in WeCom. */
  openFields: z.array(z.enum(infoFields)),
  /** The applicant's disputes of the result with their answers, oldest first. */
  disputes: z.array(z.object({ at: instant, text: z.string(), settledAt: z.nullable(instant), answer: z.string() })),
  /** Until when the applicant may dispute the result. */
  disputableUntil: z.nullable(instant),
  allowed: z.array(z.enum(['look', 'sheet', 'rewrite', 'dispute', 'settle'])),
  /** Whether it waits for the management department and no member of it may act. */
  waitsForNobody: z.boolean(),
})
export type FollowUp = z.infer<typeof infoFollowUp>
