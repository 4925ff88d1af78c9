import type { ReminderReach } from '@desk/shared/policies/board-schemas'
import type { PeopleSelection } from '@desk/shared/policies/bulk-schemas'
import { rosterStates } from '@desk/shared/policies/roster'
import { sql } from 'drizzle-orm'
import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Number of people of a department and its subtree in each state. `open`: due with everyone else. `…_change`: signed an
 * older version, and have to sign only the change. `joiners`: unsigned people who joined after the day on which the
 * signing period began; they are counted in their state as well.
 */
export const counterStates = [...rosterStates, 'open', 'pending_change', 'open_change', 'joiners'] as const
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

/** Departments as counted: their parent, and when the numbers change by time alone. */
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

/** Departments to count again. Only inserted with a change, so that signers do not wait for each other. */
export const policyRecounts = pgTable(
  'policy_recounts',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null: of every policy. */
    policyId: text('policy_id').$type<`pol_${string}`>(),
    /** Null: every department. */
    departmentId: integer('department_id'),
    /** For a recount of all departments: the last one that is already counted; null: none. */
    afterDepartmentId: integer('after_department_id'),
  },
  (table) => [index('policy_recounts_department_idx').on(table.departmentId)],
)

/** Counts of a policy at the end of a day, by department. Append-only. */
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

/** The people a reminder batch is for. */
export type ReminderBatchScope =
  | { kind: 'asked' | 'told'; policyId: `pol_${string}` }
  | {
      kind: 'urged'
      policyId: `pol_${string}`
      departmentId: number
      userids: readonly string[] | null
      /** Rows of earlier releases have none of these. */
      filter?: PeopleSelection['filter']
      except?: readonly string[]
      note?: string
      /** The batch whose unreached recipients get it again, on the same day. */
      retryOf?: string
      reach?: ReminderReach
    }
  /** Everyone whose reminder became due after `since`, the day of the previous batch, which began at `sinceAt`. */
  | { kind: 'daily'; since: string | null; sinceAt?: string | null }

/** Reminder batches and their progress: one per day, one per version, and one per reminder that a person sends. */
export const policyReminderBatches = pgTable(
  'policy_rounds',
  {
    key: text('key').primaryKey(),
    scope: jsonb('scope').$type<ReminderBatchScope>().notNull(),
    /** Calendar day of the business, by which reminders are counted. */
    day: date('day', { mode: 'string' }).notNull(),
    startedAt: instant('started_at').notNull(),
    /** The last person processed. */
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

/** One call that sends the same message to up to a thousand people. Text and recipients are fixed before it is sent. */
export const policyMailings = pgTable(
  'policy_mailings',
  {
    /** Also the card's task id, where the card can be replaced. */
    id: text('id').primaryKey(),
    batchKey: text('round_key').notNull(),
    /** Recipients who have signed all of these by the time of sending are omitted. */
    policyIds: text('policy_ids').array().notNull(),
    userids: text('userids').array().notNull(),
    card: jsonb('card').$type<MailedCard>().notNull(),
    frozenAt: instant('frozen_at'),
    sentAt: instant('sent_at'),
    /** The version or question for which one of the recipients has to act; null: none, or done. */
    about: text('about'),
    /** Replaces the card of all recipients, once, within 72 h (doc 94888). */
    responseCode: text('response_code'),
  },
  (table) => [
    index('policy_mailings_batch_idx').on(table.batchKey),
    index('policy_mailings_about_idx')
      .on(table.about)
      .where(sql`${table.about} is not null`),
  ],
)

/** People whom the last policy message did not reach. Deleted as soon as one does. */
export const policyUnreached = pgTable('policy_unreached', {
  /** In lower case. */
  userid: text('userid').primaryKey(),
  since: instant('since').notNull(),
})

/** Periods in which a person was unreached, stored when a message reached them again: a past day is read as it was. */
export const policyUnreachedHistory = pgTable(
  'policy_unreached_history',
  {
    /** In lower case. */
    userid: text('userid').notNull(),
    since: instant('since').notNull(),
    until: instant('until').notNull(),
  },
  (table) => [primaryKey({ name: 'policy_unreached_history_pkey', columns: [table.userid, table.until] })],
)
