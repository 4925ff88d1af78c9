import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { MIGRATION_LOCK } from './open-postgres.ts'

/**
 * Evidence: the role of the servers may add rows and change none. Triggers refuse changes too, but the owner can remove
 * them.
 */
export const APPEND_ONLY_TABLES = [
  'audit_entries',
  'audit_blocks',
  'audit_anchors',
  'audit_logs',
  'audit_log_batches',
  'audit_log_tiles',
  'audit_checkpoints',
  'audit_log_anchors',
  'audit_timestamps',
  'request_events',
  'purge_runs',
  'closing_events',
  'policy_clauses',
  'policy_signatures',
  'policy_snapshots',
  'incident_events',
  'confirmations',
  'custody_attestations',
  'policy_rosters',
]

/**
 * Gives the role of the servers what it needs and takes from it what it may not do. Called by the owner of the tables after
 * each migration, since new tables belong to the owner alone. See docs/recipes/database-role.md.
 */
export async function grantServerRole(db: Database, role: string): Promise<void> {
  const name = sql.identifier(role)
  const evidence = sql.join(
    APPEND_ONLY_TABLES.map((table) => sql.identifier(table)),
    sql`, `,
  )
  await db.transaction(async (tx) => {
    // Two calls at once would change the same rows of the catalogue.
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
    await tx.execute(sql`revoke create on schema public from public`)
    await tx.execute(sql`revoke all on all tables in schema public from ${name}`)
    await tx.execute(sql`grant usage on schema public to ${name}`)
    await tx.execute(sql`grant select, insert, update, delete on all tables in schema public to ${name}`)
    await tx.execute(sql`grant usage on all sequences in schema public to ${name}`)
    await tx.execute(sql`revoke update, delete, truncate on ${evidence} from ${name}`)
    await tx.execute(sql`revoke update, truncate on policy_files from ${name}`)
    await tx.execute(sql`grant usage on schema drizzle to ${name}`)
    await tx.execute(sql`grant select on all tables in schema drizzle to ${name}`)
  })
}
