import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyTable, normalizeSession } from '@desk/server/db/copy/copy-table'
import { listTables } from '@desk/server/db/copy/list-tables'
import { openPostgres } from '@desk/server/db/open-postgres'
import { pathInRepository } from './repository-paths.ts'

const DEBIAN = '/usr/lib/postgresql'

/** Returns the folder of the oldest installed `pg_dump` that can read the server: it must not be older than the server. */
function findPgDump(serverMajor: number): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : []
  const suitable = versions.filter((version) => version >= serverMajor).sort((a, b) => a - b)
  const folder = suitable
    .map((version) => join(DEBIAN, String(version), 'bin'))
    .find((bin) => existsSync(join(bin, 'pg_dump')))
  return folder ?? null
}

async function findPgDumpFor(db: { execute(query: string): unknown }): Promise<string | null> {
  const { rows } = (await db.execute('show server_version_num')) as { rows: { server_version_num: string }[] }
  return findPgDump(Math.floor(Number(rows[0]?.server_version_num) / 10_000))
}

/** Returns the rows of a database as lines that begin with the table: by `pg_dump` if it is installed, else by reading them. */
export async function dumpText(url: string): Promise<{ how: 'pg_dump' | 'rows'; lines: string[] }> {
  const { db, close } = openPostgres(url, pathInRepository('server/drizzle'), () => {})
  try {
    const bin = await findPgDumpFor(db)
    const args = ['--data-only', '--inserts', url]
    const dump = bin && execFileSync(join(bin, 'pg_dump'), args, { encoding: 'utf8', maxBuffer: 1024 ** 3 })
    if (dump)
      return {
        how: 'pg_dump',
        lines: dump.split('\n').map((line) => line.replace(/^INSERT INTO public\.(\w+) /, '$1 ')),
      }
    const lines: string[] = []
    for (const { name } of await listTables(db)) {
      const { rows } = (await db.execute(`select to_jsonb(r)::text as line from "${name}" as r`)) as unknown as {
        rows: { line: string }[]
      }
      lines.push(...rows.map(({ line }) => `${name} ${line}`))
    }
    return { how: 'rows', lines }
  } finally {
    await close()
  }
}

/** Dumps a running PostgreSQL: with `pg_dump` if it is installed, else by copying all tables in one snapshot. */
export async function dumpDatabase(
  url: string,
  into: string,
): Promise<{ how: 'pg_dump' | 'snapshot'; restore(): Promise<void> }> {
  const migrations = pathInRepository('server/drizzle')
  const from = openPostgres(url, migrations, () => {})
  const bin = await findPgDumpFor(from.db)
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
  const to = openPostgres(into, migrations, () => {})
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
