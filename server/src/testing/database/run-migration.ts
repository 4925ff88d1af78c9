import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'

const folder = new URL('../../../drizzle/', import.meta.url)

/** Applies the migration of this name to existing rows. */
export async function runMigration(db: Database, name: string): Promise<void> {
  const file = readdirSync(folder).find((candidate) => candidate.endsWith(`_${name}.sql`))
  if (file === undefined) throw new Error(`No migration is named ${name}`)
  const statements = readFileSync(new URL(file, folder), 'utf8').split('--> statement-breakpoint')
  for (const statement of statements) await db.execute(sql.raw(statement))
}
