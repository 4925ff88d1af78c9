import { bigint, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE. Written in the transaction of what it tells. */
export const auditEntries = pgTable('audit_entries', {
  seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: instant('at').notNull(),
  /** A userid, or `system:<job>`. */
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  object: text('object').notNull(),
  details: jsonb('details').$type<Record<string, unknown>>().notNull(),
})
