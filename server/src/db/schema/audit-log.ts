import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/**
 * Merkle logs of the audit, one after another; the newest is written. Another one begins only when the database was
 * restored from before the last checkpoint, or its name or key changed. Append-only, like all tables of this file.
 */
export const auditLogs = pgTable('audit_logs', {
  no: integer('no').primaryKey(),
  origin: text('origin').notNull().unique('audit_logs_origin_key'),
  vkey: text('vkey').notNull(),
  /** Entries up to this number have the hash of the earlier chain in their leaf. */
  chainSeq: bigint('chain_seq', { mode: 'number' }).notNull(),
  at: instant('at').notNull(),
})

/** Leaves in the order of the log, as they were appended together. */
export const auditLogBatches = pgTable(
  'audit_log_batches',
  {
    log: integer('log').notNull(),
    firstIndex: bigint('first_index', { mode: 'number' }).notNull(),
    /** Number of leaves. */
    size: integer('size').notNull(),
    firstSeq: bigint('first_seq', { mode: 'number' }).notNull(),
    lastSeq: bigint('last_seq', { mode: 'number' }).notNull(),
    /** Numbers of the audit entries: they have gaps after a rollback. */
    seqs: bigint('seqs', { mode: 'number' }).array().notNull(),
    /** Leaf hashes, 32 bytes each. */
    hashes: bytes('hashes').notNull(),
    /** The leaves' exact bytes, one leaf per line, compressed by gzip. */
    leaves: bytes('leaves').notNull(),
  },
  (table) => [
    primaryKey({ name: 'audit_log_batches_pkey', columns: [table.log, table.firstIndex] }),
    index('audit_log_batches_seq_idx').on(table.log, table.lastSeq),
  ],
)

/** Complete tiles of 256 hashes (C2SP tlog-tiles). */
export const auditLogTiles = pgTable(
  'audit_log_tiles',
  {
    log: integer('log').notNull(),
    level: integer('level').notNull(),
    index: bigint('index', { mode: 'number' }).notNull(),
    hashes: bytes('hashes').notNull(),
    /** The hash over them: an entry of the level above. */
    root: bytes('root').notNull(),
  },
  (table) => [primaryKey({ name: 'audit_log_tiles_pkey', columns: [table.log, table.level, table.index] })],
)

/** Signed checkpoints (C2SP tlog-checkpoint). */
export const auditCheckpoints = pgTable(
  'audit_checkpoints',
  {
    log: integer('log').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    note: text('note').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ name: 'audit_checkpoints_pkey', columns: [table.log, table.size] })],
)

/** Checkpoints that were sent to the auditors, one a day. */
export const auditLogAnchors = pgTable(
  'audit_log_anchors',
  {
    log: integer('log').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ name: 'audit_log_anchors_pkey', columns: [table.log, table.size] })],
)

/** Time stamps of anchors by another party (RFC 3161). */
export const auditTimestamps = pgTable(
  'audit_timestamps',
  {
    log: integer('log').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    /** The token as the authority sent it, DER. */
    token: bytes('token').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ name: 'audit_timestamps_pkey', columns: [table.log, table.size] })],
)

/** Everyone whom a policy version bound on a day, by pseudonym. The log contains the root of the lines. */
export const policyRosters = pgTable(
  'policy_rosters',
  {
    id: text('id').primaryKey(),
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    versionId: text('version_id').notNull().$type<`pov_${string}`>(),
    day: date('day', { mode: 'string' }).notNull(),
    why: text('why', { enum: ['published', 'due', 'month', 'export'] }).notNull(),
    /** RFC 6962 root of the lines, base64. */
    root: text('root').notNull(),
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
    /** Canonical JSON, one line per person, compressed by gzip. */
    lines: bytes('lines').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('policy_rosters_day_idx').on(table.policyId, table.day)],
)
