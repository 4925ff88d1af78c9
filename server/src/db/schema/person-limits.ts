import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** How often a person did what is limited, in the window that ends at `expire`. Rows are removed an hour after it. */
export const personLimitCounts = pgTable('person_limits', {
  /** `limit:userid`, the latter in lower case. */
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expire: instant('expire'),
})
