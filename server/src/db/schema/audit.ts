import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE. Written in the transaction of the action it records. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    /** A userid, a signer's pseudonym, `system:<job>`, `key:<id>` (API key) or `link:<id>` (auditor link). */
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    object: text('object').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    index('audit_entries_actor_idx').on(table.actor, table.seq),
    index('audit_entries_action_idx').on(table.action, table.seq),
    index('audit_entries_object_idx').on(table.object, table.seq),
    index('audit_entries_at_idx').on(table.at),
    // Entries about a person.
    index('audit_entries_subject_idx')
      .on(sql`lower(${table.details} ->> 'userid')`, table.seq)
      .where(sql`${table.details} ->> 'userid' is not null`),
  ],
)

/**
 * Free text of audited actions, under the salted hash in the audit row. Outside the evidence log, so that it can be erased; a
 * changed text no longer matches its hash and is not shown.
 */
export const auditTexts = pgTable(
  'audit_texts',
  {
    hash: text('hash').primaryKey(),
    salt: text('salt').notNull(),
    text: text('text').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('audit_texts_at_idx').on(table.at)],
)

/**
 * Blocks of the hash chain that releases before 0.17 kept over audit rows. Append-only. Every row's hash is kept, so that an
 * invalid row can be identified.
 */
export const auditBlocks = pgTable('audit_blocks', {
  no: integer('no').primaryKey(),
  firstSeq: bigint('first_seq', { mode: 'number' }).notNull(),
  lastSeq: bigint('last_seq', { mode: 'number' }).notNull().unique('audit_blocks_last_seq_key'),
  /** Sequences have gaps after a rollback, so each number is listed. */
  seqs: bigint('seqs', { mode: 'number' }).array().notNull(),
  rowHashes: text('row_hashes').array().notNull(),
  rowsHash: text('rows_hash').notNull(),
  prevHash: text('prev_hash').notNull(),
  hash: text('hash').notNull(),
  sealedAt: instant('sealed_at').notNull(),
})

/** Heads of that chain that were published: to the auditors' chat and to a file. Append-only. */
export const auditAnchors = pgTable('audit_anchors', {
  blockNo: integer('block_no').primaryKey(),
  hash: text('hash').notNull(),
  /** Rows up to and including this block. */
  rows: bigint('rows', { mode: 'number' }).notNull(),
  at: instant('at').notNull(),
})
