import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Results of the last self-check, one row per item. Replaced by every run. */
export const selfCheckItems = pgTable('self_check_items', {
  item: text('item').primaryKey(),
  level: text('level', { enum: ['ok', 'warn', 'bad'] }).notNull(),
  reason: text('reason').notNull(),
  facts: jsonb('facts').$type<Record<string, string>>().notNull(),
  checkedAt: instant('checked_at').notNull(),
})
