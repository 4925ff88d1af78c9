import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'
import { entryText } from '../kernel/whole-number.ts'

const instant = z.string()

const deadLetterView = z.object({
  id: z.int(),
  topic: z.string(),
  /** What it is about, as people can find it: a request's number, a person's name. */
  about: z.string(),
  /** Page of that, if there is one. */
  path: z.nullable(z.string()),
  /** Why the last try failed: `48002`, `timeout`, `internal`. */
  cause: z.string(),
  attempts: z.int(),
  deadAt: instant,
  /** Whether somebody who did it himself can say so here. */
  canBeDoneByHand: z.boolean(),
})
export type DeadLetterView = z.infer<typeof deadLetterView>

export const outboxHealth = z.object({
  paused: z.boolean(),
  /** Who paused or resumed it last. */
  pausedBy: z.nullable(z.string()),
  pausedAt: z.nullable(instant),
  /** The database came back from a backup, and nothing was sent since; what WeCom said of what is owed. */
  restored: z.nullable(
    z.object({
      at: instant,
      because: z.enum(['declared', 'older_than_seen']),
      lookedAt: z.nullable(instant),
      found: z.array(z.object({ topic: z.string(), done: z.int(), open: z.int(), unknown: z.int() })),
    }),
  ),
  topics: z.array(
    z.object({
      topic: z.string(),
      /** Owed and due. */
      due: z.int(),
      /** Owed, and not yet due: held back, or waiting for another try. */
      later: z.int(),
      inFlight: z.int(),
      failing: z.int(),
      oldestDueAt: z.nullable(instant),
    }),
  ),
  /** Newest first, at most 100. */
  dead: z.array(deadLetterView),
  deadCount: z.int(),
  now: instant,
})
export type OutboxHealth = z.infer<typeof outboxHealth>

export const outboxParam = z.object({ id: entryText })

const REASON_MAX = 200
export const closeManuallyBody = z.strictObject({
  reason: lineOfText(REASON_MAX).check(z.minLength(1, { error: 'text.empty' })),
})
