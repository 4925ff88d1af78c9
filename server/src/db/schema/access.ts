import type { Id, DelegationId } from '@desk/shared/kernel/ids'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex, date } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import type { RequestType } from '@desk/shared/requests/types/index'

/** Signed-in browsers. Only the token's SHA-256 is stored, so that the table grants no access. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** The id that its owner sees; grants no access. */
    ref: text('ref').$type<Id<'session'>>().notNull(),
    userid: text('userid').notNull(),
    /** The browser of the sign-in, so that a second sign-in of the same browser ends the first. */
    browserHash: text('browser_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** Absolute end of the session. */
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    /** Last authentication by WeCom. Sensitive actions require a recent one. */
    confirmedAt: instant('confirmed_at').notNull(),
    /** Last use of a route that requires a role, or `confirmedAt`: such routes have a separate idle limit. */
    roleUsedAt: instant('role_used_at').notNull(),
    userAgent: text('user_agent').notNull(),
    /** First three parts of IPv4, first four groups of IPv6: enough for evidence, too little to identify a person. */
    clientNetwork: text('client_net').notNull(),
    /** User-Agent of another kind of device that used this session's cookie, and when it first did. */
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

/** OAuth sign-ins in progress. One use, bound to the browser that began it. */
export const signInStates = pgTable(
  'sign_in_states',
  {
    stateHash: text('state_hash').primaryKey(),
    browserHash: text('browser_hash').notNull(),
    /** Unused, like the next column. Both exist only for statements of 0.10, which name them during an upgrade. */
    returnTo: text('return_to').notNull(),
    expectedUserid: text('expected_userid'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [index('sign_in_states_expires_idx').on(table.expiresAt)],
)

/** The code that makes a member the ops lead while there is none. One row: only the last printed code is valid. */
export const opsClaims = pgTable('ops_claims', {
  id: integer('id').primaryKey(),
  codeHash: text('code_hash').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  usedBy: text('used_by'),
})

/** Keys of the company's backend. Only the SHA-256 is stored: a lost key is replaced by a new one. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    keyHash: text('key_hash').notNull().unique('api_keys_hash_key'),
    /** The first characters, so that people can distinguish keys. */
    prefix: text('prefix').notNull(),
    scopes: text('scopes').array().notNull(),
    /** Addresses and ranges from which the key works; empty: from everywhere. */
    addresses: text('addresses').array().notNull().default([]),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** Updated at most once a minute. */
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
  },
  (table) => [index('api_keys_created_idx').on(table.createdAt, table.id)],
)

/** Delegations: an absent approver and the person who decides for them, from one day to another. */
export const delegations = pgTable(
  'delegations',
  {
    id: text('id').$type<DelegationId>().primaryKey(),
    principal: text('principal').notNull(),
    delegate: text('delegate').notNull(),
    /** Null: every request type. */
    kinds: text('kinds').array().$type<RequestType[]>(),
    startsOn: date('starts_on', { mode: 'string' }).notNull(),
    endsOn: date('ends_on', { mode: 'string' }).notNull(),
    note: text('note').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
  },
  (table) => [
    index('delegations_principal_idx').on(sql`lower(${table.principal})`, table.endsOn),
    index('delegations_delegate_idx').on(sql`lower(${table.delegate})`, table.endsOn),
  ],
)
