import * as z from 'zod/mini'

/** The little that the list of settings says beside its links. */
export const settingsHub = z.object({
  proposals: z.int(),
  /** Keys whose maker holds no role any more: programs stand still until somebody takes them over. */
  stoppedKeys: z.int(),
  /** Null: the self-check has not run yet. */
  check: z.nullable(z.object({ warn: z.int(), bad: z.int(), checkedAt: z.string(), isInDoubt: z.boolean() })),
})
export type SettingsHub = z.infer<typeof settingsHub>
