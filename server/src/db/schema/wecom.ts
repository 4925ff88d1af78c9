import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

const secretNames = ['agent_token', 'contacts_token', 'corp_ticket', 'agent_ticket'] as const

/** Tokens and tickets, shared by the instances. */
export const wecomSecrets = pgTable('wecom_secrets', {
  name: text('name', { enum: secretNames }).primaryKey(),
  value: text('value').notNull(),
  expiresAt: instant('expires_at').notNull(),
  /** Incremented with each fetch, since WeCom may issue the same value again. */
  edition: integer('edition').notNull().default(1),
})

/** Lease of the instance that fetches a secret, by the database's clock. */
export const wecomFetches = pgTable('wecom_fetches', {
  name: text('name', { enum: secretNames }).primaryKey(),
  owner: text('owner').notNull(),
  leasedUntil: instant('leased_until').notNull(),
})

/** Temporary refusals of WeCom, so that no instance repeats a refused call. */
export const wecomRefusals = pgTable(
  'wecom_refusals',
  {
    /** `secret`: gettoken refuses the secret. `ip`: an address is not on the list. `gate`: too many calls of an API. */
    kind: text('kind', { enum: ['secret', 'ip', 'gate'] }).notNull(),
    /** Name of the token, the token and the address, or the API. */
    subject: text('subject').notNull(),
    errcode: integer('errcode').notNull(),
    /** Hash of the refused configuration: another configuration is tried at once. Empty where that does not matter. */
    configuration: text('configuration').notNull(),
    at: instant('at').notNull(),
    until: instant('until').notNull(),
  },
  (table) => [primaryKey({ name: 'wecom_refusals_pkey', columns: [table.kind, table.subject] })],
)

/** Authentic callbacks, decrypted. Answered at once, processed later. */
export const callbacks = pgTable(
  'callbacks',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    receiver: text('receiver', { enum: ['app', 'contacts'] }).notNull(),
    /** Equal for a repeated push of the same event, on any instance. */
    dedupeKey: text('dedupe_key').notNull().unique('callbacks_dedupe_key'),
    event: text('event').notNull(),
    body: text('body').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** When the announced change was read; null for events that announce none. */
    handledAt: instant('handled_at'),
  },
  (table) => [index('callbacks_received_idx').on(table.receivedAt)],
)
