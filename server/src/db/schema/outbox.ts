import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Pending jobs, written with the change that needs them. `run_at` is business time; the lease uses the database's
 * clock.
 */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    topic: text('topic').notNull(),
    payload: jsonb('payload').$type<unknown>().notNull(),
    /** At most one open job per key. */
    dedupeKey: text('dedupe_key').notNull(),
    /** Jobs of one group run one after the other, in order of id. */
    groupKey: text('group_key').notNull(),
    runAt: instant('run_at').notNull(),
    /** Typed failures so far; a crash or a wait for a rate-limit window does not count. */
    attempts: integer('attempts').notNull(),
    /** Incremented with every claim: a worker that lost its lease can no longer settle the job. */
    fence: integer('fence').notNull(),
    leasedUntil: instant('leased_until'),
    doneAt: instant('done_at'),
    deadAt: instant('dead_at'),
    lastError: text('last_error'),
  },
  (table) => [
    index('outbox_due_idx')
      .on(table.runAt, table.id)
      .where(sql`${table.doneAt} is null and ${table.deadAt} is null`),
    // Finds urgent jobs without reading the backlog of all others.
    index('outbox_topic_idx')
      .on(table.topic, table.runAt)
      .where(sql`${table.doneAt} is null and ${table.deadAt} is null`),
    index('outbox_group_idx')
      .on(table.groupKey, table.id)
      .where(sql`${table.doneAt} is null and ${table.deadAt} is null`),
    index('outbox_dead_idx')
      .on(table.deadAt, table.id)
      .where(sql`${table.deadAt} is not null and ${table.doneAt} is null`),
    uniqueIndex('outbox_dedupe_key')
      .on(table.dedupeKey)
      .where(sql`${table.doneAt} is null and ${table.deadAt} is null`),
  ],
)
