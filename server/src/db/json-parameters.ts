import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

/*
 * Passes many values as one parameter: the text of the statement does not depend on their number, so the statement
 * stays prepared (ADR 8).
 */

export const textArray = (values: readonly string[]): SQL =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`

/** Returns the array of a named placeholder, whose value is the array as JSON. */
export const textArrayPlaceholder = (name: string): SQL =>
  sql`array(select jsonb_array_elements_text(${sql.placeholder(name)}::jsonb))`

export const intArray = (values: readonly number[]): SQL =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb)::int)`

export const intArrayPlaceholder = (name: string): SQL =>
  sql`array(select jsonb_array_elements_text(${sql.placeholder(name)}::jsonb)::int)`

/**
 * Returns `insert into … select …` of these rows, in their order; a condition or `on conflict` may follow. There is at
 * least one row, and all have the same columns.
 */
export function insertAll<Table extends PgTable>(table: Table, rows: readonly Table['$inferInsert'][]): SQL {
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => key in (rows[0] ?? {}))
  const names = sql.join(
    columns.map(([, { name }]) => sql.identifier(name)),
    sql`, `,
  )
  const records = rows.map((row) =>
    Object.fromEntries(columns.map(([key, { name }]) => [name, (row as Record<string, unknown>)[key]])),
  )
  return sql`insert into ${table} (${names})
    select ${names} from jsonb_populate_recordset(null::${table}, ${JSON.stringify(records)}::jsonb)`
}
