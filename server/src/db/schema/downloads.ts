import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** A file that may be fetched once, without a session: WeCom hands downloads to a browser that has no cookies of ours. */
export const downloadLinks = pgTable(
  'download_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** For whom it is made; what he may not see when it is fetched is not in it. */
    userid: text('userid').notNull(),
    what: text('what').notNull(),
    query: jsonb('query').$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [index('download_links_userid_idx').on(sql`lower(${table.userid})`)],
)
