import { expect, test } from 'vitest'
import type { Database } from './database.ts'
import { preparedByKey, preparedOnce } from './prepared-once.ts'

const createDatabase = () => ({ _: { session: {} } }) as unknown as Database

test('preparedOnce builds a statement once per database', () => {
  let built = 0
  const statement = preparedOnce(() => (built += 1))
  const [first, second] = [createDatabase(), createDatabase()]
  expect([statement(first), statement(first), statement(second), statement(first)]).toEqual([1, 1, 2, 1])
})

test('a transaction builds its own statement', () => {
  let built = 0
  const statement = preparedOnce(() => (built += 1))
  const db = createDatabase()
  expect(statement(db)).toBe(1)
  const session = {}
  const inTransaction = new Proxy(db, { get: () => ({ session }) })
  expect([statement(inTransaction), statement(inTransaction), statement(db)]).toEqual([2, 2, 1])
})

test('preparedByKey keeps a limited number of statements', () => {
  const statementFor = preparedByKey<number>()
  const db = createDatabase()
  let built = 0
  const build = () => (built += 1)
  for (let key = 0; key < 200; key += 1) statementFor(db, String(key), build)
  expect(statementFor(db, '199', build)).toBe(200)
  expect(statementFor(db, '0', build)).toBe(201)
})
