import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type * as schema from './schema/index.ts'

/** The common face of both drivers. Code outside `db/` never learns which one it holds. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>
/** Proof that a transaction is open. Every function that writes asks for this, not for `Database`. */
export type Tx = Parameters<Parameters<Database['transaction']>[0]>[0]

export type OpenDatabase = {
  db: Database
  isEmbedded: boolean
  /** Brings the schema up to date; several instances may call it at once. */
  migrate(): Promise<void>
  /** Resolves while the database answers; used by the readiness probe. */
  ping(): Promise<void>
  close(): Promise<void>
}
