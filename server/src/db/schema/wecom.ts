import { bigint, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Tokens and tickets, shared by the instances. A row is replaced whole; the newest wins. */
export const wecomSecrets = pgTable('wecom_secrets', {
  name: text('name', { enum: ['agent_token', 'contacts_token', 'corp_ticket', 'agent_ticket'] }).primaryKey(),
  value: text('value').notNull(),
  expiresAt: instant('expires_at').notNull(),
})

/** Authentic callbacks as they came, decrypted. Answered at once, looked at later. */
export const callbacks = pgTable('callbacks', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  receiver: text('receiver', { enum: ['app', 'contacts'] }).notNull(),
  /** Same for a repeated push of the same event, on any instance. */
  dedupeKey: text('dedupe_key').notNull().unique('callbacks_dedupe_key'),
  event: text('event').notNull(),
  body: text('body').notNull(),
  receivedAt: instant('received_at').notNull(),
})
