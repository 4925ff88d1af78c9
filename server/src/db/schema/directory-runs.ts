import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Full syncs of the directory. An unfinished one is continued at its next department by the instance that gets its
 * lease; at most one is unfinished.
 */
export const directoryRuns = pgTable(
  'directory_runs',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Abandoned: too old to continue, or its result was rejected as implausible. */
    abandonedAt: instant('abandoned_at'),
    /** In reading order; the first `position` of them are done. */
    departmentIds: integer('department_ids').array().notNull(),
    position: integer('position').notNull(),
    members: integer('members').notNull(),
    calls: integer('calls').notNull(),
    /** How often a process claimed the run; above 1 after a crash or a failed call. */
    claims: integer('claims').notNull(),
    lastError: text('last_error'),
    leaseOwner: text('lease_owner'),
    leasedUntil: instant('leased_until'),
  },
  (table) => [
    uniqueIndex('directory_runs_open_key')
      .on(sql`(true)`)
      .where(sql`${table.finishedAt} is null and ${table.abandonedAt} is null`),
    index('directory_runs_finished_idx').on(table.finishedAt),
  ],
)

export const directoryChangeKinds = [
  'joined',
  'left',
  'renamed',
  'moved',
  'leader',
  'status',
  'position',
  'department_added',
  'department_renamed',
  'department_moved',
  'department_removed',
] as const

/** Changes of the directory: who or what changed and how, never a name. */
export const directoryChanges = pgTable(
  'directory_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    /** `run:12`, `callback:345`, or `sign_in`. */
    source: text('source').notNull(),
    kind: text('kind', { enum: directoryChangeKinds }).notNull(),
    userid: text('userid'),
    departmentId: integer('department_id'),
    /** Department ids or status before and after; empty for names. */
    details: jsonb('details').$type<{ from?: readonly number[]; to?: readonly number[] }>().notNull(),
  },
  (table) => [
    index('directory_changes_at_idx').on(table.at),
    index('directory_changes_userid_idx').on(sql`lower(${table.userid})`, table.at),
  ],
)
