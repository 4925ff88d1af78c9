import { readFileSync } from 'node:fs'
import pg from 'pg'
import { startPostgres } from '../lib/postgres.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'

const run = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Starts PostgreSQL with the roles of docs/recipes/database-role.md, created by the statements there. */
export async function startDatabase() {
  const postgres = await startPostgres({ durable: true })
  const recipe = readFileSync(pathInRepository('docs/recipes/database-role.md'), 'utf8')
  const [setUpSql = '', auditorSql = ''] = [...recipe.matchAll(/```sql\n([^`]*)```/g)].map(([, sql = '']) => sql)
  for (const statement of setUpSql.split(';').filter((text) => text.trim() !== '')) await run(postgres.url, statement)
  const urlOf = (role: string) => {
    const url = new URL(postgres.url)
    url.username = role
    url.pathname = '/desk'
    return url.href
  }
  return {
    ownerUrl: urlOf('desk_owner'),
    appUrl: urlOf('desk_app'),
    auditorUrl: urlOf('desk_auditor'),
    grantAuditor: () => run(urlOf('postgres'), auditorSql),
    /** Changes an audit entry as the owner of the tables, the only role that can do so. */
    tamper: () =>
      run(
        urlOf('desk_owner'),
        `alter table audit_entries disable trigger user; update audit_entries set actor = 'x' where seq = (select min(seq) from audit_entries)`,
      ),
    stop: () => postgres.stop(),
  }
}
