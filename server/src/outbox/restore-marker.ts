import * as z from 'zod/mini'
import { defineSetting } from '../kernel/settings-queries.ts'

const found = z.object({ topic: z.string(), done: z.int(), open: z.int(), unknown: z.int() })
export type FoundOfTopic = z.infer<typeof found>

const restored = z.object({
  at: z.string(),
  /** Said by a person, or seen: this machine knew newer rows of the audit. */
  because: z.enum(['declared', 'older_than_seen']),
  /** What was owed up to this row may have been done, and people told of it, in the world that the database forgot. */
  lastJob: z.int(),
  /** When WeCom had been asked about everything that is owed; what it said. */
  lookedAt: z.nullable(z.string()),
  found: z.array(found),
  /** When ops let it send again. */
  resumedAt: z.nullable(z.string()),
})
export type Restored = z.infer<typeof restored>

/** The last time that this database was brought back from a backup; null: never. */
export const restoredMark = defineSetting<Restored | null>({
  key: 'database.restored',
  schema: z.nullable(restored),
  initial: null,
})
