import * as z from 'zod/mini'

/** Counts shown beside the links of the settings page. */
export const settingsHub = z.object({
  proposals: z.int(),
  /** API keys that stopped because the responsible member lost the role. */
  stoppedKeys: z.int(),
  /** Null before the first self-check. */
  check: z.nullable(z.object({ warn: z.int(), bad: z.int(), checkedAt: z.string(), isInDoubt: z.boolean() })),
})
export type SettingsHub = z.infer<typeof settingsHub>
