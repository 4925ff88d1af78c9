import { readFileSync } from 'node:fs'
import path from 'node:path'

type Journal = { entries: readonly { tag: string; when: number }[] }

/** SQLSTATEs: the table or the schema of the migrator does not exist yet. */
const NEVER_MIGRATED = new Set(['42P01', '3F000'])

/** Reads the date of the newest migration that a database has run. */
const SELECT_NEWEST_RUN = 'select max(created_at) as at from drizzle.__drizzle_migrations'

type Query = (statement: string) => Promise<{ rows: readonly { at: string | number | null }[] }>

/** Lists the migrations of the folder that the database has not run, oldest first. */
export async function listPendingMigrations(query: Query, folder: string): Promise<string[]> {
  const { entries } = JSON.parse(readFileSync(path.join(folder, 'meta/_journal.json'), 'utf8')) as Journal
  const newestRun = await readNewestRun(query)
  return entries.filter(({ when }) => when > newestRun).map(({ tag }) => tag)
}

async function readNewestRun(query: Query): Promise<number> {
  try {
    return Number((await query(SELECT_NEWEST_RUN)).rows[0]?.at ?? 0)
  } catch (error) {
    if (NEVER_MIGRATED.has((error as { code?: string }).code ?? '')) return 0
    throw error
  }
}

/** Another encoding stores bytes unchecked, or refuses a name when it is first written. */
export class DatabaseEncodingError extends Error {
  override readonly name = 'DatabaseEncodingError'
  constructor(encoding: string) {
    super(
      `The database in DATABASE_URL has the encoding ${encoding} and needs UTF8, for names in every script. Create another one: ` +
        "create database desk owner desk_owner encoding 'UTF8' template template0",
    )
  }
}

/** The role in `DATABASE_URL` may not change the schema. See docs/recipes/database-role.md. */
export class MigrationNotAllowedError extends Error {
  override readonly name = 'MigrationNotAllowedError'
  constructor(options: ErrorOptions) {
    super(
      'The database lacks migrations of this release, and the role in DATABASE_URL may not run them. ' +
        'Run `npm run migrate -- ROLE` as the owner of the tables first; ROLE is the role of the servers.',
      options,
    )
  }
}
