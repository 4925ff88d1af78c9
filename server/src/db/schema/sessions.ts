import { sql } from 'drizzle-orm'
import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** A signed-in browser. Only the token's SHA-256 is kept, so that the table opens no door. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    userid: text('userid').notNull(),
    /** The browser of the sign-in, so that a second sign-in of the same browser ends the first. */
    browserHash: text('browser_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** Absolute end, whatever happens in between. */
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    userAgent: text('user_agent').notNull(),
    /** First three parts of IPv4, first four groups of IPv6: enough for evidence, too little for a person. */
    clientNet: text('client_net').notNull(),
  },
  (table) => [
    index('sessions_userid_idx').on(table.userid),
    index('sessions_browser_idx')
      .on(table.browserHash)
      .where(sql`${table.endedAt} is null`),
  ],
)

/** An OAuth round trip under way. One use, bound to the browser that began it. */
export const signInStates = pgTable(
  'sign_in_states',
  {
    stateHash: text('state_hash').primaryKey(),
    browserHash: text('browser_hash').notNull(),
    returnTo: text('return_to').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [index('sign_in_states_expires_idx').on(table.expiresAt)],
)
