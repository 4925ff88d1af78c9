import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toAppError } from '../http/error-response.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import type { Tx } from './database.ts'
import { openPostgres } from './open-postgres.ts'
import { retryOnLostRace } from './retry-transaction.ts'

describe.skipIf(testDatabase.isEmbedded)('retryOnLostRace', () => {
  const url = process.env['TEST_DATABASE_URL'] ?? ''
  const [withoutRetry, withRetry] = [openPostgres(url, '', () => {}), openPostgres(url, '', () => {})]
  const db = retryOnLostRace(withRetry.db)
  beforeAll(async () => {
    await db.execute(sql`drop table if exists races`)
    await db.execute(sql`create table races as select id, 0 as n from generate_series(1, 2) id`)
  })
  afterAll(async () => {
    await db.execute(sql`drop table races`)
    await Promise.all([withoutRetry, withRetry].map((database) => database.close()))
  })

  const add = (tx: Tx, id: number) => tx.execute(sql`update races set n = n + 1 where id = ${id}`)
  /** Runs two transactions that lock two rows in opposite orders; neither locks its second row before both hold one. */
  const race = async (base: typeof db) => {
    let [holding, tries] = [0, 0]
    let release = () => {}
    const both = new Promise<void>((resolve) => (release = resolve))
    const run = (first: number, second: number) =>
      base.transaction(async (tx) => {
        tries += 1
        await add(tx, first)
        holding += 1
        if (holding === 2) release()
        await both
        await add(tx, second)
      })
    const results = await Promise.allSettled([run(1, 2), run(2, 1)])
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [toAppError(result.reason).code] : []))
    return { tries, failed }
  }

  test('a transaction that loses a race runs again, without the writes of its first try', async () => {
    await db.execute(sql`update races set n = 0`)
    const { tries, failed } = await race(db)
    expect(failed).toEqual([])
    // On a busy machine PostgreSQL may end both, and both run again.
    expect(tries).toBeGreaterThan(2)
    expect(await db.execute(sql`select n from races`)).toMatchObject({ rows: [{ n: 2 }, { n: 2 }] })
  })

  test('without a second try, a transaction that loses a race fails with the code for a later retry', async () => {
    const { tries, failed } = await race(withoutRetry.db)
    expect([tries, [...new Set(failed)]]).toEqual([2, ['unavailable']])
  })

  test('a transaction that fails for another reason is not repeated', async () => {
    let tries = 0
    const failing = db.transaction(async () => {
      tries += 1
      throw new Error('x')
    })
    await expect(failing).rejects.toThrow('x')
    expect(tries).toBe(1)
  })
})
