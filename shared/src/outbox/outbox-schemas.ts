import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'
import { entryText } from '../kernel/whole-number.ts'
import { instant } from '../kernel/instant.ts'
import { jobKinds } from './job-kinds.ts'

/**
 * WeCom takes this number of messages of an app in a day for each account that the company may have (doc 90312). That number of
 * accounts has no API; it is not less than the number of members.
 */
export const DAILY_MESSAGES_PER_ACCOUNT = 200

const job = {
  id: z.int(),
  topic: z.string(),
  /** Subject: request number, and the person or group that it is about, or who receives it; `+2`: with two others. */
  about: z.string(),
  /** Path of the subject's page, if any. */
  path: z.nullable(z.string()),
  /** Cause of the last failure: `48002`, `timeout`, `internal`. */
  cause: z.string(),
  attempts: z.int(),
}

const deadLetterView = z.object({
  ...job,
  deadAt: instant,
  /** Whether ops can close it after doing it manually. */
  canBeClosedManually: z.boolean(),
})
export type DeadLetterView = z.infer<typeof deadLetterView>

/** `later`: deferred, or waiting for an earlier job; `retrying`: an attempt failed, and another follows. */
const jobStates = ['due', 'running', 'retrying', 'later', 'done'] as const
const jobView = z.object({
  ...job,
  state: z.enum(jobStates),
  /** When it was done; otherwise the earliest time at which it may run. */
  at: instant,
})
export type JobView = z.infer<typeof jobView>

export const outboxQuery = z.strictObject({
  /** A request number, a cause, or the beginning of a person's name, pinyin or initials. */
  q: z.optional(lineOfText(64)),
  /** Lists only jobs of this kind. */
  kind: z.optional(z.enum(jobKinds)),
})
export type OutboxQuery = z.infer<typeof outboxQuery>

export const outboxHealth = z.object({
  paused: z.boolean(),
  /** Member who last paused or resumed the outbox. */
  pausedBy: z.nullable(z.string()),
  pausedAt: z.nullable(instant),
  /** Restore from a backup, with the state of the pending jobs in WeCom; null without one, or after the outbox was resumed. */
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
      /** Pending jobs that may run. */
      due: z.int(),
      /** Pending jobs that may not run yet: deferred, waiting for a retry, or for an earlier job of their group. */
      later: z.int(),
      inFlight: z.int(),
      failing: z.int(),
      oldestDueAt: z.nullable(instant),
      /**
       * A cause for which pending jobs wait until an operator corrects a setting (`settingCauses`); null: none waits for that.
       * A server of 0.18.0 does not send it.
       */
      heldBy: z.optional(z.nullable(z.string())),
    }),
  ),
  /** Dead letters that match the search and the kind, newest first, at most 100. */
  dead: z.array(deadLetterView),
  deadCount: z.int(),
  /** All dead letters by cause, the most frequent first; `id`: the oldest of them. */
  causes: z.array(z.object({ id: z.int(), cause: z.string(), count: z.int() })),
  /**
   * At most 100 other jobs of the kind: those that may run, are running or failed before, the longest waiting first. With a
   * search: the newest that match it, also those that are done.
   */
  jobs: z.array(jobView),
  /** What happened to jobs in the last 24 hours, by half hour; half hours without jobs are left out. */
  day: z.object({
    slots: z.array(
      z.object({
        at: instant,
        /** Done at the first attempt. */
        once: z.int(),
        /** Done after failed attempts. */
        again: z.int(),
        stopped: z.int(),
      }),
    ),
    /** Whether there were more jobs than were counted: only the newest are. */
    isPartial: z.boolean(),
  }),
  /**
   * How long the jobs that were done in the last 24 hours took, from the time for which they were planned; null without
   * any. A deferral or a retry replaces that time, so that such jobs are left out. Like `day`, it covers only the newest jobs.
   * A server of 0.18.0 does not send this and the following fields.
   */
  latency: z.optional(
    z.nullable(
      z.object({
        medianMs: z.int(),
        /** 95 % took no longer. */
        p95Ms: z.int(),
        /** Jobs by how long they took: from `fromMs` to below `toMs`; null: no upper bound. */
        ranges: z.array(z.object({ fromMs: z.int(), toMs: z.nullable(z.int()), count: z.int() })),
      }),
    ),
  ),
  /** How many jobs that were done in that time `latency` leaves out, since they were deferred or retried. */
  latencyLeftOut: z.optional(z.int()),
  /**
   * Cards that WeCom took today, one for each recipient, found in the newest jobs like `day`. `limitAtLeast`: what WeCom allows
   * in a day at least; null while the number of members is unknown.
   */
  messages: z.optional(
    z.object({
      today: z.int(),
      isPartial: z.boolean(),
      members: z.nullable(z.int()),
      limitAtLeast: z.nullable(z.int()),
    }),
  ),
  /** APIs that are not called before `until`, since WeCom answered that their quota is used up (45009). */
  gates: z.optional(z.array(z.object({ api: z.string(), until: instant }))),
  now: instant,
})
export type OutboxHealth = z.infer<typeof outboxHealth>

export const outboxParam = z.object({ id: entryText })

/** `isForCause`: also the other dead letters of the same cause. */
export const retryBody = z.strictObject({ isForCause: z._default(z.boolean(), false) })

const REASON_MAX = 200
export const closeManuallyBody = z.strictObject({
  reason: lineOfText(REASON_MAX).check(z.minLength(1, { error: 'text.empty' })),
})
