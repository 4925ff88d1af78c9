import { bigint, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Proof that data went when its time was over: one row per class and run. Append-only. */
export const purgeRuns = pgTable('purge_runs', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: instant('at').notNull(),
  retentionClass: text('retention_class').notNull(),
  /** What was older is gone. */
  cutOff: instant('cut_off').notNull(),
  rowsRemoved: integer('rows_removed').notNull(),
})
