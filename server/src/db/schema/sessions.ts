import type { Id } from '@desk/shared/kernel/ids'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** A signed-in browser. Only the token's SHA-256 is kept, so that the table opens no door. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** What its owner sees and names; opens nothing. */
    ref: text('ref').$type<Id<'session'>>().notNull(),
    userid: text('userid').notNull(),
    /** The browser of the sign-in, so that a second sign-in of the same browser ends the first. */
    browserHash: text('browser_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** Absolute end, whatever happens in between. */
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    /** When WeCom last said who this is. Dangerous acts want it fresh. */
    confirmedAt: instant('confirmed_at').notNull(),
    /** Last use of a route that asks for a role, or `confirmedAt`: those have an idle limit of their own. */
    roleUsedAt: instant('role_used_at').notNull(),
    userAgent: text('user_agent').notNull(),
    /** First three parts of IPv4, first four groups of IPv6: enough for evidence, too little for a person. */
    clientNetwork: text('client_net').notNull(),
    /** A device of another make used this session's cookie: what it called itself, and when first. */
    otherAgent: text('other_agent'),
    otherSeenAt: instant('other_seen_at'),
  },
  (table) => [
    index('sessions_userid_idx').on(table.userid),
    uniqueIndex('sessions_ref_key').on(table.ref),
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
    /** Somebody who is signed in shows that it is still him; nobody else may come in by this state. */
    expectedUserid: text('expected_userid'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [index('sign_in_states_expires_idx').on(table.expiresAt)],
)

/** The code that makes somebody ops when nobody is. One row: the last code that was printed is the only one. */
export const opsClaims = pgTable('ops_claims', {
  id: integer('id').primaryKey(),
  codeHash: text('code_hash').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  usedBy: text('used_by'),
})
