import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

const secretNames = ['agent_token', 'contacts_token', 'corp_ticket', 'agent_ticket'] as const

/** Tokens and tickets, shared by the instances. */
export const wecomSecrets = pgTable('wecom_secrets', {
  name: text('name', { enum: secretNames }).primaryKey(),
  value: text('value').notNull(),
  expiresAt: instant('expires_at').notNull(),
  /** Counts the fetches: WeCom may hand out the same value again, and that is a fresh one all the same. */
  edition: integer('edition').notNull().default(1),
})

/** Who is fetching a secret now, on the database's clock: of all callers in all instances, one. */
export const wecomFetches = pgTable('wecom_fetches', {
  name: text('name', { enum: secretNames }).primaryKey(),
  owner: text('owner').notNull(),
  leasedUntil: instant('leased_until').notNull(),
})

/** What WeCom refuses for a while, so that no instance asks in vain. */
export const wecomRefusals = pgTable(
  'wecom_refusals',
  {
    /** `secret`: gettoken knows the secret no more. `ip`: an address is not on the list. `gate`: too many calls of an API. */
    kind: text('kind', { enum: ['secret', 'ip', 'gate'] }).notNull(),
    /** Name of the token, the token and the address, or the API. */
    subject: text('subject').notNull(),
    errcode: integer('errcode').notNull(),
    /** Hash of the refused configuration: another one may try at once. Empty where that does not matter. */
    configuration: text('configuration').notNull(),
    at: instant('at').notNull(),
    until: instant('until').notNull(),
  },
  (table) => [primaryKey({ name: 'wecom_refusals_pkey', columns: [table.kind, table.subject] })],
)

/** Authentic callbacks as they came, decrypted. Answered at once, looked at later. */
export const callbacks = pgTable(
  'callbacks',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    receiver: text('receiver', { enum: ['app', 'contacts'] }).notNull(),
    /** Same for a repeated push of the same event, on any instance. */
    dedupeKey: text('dedupe_key').notNull().unique('callbacks_dedupe_key'),
    event: text('event').notNull(),
    body: text('body').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** When what it announced was read anew; null for events that announce nothing to read. */
    handledAt: instant('handled_at'),
  },
  (table) => [index('callbacks_received_idx').on(table.receivedAt)],
)
