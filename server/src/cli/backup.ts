import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { auditKeyFile } from '../adapters/audit-log-key-file.ts'
import { checkAuditKey } from './check-audit-key.ts'
import { migrationsFolder, requireEmbedded, runCommand } from './cli-support.ts'
import { readDataConfig } from '../config/env.ts'
import { backUpDataDir } from '../db/back-up-data-dir.ts'
import { listEntries, findForeignOwner } from '../db/data-dir-owner.ts'
import { listTables } from '../db/copy/list-tables.ts'
import { rowsOf } from '../db/rows-of.ts'
import { openEmbedded } from '../db/open-embedded.ts'

const USAGE = `Usage: DATA_DIR=… npm run backup -- FOLDER
Copies the embedded database of DATA_DIR into the new folder FOLDER, also while the server runs, and opens the copy.
The key of the evidence log is not copied: whoever has both could write another log. The command says where the key is.`

class BackupRefusedError extends Error {}

/** The working directory, reachable even if the process may not enter the folders above it. */
const HERE = '/proc/self/cwd'

async function backUp(target: string): Promise<number> {
  const { DATABASE_URL, DATA_DIR } = readDataConfig(process.env)
  if (DATABASE_URL !== undefined)
    throw new BackupRefusedError('The database is a PostgreSQL server: back it up with pg_dump or base backups.')
  requireEmbedded(DATA_DIR)
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new BackupRefusedError(`${target} is not empty. Choose a new folder.`)
  const owner = findForeignOwner(DATA_DIR)
  mkdirSync(path.dirname(target), { recursive: true })
  if (!existsSync(target)) mkdirSync(target, { mode: 0o700 })
  if (owner) return backUpAs(owner, path.resolve(DATA_DIR), target)
  try {
    const stoppedMs = await backUpDataDir(DATA_DIR, target)
    if (stoppedMs !== null) console.log(`The server was stopped for ${(stoppedMs / 1000).toFixed(1)} s.`)
    const { rows, key } = await readCopy(target, auditKeyFile(process.env['AUDIT_KEY_FILE'], DATA_DIR))
    console.log(`${target} opens: ${String(rows)} rows. Store it on another disk.`)
    if (key?.continuesLog)
      console.log(
        `The key is not in the copy: ${key.sentence}. Keep another copy of it in your vault, apart from backups, and test it: npm run audit -- check-key FILE.`,
      )
    else if (key) console.error(`WARNING: a restore of this copy begins another evidence log: ${key.sentence}.`)
    return 0
  } catch (error) {
    // The folder itself may be in a place where only root can remove it.
    for (const file of listEntries(target)) rmSync(file, { recursive: true, force: true })
    throw error
  }
}

/**
 * Runs the backup again as the owner of the data folder, after root started it. Root has created `target`, possibly
 * where that owner may not create a folder.
 */
function backUpAs({ uid, gid }: { uid: number; gid: number }, dataDir: string, target: string): number {
  chownSync(target, uid, gid)
  const [program = ''] = process.argv.slice(1)
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, HERE], {
    uid,
    gid,
    cwd: target,
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: dataDir, AUDIT_KEY_FILE: auditKeyFile(process.env['AUDIT_KEY_FILE'], dataDir) },
  })
  process.stdout.write(stdout.replaceAll(HERE, target))
  process.stderr.write(stderr.replaceAll(HERE, target))
  return status ?? 2
}

/** Opens the copy, since only a copy that opens can be restored; counts its rows, and compares its log with the key. */
async function readCopy(target: string, keyFile: string) {
  const { db, close } = await openEmbedded(migrationsFolder, path.join(target, 'pglite'))
  let rows = 0
  const tables = await listTables(db)
  for (const { name } of tables) {
    const [counted] = await rowsOf<{ n: number }>(db, sql.raw(`select count(*)::int as n from "${name}"`))
    rows += counted?.n ?? 0
  }
  // A copy made before an upgrade may have no log yet.
  const key = tables.some(({ name }) => name === 'audit_logs') ? await checkAuditKey(db, keyFile) : null
  await close()
  return { rows, key }
}

await runCommand({ usage: USAGE, arguments: [/./], run: (target = '') => backUp(path.resolve(target)) })
