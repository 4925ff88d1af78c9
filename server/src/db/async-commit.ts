import { sql } from 'drizzle-orm'

/**
 * SQL condition that is always true and makes the transaction commit asynchronously, before it is on disk. For data
 * that may be lost in a crash of the database, as long as nothing durable depends on it: a later durable commit also
 * writes this one to disk.
 */
export const asyncCommit = sql`(select set_config('synchronous_commit', 'off', true)) is not null`
