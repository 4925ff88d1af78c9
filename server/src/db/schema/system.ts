import { integer, jsonb, pgTable, text, bigint, index, uniqueIndex, primaryKey } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { sql } from 'drizzle-orm'

/** Values of the settings pages, and states that jobs store. A key without a row has its default, which is in the code. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
  /** Incremented with every change, so that concurrent edits are detected. */
  version: integer('version').notNull(),
  changedBy: text('changed_by').notNull(),
  changedAt: instant('changed_at').notNull(),
})

/** Results of the last self-check, one row per item. Replaced by every run. */
export const selfCheckItems = pgTable('self_check_items', {
  item: text('item').primaryKey(),
  level: text('level', { enum: ['ok', 'warn', 'bad'] }).notNull(),
  reason: text('reason').notNull(),
  facts: jsonb('facts').$type<Record<string, string>>().notNull(),
  checkedAt: instant('checked_at').notNull(),
})

/** Record of purges: one row per class and run. Append-only. */
export const purgeRuns = pgTable('purge_runs', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: instant('at').notNull(),
  retentionClass: text('retention_class').notNull(),
  /** Older data was deleted. */
  cutOff: instant('cut_off').notNull(),
  rowsRemoved: integer('rows_removed').notNull(),
})

/** How often a person used a limited action, in the window that ends at `expire`. Rows are deleted an hour later. */
export const personLimitCounts = pgTable('person_limits', {
  /** `limit:userid`, the latter in lower case. */
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expire: instant('expire'),
})

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
    /** Failed attempts so far; a crash or a wait for a rate-limit window does not count. */
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

const secretNames = ['agent_token', 'contacts_token', 'corp_ticket', 'agent_ticket'] as const

/** Tokens and tickets, shared by the instances. */
export const wecomSecrets = pgTable('wecom_secrets', {
  name: text('name', { enum: secretNames }).primaryKey(),
  value: text('value').notNull(),
  expiresAt: instant('expires_at').notNull(),
  /** Incremented with each fetch, since WeCom may issue the same value again. */
  edition: integer('edition').notNull().default(1),
})

/** Lease of the instance that fetches a secret, by the database's clock. */
export const wecomFetches = pgTable('wecom_fetches', {
  name: text('name', { enum: secretNames }).primaryKey(),
  owner: text('owner').notNull(),
  leasedUntil: instant('leased_until').notNull(),
})

/** Temporary refusals of WeCom, so that no instance repeats a refused call. */
export const wecomRefusals = pgTable(
  'wecom_refusals',
  {
    /** `secret`: gettoken refuses the secret. `ip`: an address is not on the list. `gate`: too many calls of an API. */
    kind: text('kind', { enum: ['secret', 'ip', 'gate'] }).notNull(),
    /** Name of the token, the token and the address, or the API. */
    subject: text('subject').notNull(),
    errcode: integer('errcode').notNull(),
    /** Hash of the refused configuration: another configuration is tried at once. Empty where that does not matter. */
    configuration: text('configuration').notNull(),
    at: instant('at').notNull(),
    until: instant('until').notNull(),
  },
  (table) => [primaryKey({ name: 'wecom_refusals_pkey', columns: [table.kind, table.subject] })],
)

/** Authentic callbacks, decrypted. Answered at once, processed later. */
export const callbacks = pgTable(
  'callbacks',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    receiver: text('receiver', { enum: ['app', 'contacts'] }).notNull(),
    /** Equal for a repeated push of the same event, on any instance. */
    dedupeKey: text('dedupe_key').notNull().unique('callbacks_dedupe_key'),
    event: text('event').notNull(),
    body: text('body').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** When the announced change was read; null for events that announce none. */
    handledAt: instant('handled_at'),
  },
  (table) => [index('callbacks_received_idx').on(table.receivedAt)],
)
