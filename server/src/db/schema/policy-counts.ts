import { rosterStates } from '@desk/shared/policies/roster'
import { sql } from 'drizzle-orm'
import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** How many people of a department, and of all below it, are in which state. `open`: due with everybody else. */
export const counterStates = [...rosterStates, 'open'] as const
export const policyCounters = pgTable(
  'policy_counters',
  {
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    departmentId: integer('department_id').notNull(),
    state: text('state', { enum: [...counterStates] }).notNull(),
    own: integer('own').notNull(),
    total: integer('total').notNull(),
  },
  (table) => [
    primaryKey({ name: 'policy_counters_pkey', columns: [table.policyId, table.departmentId, table.state] }),
    index('policy_counters_own_idx')
      .on(table.policyId, table.state, table.departmentId)
      .where(sql`${table.own} > 0`),
  ],
)

/** Departments as they were counted: below whom, and when the numbers change without anybody doing anything. */
export const policyCounts = pgTable(
  'policy_counts',
  {
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    departmentId: integer('department_id').notNull(),
    path: integer('path').array().notNull(),
    nextChangeAt: instant('next_change_at'),
  },
  (table) => [
    primaryKey({ name: 'policy_counts_pkey', columns: [table.policyId, table.departmentId] }),
    index('policy_counts_next_idx').on(table.nextChangeAt),
  ],
)

/** Departments to count anew. Only ever inserted beside a change, so that no signer waits for another. */
export const policyRecounts = pgTable(
  'policy_recounts',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null: of every policy. */
    policyId: text('policy_id').$type<`pol_${string}`>(),
    /** Null: every department. */
    departmentId: integer('department_id'),
  },
  (table) => [index('policy_recounts_department_idx').on(table.departmentId)],
)

/** How a policy stood at the end of a day, department by department: the denominator is frozen. Append-only. */
export const policySnapshots = pgTable(
  'policy_snapshots',
  {
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    day: date('day', { mode: 'string' }).notNull(),
    departmentId: integer('department_id').notNull(),
    versionId: text('version_id').notNull().$type<`pov_${string}`>(),
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
    takenAt: instant('taken_at').notNull(),
  },
  (table) => [primaryKey({ name: 'policy_snapshots_pkey', columns: [table.policyId, table.departmentId, table.day] })],
)

/** Whom a round of messages is for. */
export type ReminderBatchScope =
  | { kind: 'asked' | 'told'; policyId: `pol_${string}` }
  | { kind: 'urged'; policyId: `pol_${string}`; departmentId: number; userids: readonly string[] | null }
  /** Everybody whose reminder fell due after `since`, the day of the round before, which began at `sinceAt`. */
  | { kind: 'daily'; since: string | null; sinceAt?: string | null }

/** A round of messages about policies: whom it looked at so far. One for each day, and one for each version. */
export const policyReminderBatches = pgTable(
  'policy_rounds',
  {
    key: text('key').primaryKey(),
    scope: jsonb('scope').$type<ReminderBatchScope>().notNull(),
    /** Calendar day of the business, by which reminders are counted. */
    day: date('day', { mode: 'string' }).notNull(),
    startedAt: instant('started_at').notNull(),
    /** The last person looked at. */
    afterUserid: text('after_userid').notNull(),
    finishedAt: instant('finished_at'),
    notified: integer('told').notNull(),
  },
  (table) => [index('policy_rounds_day_idx').on(table.day)],
)

export type MailedCard = {
  title: string
  subtitle: string
  rows: readonly { name: string; value: string }[]
  path: string
}

/** One call that tells up to a thousand people the same. What it says and to whom is fixed before it goes out. */
export const policyMailings = pgTable(
  'policy_mailings',
  {
    /** Also the card's task id, where it can be replaced. */
    id: text('id').primaryKey(),
    batchKey: text('round_key').notNull(),
    /** Whoever signed all of these meanwhile is left out. */
    policyIds: text('policy_ids').array().notNull(),
    userids: text('userids').array().notNull(),
    card: jsonb('card').$type<MailedCard>().notNull(),
    frozenAt: instant('frozen_at'),
    sentAt: instant('sent_at'),
    /** The version or the question in which it asks each of them for something that one of them does; null: none, or over. */
    about: text('about'),
    /** Replaces the card of all of them, once, within 72 h (doc 94888). */
    responseCode: text('response_code'),
  },
  (table) => [
    index('policy_mailings_about_idx')
      .on(table.about)
      .where(sql`${table.about} is not null`),
  ],
)

/** People whom the last message about a policy did not reach. Gone as soon as one does. */
export const policyUnreached = pgTable('policy_unreached', {
  /** In lower case. */
  userid: text('userid').primaryKey(),
  since: instant('since').notNull(),
})
