import { defaultRetention, LOG_FLOOR_DAYS, retentionClasses, retentionDays } from '@desk/shared/privacy/retention'
import { retentionTable } from '@desk/shared/privacy/retention-table'
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { describe, expect, it } from 'vitest'
import * as schema from './schema/index.ts'

const stored = Object.values<unknown>(schema)
  .filter((value): value is PgTable => is(value, PgTable))
  .flatMap((table) => Object.values(getTableColumns(table)).map(({ name }) => `${getTableName(table)}.${name}`))
const classed = Object.entries(retentionTable).flatMap(([table, classes]) =>
  Object.values(classes).flatMap((columns) => columns.split(' ').map((column) => `${table}.${column}`)),
)

describe('retention table', () => {
  it('the retention table covers every column exactly once, and no other', () => {
    expect([...classed].sort()).toEqual([...stored].sort())
  })

  it('the retention table uses only defined classes', () => {
    const used = Object.values(retentionTable).flatMap((classes) => Object.keys(classes))
    expect(used.filter((name) => !(retentionClasses as readonly string[]).includes(name))).toEqual([])
  })

  it('the retention setting keeps logs for at least six months', () => {
    const withLog = (log: number) => retentionDays.safeParse({ ...defaultRetention, log }).success
    expect([withLog(LOG_FLOOR_DAYS), withLog(LOG_FLOOR_DAYS - 1), withLog(0)]).toEqual([true, false, false])
  })
})
