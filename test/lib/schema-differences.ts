type Column = { type: string; notNull: boolean; default?: unknown }
/** A snapshot of the schema in `server/drizzle/meta`, as drizzle-kit writes it. */
export type SchemaSnapshot = { tables: Record<string, { columns: Record<string, Column> }> }

/** Returns what a server that was written for the schema `before` cannot do on `now`: read, insert or leave out a column. */
export function incompatibleDifferences(before: SchemaSnapshot, now: SchemaSnapshot): string[] {
  return Object.entries(before.tables).flatMap(([table, { columns: known }]) => {
    const columns = now.tables[table]?.columns
    if (!columns) return [`${table} is missing`]
    const changed = Object.entries(known).flatMap(([name, column]) => {
      const found = columns[name]
      if (!found) return [`${table}.${name} is missing`]
      if (found.type !== column.type) return [`${table}.${name} is ${found.type}, not ${column.type}`]
      if (found.notNull && !column.notNull) return [`${table}.${name} refuses null`]
      const lostDefault = column.default !== undefined && found.default === undefined
      return found.notNull && lostDefault ? [`${table}.${name} has no default`] : []
    })
    const required = Object.entries(columns).flatMap(([name, column]) =>
      !(name in known) && column.notNull && column.default === undefined ? [`${table}.${name} is required`] : [],
    )
    return [...changed, ...required]
  })
}
