import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

/*
 * Passes many values as one parameter: the text of the statement does not depend on their number, so the statement
 * stays prepared (ADR 8).
 */

/** Returns a text array whose values are passed as JSON. */
export const textArray = (values: readonly string[]): SQL =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`

/** Returns a text array from the named placeholder, whose value is the array as JSON. */
export const textArrayPlaceholder = (name: string): SQL =>
  sql`array(select jsonb_array_elements_text(${sql.placeholder(name)}::jsonb))`

/** Returns an integer array whose values are passed as JSON. */
export const intArray = (values: readonly number[]): SQL =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb)::int)`

/** Returns an integer array from the named placeholder, whose value is the array as JSON. */
export const intArrayPlaceholder = (name: string): SQL =>
  sql`array(select jsonb_array_elements_text(${sql.placeholder(name)}::jsonb)::int)`

/**
 * Returns `insert into … select …` of these rows, in their order; a condition or `on conflict` may follow. There is at
 * least one row, and all have the same columns. `shared` is a JSON column in which many rows have the same large object,
 * which is then sent once.
 */
export function insertAll<Table extends PgTable>(
  table: Table,
  rows: readonly Table['$inferInsert'][],
  shared?: keyof Table['$inferInsert'] & string,
): SQL {
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => key in (rows[0] ?? {}))
  const objects = new Map<unknown, number>()
  const valueOf = (row: Record<string, unknown>, key: string) => {
    if (key !== shared) return row[key]
    const position = objects.get(row[key]) ?? objects.size
    objects.set(row[key], position)
    return position
  }
  const records = rows.map((row) =>
    Object.fromEntries(columns.map(([key, { name }]) => [name, valueOf(row as Record<string, unknown>, key)])),
  )
  const list = (nameOf: (key: string, name: SQL) => SQL) =>
    sql.join(
      columns.map(([key, { name }]) => nameOf(key, sql`${sql.identifier(name)}`)),
      sql`, `,
    )
  const values = JSON.stringify([...objects.keys()])
  return sql`insert into ${table} (${list((_key, name) => name)})
    select ${list((key, name) => (key === shared ? sql`${values}::jsonb -> (${name} #>> '{}')::int` : name))}
    from jsonb_populate_recordset(null::${table}, ${JSON.stringify(records)}::jsonb)`
}
