import { sql } from 'drizzle-orm'

/**
 * A condition that is always true: the transaction is committed before it is on the disk. For what may be lost when the
 * database crashes, as long as nothing durable was built on it: whatever is committed durably later brings this to the disk
 * before it.
 */
export const asyncCommit = sql`(select set_config('synchronous_commit', 'off', true)) is not null`
