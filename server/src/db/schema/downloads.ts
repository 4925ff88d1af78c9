import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** One-time downloads without a session: WeCom opens downloads in a browser without this app's cookies. */
export const downloadLinks = pgTable(
  'download_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** The person it was created for; the file contains only what they may see. */
    userid: text('userid').notNull(),
    what: text('what').notNull(),
    query: jsonb('query').$type<Record<string, string>>().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [index('download_links_userid_idx').on(sql`lower(${table.userid})`)],
)
