import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { rowsOf } from '../rows-of.ts'

type ColumnInfo = { name: string; type: string; sequence: string | null }
export type TableInfo = { name: string; columns: readonly ColumnInfo[] }

/** Lists all tables with their columns, referenced tables before the tables that refer to them. */
export async function listTables(db: Pick<Database, 'execute'>): Promise<TableInfo[]> {
  const columns = await rowsOf<ColumnInfo & { table: string }>(
    db,
    sql`select class.relname as "table", attribute.attname as name,
       format_type(attribute.atttypid, attribute.atttypmod) as type,
       pg_get_serial_sequence(format('%I.%I', space.nspname, class.relname), attribute.attname) as sequence
     from pg_class class
       join pg_namespace space on space.oid = class.relnamespace
       join pg_attribute attribute on attribute.attrelid = class.oid
     where space.nspname = 'public' and class.relkind = 'r' and attribute.attnum > 0 and not attribute.attisdropped
     order by class.relname, attribute.attnum`,
  )
  const references = await rowsOf<{ child: string; parent: string }>(
    db,
    sql`select child.relname as child, parent.relname as parent
     from pg_constraint rule
       join pg_class child on child.oid = rule.conrelid
       join pg_class parent on parent.oid = rule.confrelid
     where rule.contype = 'f' and rule.conrelid <> rule.confrelid`,
  )
  const names = [...new Set(columns.map(({ table }) => table))]
  return sortByReferences(names, references).map((name) => ({
    name,
    columns: columns
      .filter(({ table }) => table === name)
      .map((column) => ({ name: column.name, type: column.type, sequence: column.sequence })),
  }))
}

/** Sorts tables so that referenced tables come first. @throws Error for a cycle of references */
export function sortByReferences(
  names: readonly string[],
  references: readonly { child: string; parent: string }[],
): string[] {
  const ordered: string[] = []
  while (ordered.length < names.length) {
    const ready = names.filter(
      (name) =>
        !ordered.includes(name) &&
        references.every(({ child, parent }) => child !== name || ordered.includes(parent) || !names.includes(parent)),
    )
    if (ready.length === 0) throw new Error('Cyclic foreign keys')
    ordered.push(...ready)
  }
  return ordered
}
