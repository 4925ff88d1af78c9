import { sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { listTables } from '../../db/copy/list-tables.ts'
import { rowsOf } from '../../db/rows-of.ts'

/** One row as a version of the schema wrote it, column by column, as text. */
export type Fixture = {
  version: number
  table: string
  row: Readonly<Record<string, { type: string; text: string | null }>>
}

const AT = '2026-03-17 02:00:00.123+00'

/** Returns a value of the type that differs between versions, as far as the type has several values. */
function valueOf(type: string, version: number, column: string): string {
  if (type.endsWith('[]')) return `{${valueOf(type.slice(0, -2), version, column).replaceAll(' ', '_')}}`
  if (type.startsWith('timestamp')) return AT
  if (/^(bigint|integer|smallint)$/.test(type)) return String(1000 + version)
  if (type === 'boolean') return isTrue(version) ? 'true' : 'false'
  if (type === 'jsonb') return `{"${column}": ${String(version)}}`
  if (type === 'date') return '2026-03-17'
  if (type === 'bytea') return `\\x00ff${version.toString(16).padStart(2, '0')}`
  if (type === 'text') return `v${String(version)} 郭𠮷`
  throw new Error(`There is no fixture for a column of type ${type}`)
}

const isTrue = (version: number) => version % 2 === 0

/** Columns that a constraint keeps empty, given the values of the others: an unnamed report has no reporter. */
const emptyColumns: Readonly<Record<string, (version: number) => readonly string[]>> = {
  incidents: (version) => (isTrue(version) ? ['reporter_id', 'idempotency_key'] : ['receipt_hash']),
}

const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`
const toLiteral = ({ type, text }: { type: string; text: string | null }) =>
  text === null ? `null::${type}` : `${quoteText(text)}::${type}`

/**
 * Inserts one row in every table of this version, with every column filled that constraints allow. Values depend only on
 * type and version, so that a reference matches the row of its own version.
 */
export async function insertFixtures(db: Database, version: number): Promise<Fixture[]> {
  const fixtures: Fixture[] = []
  for (const { name: table, columns } of await listTables(db)) {
    const empty = emptyColumns[table]?.(version) ?? []
    const row = Object.fromEntries(
      columns.map(({ name, type }) => [
        name,
        { type, text: empty.includes(name) ? null : valueOf(type, version, name) },
      ]),
    )
    await db.execute(
      `insert into "${table}" (${columns.map(({ name }) => `"${name}"`).join(', ')}) overriding system value
       values (${columns.map(({ name }) => toLiteral(row[name]!)).join(', ')})`,
    )
    fixtures.push({ version, table, row })
  }
  return fixtures
}

/** Returns the columns, or rows, that differ from what was inserted. Dropped columns are ignored. */
export async function changedFieldsOf(db: Database, fixtures: readonly Fixture[]): Promise<Set<string>> {
  const tables = await listTables(db)
  const keys = await rowsOf<{ table: string; name: string }>(
    db,
    sql.raw(`select class.relname as "table", attribute.attname as name from pg_index key
       join pg_class class on class.oid = key.indrelid
       join pg_attribute attribute on attribute.attrelid = key.indrelid and attribute.attnum = any(key.indkey)
     where key.indisprimary`),
  )
  const differences = new Set<string>()
  for (const { table, row } of fixtures) {
    const isSame = (name: string) => `"${name}" is not distinct from ${toLiteral(row[name]!)}`
    const checked = tables.find(({ name }) => name === table)?.columns.filter(({ name }) => name in row) ?? []
    const key = keys.filter((column) => column.table === table).map(({ name }) => name)
    // A row of a table without a primary key is found by all of its columns.
    const own = (key.length > 0 ? key : checked.map(({ name }) => name)).map(isSame)
    const columns = checked.map(({ name }) => `${isSame(name)} as "${name}"`).join(', ')
    const [found] =
      checked.length === 0
        ? []
        : await rowsOf<Record<string, boolean>>(
            db,
            sql.raw(`select ${columns} from "${table}" where ${own.join(' and ')}`),
          )
    for (const name of found ? Object.keys(found).filter((column) => !found[column]) : ['(the row)'])
      differences.add(`${table}.${name}`)
  }
  return differences
}
