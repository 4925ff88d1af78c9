import * as z from 'zod/mini'
import { defineSetting } from '../kernel/settings-queries.ts'

/** How many pending jobs of a topic WeCom shows as done or as not done, and for how many that is unknown. */
const topicCounts = z.object({ topic: z.string(), done: z.int(), open: z.int(), unknown: z.int() })
export type TopicCounts = z.infer<typeof topicCounts>

const restored = z.object({
  at: z.string(),
  /** Declared by a person, or detected: this machine has recorded newer audit entries than the database has. */
  because: z.enum(['declared', 'older_than_seen']),
  /** Jobs up to this id may have been done, and reported to people, after the backup that was restored. */
  lastJob: z.int(),
  /** When WeCom was queried about every pending job; `found` has the results. */
  lookedAt: z.nullable(z.string()),
  found: z.array(topicCounts),
  /** When ops resumed sending. */
  resumedAt: z.nullable(z.string()),
})
export type Restored = z.infer<typeof restored>

/** The last restore of this database from a backup; null: never. */
export const restoreMarker = defineSetting<Restored | null>({
  key: 'database.restored',
  schema: z.nullable(restored),
  initial: null,
})
