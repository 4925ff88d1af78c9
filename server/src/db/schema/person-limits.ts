import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** How often a person used a limited action, in the window that ends at `expire`. Rows are deleted an hour later. */
export const personLimitCounts = pgTable('person_limits', {
  /** `limit:userid`, the latter in lower case. */
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expire: instant('expire'),
})
