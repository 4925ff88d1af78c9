import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyTable, normalizeSession } from '@desk/server/db/copy/copy-table'
import { listTables } from '@desk/server/db/copy/list-tables'
import { openServer } from '@desk/server/db/open-server'
import { pathInRepository } from './repository-paths.ts'

const DEBIAN = '/usr/lib/postgresql'

/** Returns the folder of a `pg_dump` that is not older than the server, as it requires. */
function findPgDump(serverMajor: number): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : []
  const suitable = versions.filter((version) => version >= serverMajor).sort((a, b) => a - b)
  const folder = suitable
    .map((version) => join(DEBIAN, String(version), 'bin'))
    .find((bin) => existsSync(join(bin, 'pg_dump')))
  return folder ?? null
}

/** Dumps a running PostgreSQL: with `pg_dump` if it is installed, else by copying all tables in one snapshot. */
export async function dumpDatabase(
  url: string,
  into: string,
): Promise<{ how: 'pg_dump' | 'snapshot'; restore(): Promise<void> }> {
  const migrations = pathInRepository('server/drizzle')
  const from = openServer(url, migrations, () => {})
  const version = (await from.db.execute('show server_version_num')) as unknown as {
    rows: { server_version_num: string }[]
  }
  const bin = findPgDump(Math.floor(Number(version.rows[0]?.server_version_num) / 10_000))
  if (bin !== null) {
    await from.close()
    const folder = mkdtempSync(join(tmpdir(), 'desk-dump-'))
    const file = join(folder, 'desk.dump')
    execFileSync(join(bin, 'pg_dump'), ['--format=custom', `--file=${file}`, url])
    return {
      how: 'pg_dump',
      async restore() {
        execFileSync(join(bin, 'pg_restore'), ['--no-owner', `--dbname=${into}`, file])
        rmSync(folder, { recursive: true })
      },
    }
  }
  const to = openServer(into, migrations, () => {})
  await to.migrate()
  const tables = await listTables(from.db)
  await from.db.transaction(
    async (snapshot) => {
      await normalizeSession(snapshot)
      await to.db.transaction(async (copy) => {
        await normalizeSession(copy)
        for (const table of tables) await copyTable(snapshot, copy, table)
      })
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
  await from.close()
  await to.close()
  return { how: 'snapshot', restore: async () => {} }
}
