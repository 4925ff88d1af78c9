import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { type Kit, test } from '../testing/kit.ts'
import { APPEND_ONLY_TABLES } from './grant-server-role.ts'
import { rowsOf } from './rows-of.ts'

/** Returns a statement that inserts a row of minimal values, without checks of foreign keys. */
const insertInto = (table: string) => `do $$ declare
  names text;
  minimal_values text;
begin
  set local session_replication_role = replica;
  select string_agg(quote_ident(column_name), ', '), string_agg(case data_type
      when 'timestamp with time zone' then 'now()' when 'date' then 'now()' when 'boolean' then 'false'
      when 'integer' then '1' when 'bigint' then '1' when 'smallint' then '1' when 'bytea' then quote_literal('')
      when 'jsonb' then quote_literal('{}') when 'ARRAY' then quote_literal('{}') else quote_literal('x') end, ', ')
    into names, minimal_values from information_schema.columns
    where table_schema = 'public' and table_name = '${table}'
      and is_nullable = 'NO' and column_default is null and is_identity = 'NO' and is_generated = 'NEVER';
  execute format('insert into %I (%s) values (%s)', '${table}', names, minimal_values);
end $$`

const run = ({ deps: { db } }: Kit, statement: string) => db.execute(sql.raw(statement))

describe('append-only tables', () => {
  test.for(APPEND_ONLY_TABLES)('%s refuses changes, deletion and truncation of its rows', async (table, { kit }) => {
    await run(kit, insertInto(table))
    const [{ column } = { column: '' }] = await rowsOf<{ column: string }>(
      kit.deps.db,
      sql`select column_name as column from information_schema.columns where table_name = ${table}
        and is_identity = 'NO' and is_generated = 'NEVER' limit 1`,
    )
    for (const statement of [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ])
      await expect(run(kit, statement), statement).rejects.toMatchObject({ cause: { code: '42501' } })
    expect(await rowsOf(kit.deps.db, sql`select from ${sql.identifier(table)}`)).toHaveLength(1)
  })

  test('APPEND_ONLY_TABLES names every table whose trigger refuses changes, except policy_files', async ({ kit }) => {
    const rows = await rowsOf<{ name: string }>(
      kit.deps.db,
      sql`select distinct relname as name from pg_trigger join pg_class on pg_class.oid = tgrelid
        join pg_proc on pg_proc.oid = tgfoid where proname = 'refuse_change' and relname <> 'policy_files'`,
    )
    expect(rows.map(({ name }) => name).sort()).toEqual([...APPEND_ONLY_TABLES].sort())
  })
})
