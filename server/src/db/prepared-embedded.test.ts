import { afterAll, describe, expect, test } from 'vitest'
import { PreparedPGlite } from './prepared-embedded.ts'

const client = new PreparedPGlite()
afterAll(() => client.close())

const ask = async (text: string, values: unknown[] = []) =>
  (await client.query<Record<string, unknown>>(text, values)).rows
const listPrepared = async () => (await client.query('select statement from pg_prepared_statements')).rows
const codeOf = (error: unknown) => (error as { code: string }).code

describe('the embedded database', () => {
  test('the embedded database prepares a statement on its fifth use, with the same results', async () => {
    const text = 'select $1::int as n, $2::text[] as list, $3::jsonb as json, $4::timestamptz as at'
    const values = [1, ['a', null], { b: [2] }, '2026-03-17T02:00:00Z']
    const first = await ask(text, values)
    for (let use = 2; use < 5; use += 1) await ask(text, values)
    expect(await listPrepared()).toEqual([])
    for (let use = 5; use < 9; use += 1) expect(await ask(text, values)).toEqual(first)
    expect(await listPrepared()).toEqual([{ statement: text }])
    expect(await ask(text, [null, null, null, null])).toEqual([{ n: null, list: null, json: null, at: null }])
  })

  test('a cursor has the columns of its own query each time', async () => {
    const fetchFirst = (query: string) =>
      client.transaction(async (tx) => {
        await tx.query(`declare fetched_rows cursor for ${query}`)
        return (await tx.query('fetch 1 from fetched_rows')).rows
      })
    for (let use = 0; use < 7; use += 1) expect(await fetchFirst('select 1 as one')).toEqual([{ one: 1 }])
    expect(await fetchFirst(`select 'a' as letter, 2 as two`)).toEqual([{ letter: 'a', two: 2 }])
  })

  test('the embedded database continues after a statement that fails, even inside a transaction', async () => {
    const fail = () => ask('select 1 / $1::int as n', [0]).catch(codeOf)
    for (let use = 0; use < 7; use += 1) expect(await fail()).toBe('22012')
    expect(await ask('select 1 / $1::int as n', [1])).toEqual([{ n: 1 }])
    await expect(
      client.transaction(async (tx) => {
        await tx.query('create table kept (id int)')
        await tx.query('select 1 / $1::int as n', [0])
      }),
    ).rejects.toThrow('division by zero')
    expect(await ask("select to_regclass('kept') as kept")).toEqual([{ kept: null }])
  })

  test('an invalid statement fails with the same error on every use', async () => {
    for (let use = 0; use < 7; use += 1)
      expect(await ask('select $1::int from nowhere', [1]).catch(codeOf)).toBe('42P01')
    expect(await ask('select 1 as n')).toEqual([{ n: 1 }])
  })

  test('the embedded database counts the rows that a prepared statement wrote, and undoes them with its transaction', async () => {
    await client.exec('create table counted (id int)')
    const insert = 'insert into counted (id) values ($1) returning id'
    for (let id = 0; id < 6; id += 1) await client.transaction((tx) => tx.query(insert, [id]))
    expect((await client.query(insert, [6])).affectedRows).toBe(1)
    await client.transaction(async (tx) => {
      await tx.query(insert, [7])
      await tx.rollback()
    })
    expect(await ask('select count(*)::int as n from counted')).toEqual([{ n: 7 }])
  })

  test('the embedded database refuses a statement of a transaction that has ended', async () => {
    const ended = await client.transaction((tx) => Promise.resolve(tx))
    await expect(ended.query('select count(*)::int as n from counted')).rejects.toThrow('closed')
  })

  test('the embedded database continues when a column is added to a table of a prepared statement', async () => {
    await client.exec('create table grows (id int)')
    for (let id = 0; id < 7; id += 1) await ask('insert into grows (id) values ($1) returning id', [id])
    await client.exec('alter table grows add column note text')
    expect(await ask('insert into grows (id) values ($1) returning id', [7])).toEqual([{ id: 7 }])
  })

  test('the embedded database runs concurrent statements and transactions one after the other', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, (_, n) => ask('select $1::int as n', [n])),
      client.transaction(async (tx) => (await tx.query('select $1::int as n', [8])).rows),
    ])
    expect(answers.flat()).toEqual(Array.from({ length: 9 }, (_, n) => ({ n })))
  })
})
