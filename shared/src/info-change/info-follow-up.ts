import * as z from 'zod/mini'
import { infoFields, infoPhases } from './info-change.ts'

/** ISO 8601 in UTC. */
const instant = z.string()

/** What comes after the decision, and what this viewer may do about it. */
export const infoFollowUp = z.object({
  phase: z.nullable(z.enum(infoPhases)),
  /** Day on which it should begin to hold; null: at once. */
  effectiveOn: z.nullable(z.string()),
  /** Fields that people still have to change in WeCom itself. */
  openFields: z.array(z.enum(infoFields)),
  /** What the applicant said about the result, and what was answered, oldest first. */
  disputes: z.array(z.object({ at: instant, text: z.string(), settledAt: z.nullable(instant), answer: z.string() })),
  /** Until when the applicant may say that it is not so. */
  disputableUntil: z.nullable(instant),
  allowed: z.array(z.enum(['look', 'sheet', 'rewrite', 'dispute', 'settle'])),
  /** It waits for the management department, and nobody there may do it. */
  waitsForNobody: z.boolean(),
})
export type FollowUp = z.infer<typeof infoFollowUp>
