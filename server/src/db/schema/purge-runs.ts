import { bigint, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Record of purges: one row per class and run. Append-only. */
export const purgeRuns = pgTable('purge_runs', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: instant('at').notNull(),
  retentionClass: text('retention_class').notNull(),
  /** Older data was deleted. */
  cutOff: instant('cut_off').notNull(),
  rowsRemoved: integer('rows_removed').notNull(),
})
