import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type * as schema from './schema/index.ts'

/** The common type of both drivers. Code outside `db/` does not depend on the driver. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>
/** An open transaction. Every function that writes requires it instead of `Database`. */
export type Tx = Parameters<Parameters<Database['transaction']>[0]>[0]

export type OpenDatabase = {
  db: Database
  isEmbedded: boolean
  /** Migrates the schema; several instances may call it concurrently. */
  migrate(): Promise<void>
  /** Resolves while the database responds; used by the readiness probe. */
  ping(): Promise<void>
  close(): Promise<void>
}
