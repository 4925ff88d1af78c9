import type { SQL } from 'drizzle-orm'
import type { Database } from './database.ts'

/** Runs a statement written as SQL and returns its rows. The caller states their type: the drivers know none. */
export async function rowsOf<Row>(db: Pick<Database, 'execute'>, statement: SQL): Promise<Row[]> {
  return ((await db.execute(statement)) as unknown as { rows: Row[] }).rows
}
