import { migrationsFolder, requireEmbedded, silentLog, runCommand } from './cli-support.ts'
import { readDataConfig } from '../config/env.ts'
import { dropPrivilegesToOwner } from '../db/data-dir-owner.ts'
import { grantServerRole } from '../db/grant-server-role.ts'
import { openDatabase } from '../db/open-database.ts'

const USAGE = `Usage: npm run migrate [-- ROLE]
Runs the migrations of this release that the database has not run: as the owner of the tables, before the servers start.
ROLE is the role in the DATABASE_URL of the servers; it gets the rights that they need.`

async function migrateDatabase(role?: string): Promise<number> {
  const { DATABASE_URL, DATA_DIR } = readDataConfig(process.env)
  // With neither variable set, a new database would be created in the default folder, where nobody looks for it.
  if (DATABASE_URL === undefined && process.env['DATA_DIR'] === undefined) requireEmbedded(DATA_DIR)
  dropPrivilegesToOwner(DATA_DIR)
  const database = await openDatabase({ url: DATABASE_URL, dataDir: DATA_DIR, migrationsFolder, log: silentLog })
  try {
    for (const name of await database.migrate()) console.log(`migrated ${name}`)
    if (role !== undefined) await grantServerRole(database.db, role)
  } finally {
    await database.close()
  }
  console.log(
    role === undefined ? 'The database is up to date.' : `The database is up to date; ${role} has its rights.`,
  )
  return 0
}

await runCommand({ usage: USAGE, arguments: [/^\w*$/], run: (role) => migrateDatabase(role) })
