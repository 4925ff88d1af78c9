import { Pool } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../testing/database/test-database.ts'
import { preparedStatementClient, statementNames } from './prepared-statement-client.ts'

const repeat = (count: number, act: () => unknown) => Array.from({ length: count }, act)

describe('statementNames', () => {
  test('a statement gets a name on its fifth use, and keeps it', () => {
    const nameOf = statementNames()
    expect(repeat(6, () => nameOf('select $1'))).toEqual([undefined, undefined, undefined, undefined, 's0', 's0'])
    expect(repeat(5, () => nameOf('select $2')).at(-1)).toBe('s1')
    expect(nameOf('select $1')).toBe('s0')
  })

  test('at most 400 statements get a name', () => {
    const nameOf = statementNames()
    for (let n = 0; n < 500; n += 1) repeat(5, () => nameOf(`select ${String(n)}`))
    expect(nameOf('select 399')).toBe('s399')
    expect(nameOf('select 400')).toBeUndefined()
  })

  test('the counts start again after 4,000 different texts', () => {
    const nameOf = statementNames()
    repeat(4, () => nameOf('select $1'))
    for (let n = 0; n < 4_000; n += 1) nameOf(`select ${String(n)}`)
    expect(nameOf('select $1')).toBeUndefined()
  })
})

describe.skipIf(testDatabase.isEmbedded)('connections with prepared statements', () => {
  const pool = new Pool({
    connectionString: process.env['TEST_DATABASE_URL'],
    max: 1,
    Client: preparedStatementClient(),
  })
  afterAll(() => pool.end())
  const query = (text: string, values: unknown[] = []) => pool.query<Record<string, unknown>>({ text }, values)
  const listPrepared = async () => (await query('select name, statement from pg_prepared_statements')).rows

  test('a connection prepares a statement on its fifth use, and never one without parameters', async () => {
    for (let n = 0; n < 4; n += 1) await query('select $1::int as n', [n])
    expect(await listPrepared()).toEqual([])
    expect((await query('select $1::int as n', [4])).rows).toEqual([{ n: 4 }])
    expect((await query('select $1::int as n', [5])).rows).toEqual([{ n: 5 }])
    expect(await listPrepared()).toEqual([{ name: 's0', statement: 'select $1::int as n' }])
  })

  test('a connection continues after a statement that fails', async () => {
    const fail = () => query('select 1 / $1::int as n', [0]).catch((error: unknown) => (error as { code: string }).code)
    for (let use = 0; use < 7; use += 1) expect(await fail()).toBe('22012')
    expect((await query('select 1 / $1::int as n', [1])).rows).toEqual([{ n: 1 }])
  })

  test('a connection continues when a column is added to a table of a prepared statement', async () => {
    await query('create temporary table grows (id int)')
    for (let id = 0; id < 7; id += 1) await query('insert into grows (id) values ($1) returning id', [id])
    await query('alter table grows add column note text')
    expect((await query('insert into grows (id) values ($1) returning id', [7])).rows).toEqual([{ id: 7 }])
  })
})
