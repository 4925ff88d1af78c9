import { readFileSync } from 'node:fs'
import pg from 'pg'
import { startPostgres } from '../lib/postgres.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'

const run = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** A PostgreSQL with the roles of docs/recipes/database-role.md, set up by what stands there. */
export async function startDatabase() {
  const postgres = await startPostgres({ durable: true })
  const recipe = readFileSync(pathInRepository('docs/recipes/database-role.md'), 'utf8')
  const [once = '', afterMigrating = '', forAuditor = ''] = [...recipe.matchAll(/```sql\n([^`]*)```/g)].map(
    ([, sql = '']) => sql,
  )
  for (const statement of once.split(';').filter((text) => text.trim() !== '')) await run(postgres.url, statement)
  const as = (role: string) => {
    const url = new URL(postgres.url)
    url.username = role
    url.pathname = '/desk'
    return url.href
  }
  return {
    ownerUrl: as('desk_owner'),
    appUrl: as('desk_app'),
    auditorUrl: as('desk_auditor'),
    grant: () => run(as('desk_owner'), afterMigrating),
    admitAuditor: () => run(as('postgres'), forAuditor),
    /** As nobody but the owner of the tables could. */
    tamper: () =>
      run(
        as('desk_owner'),
        `alter table audit_entries disable trigger user; update audit_entries set actor = 'x' where seq = (select min(seq) from audit_entries)`,
      ),
    stop: () => postgres.stop(),
  }
}
