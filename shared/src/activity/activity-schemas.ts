import * as z from 'zod/mini'
import { pageOf } from '../kernel/page.ts'
import { sessionView } from '../session/session-schemas.ts'

const activityEntry = z.object({
  seq: z.int(),
  at: z.string(),
  action: z.string(),
  /** What the action was about; null: it has no name. */
  subject: z.nullable(z.string()),
})
/** What the member's account did here, newest first, as the audit has it. */
export const activityPage = z.object({
  ...pageOf(activityEntry).shape,
  /** The devices from which it was used, as far back as sign-ins are kept; with the first page only. */
  devices: z.nullable(z.array(z.object({ ...sessionView.shape, endedAt: z.nullable(z.string()) }))),
})
export type ActivityPage = z.infer<typeof activityPage>
export type ActivityEntry = z.infer<typeof activityEntry>
