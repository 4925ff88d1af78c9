import { settings } from '../db/schema/index.ts'
import * as z from 'zod/mini'
import { describe, expect } from 'vitest'
import { test } from '../testing/kit.ts'
import { defineSetting, readSetting, writeSetting } from './settings-queries.ts'

const hours = defineSetting({ key: 'test.hours', schema: z.object({ from: z.string() }), initial: { from: '20:00' } })
const at = new Date('2026-03-17T02:00:00.000Z')

describe('settings', () => {
  test('settings have their default until they are changed', async ({ kit: { deps } }) => {
    expect(await readSetting(deps.db, hours)).toEqual({ value: { from: '20:00' }, version: 0, by: null, at: null })
    const value = { from: '21:00' }
    await deps.db.transaction((tx) => writeSetting(tx, hours, { value, by: 'limin', at }))
    expect(await readSetting(deps.db, hours)).toEqual({ value, version: 1, by: 'limin', at })
  })

  test('a setting is not written if it was changed since the version that the writer read', async ({
    kit: { deps },
  }) => {
    const write = (from: string, ifVersion: number) =>
      deps.db.transaction((tx) => writeSetting(tx, hours, { value: { from }, by: 'limin', at, ifVersion }))
    expect(await write('21:00', 0)).toBe(true)
    expect(await write('22:00', 0)).toBe(false)
    expect((await readSetting(deps.db, hours)).value).toEqual({ from: '21:00' })
  })

  test('settings fall back to the default when the stored value is invalid', async ({ kit: { deps } }) => {
    await deps.db
      .insert(settings)
      .values({ key: hours.key, value: { since: 9 }, version: 4, changedBy: 'limin', changedAt: at })
    expect(await readSetting(deps.db, hours)).toMatchObject({ value: { from: '20:00' }, version: 4 })
  })
})
