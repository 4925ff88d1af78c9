import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileURLToPath } from 'node:url'
import { inspectDatabase } from './inspect-database.ts'
import { openEmbedded } from './open-embedded.ts'

const folder = fileURLToPath(new URL('../../drizzle', import.meta.url))

describe('inspectDatabase', async () => {
  const { db, migrate, close } = await openEmbedded(folder)
  beforeAll(() => migrate())
  afterAll(() => close())

  it('inspectDatabase finds nothing newer in a database of this release, and reads its clock', async () => {
    const { newerMigrations, now } = await inspectDatabase(db, folder)
    expect(newerMigrations).toBe(0)
    expect(Math.abs(now.getTime() - Date.now())).toBeLessThan(60_000)
  })

  it('inspectDatabase counts the migrations of a newer release', async () => {
    await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', 9999999999999)`)
    expect((await inspectDatabase(db, folder)).newerMigrations).toBe(1)
  })
})
