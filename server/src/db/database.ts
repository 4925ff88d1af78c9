import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type * as schema from './schema/index.ts'

/** The common type of both drivers. Code outside `db/` does not depend on the driver. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>
/** An open transaction. Every function that writes requires it instead of `Database`. */
export type Tx = Parameters<Parameters<Database['transaction']>[0]>[0]

export type OpenDatabase = {
  db: Database
  isEmbedded: boolean
  /** Runs the migrations that were not run yet and returns their names; several instances may call it concurrently. */
  migrate(): Promise<readonly string[]>
  /** Resolves while the database responds; used by the readiness probe. */
  ping(): Promise<void>
  close(): Promise<void>
}
