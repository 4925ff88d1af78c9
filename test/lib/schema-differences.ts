type Column = { type: string; notNull: boolean; primaryKey: boolean; default?: unknown }
type ForeignKey = {
  columnsFrom: string[]
  tableTo: string
  columnsTo: string[]
  onUpdate?: string | undefined
  onDelete?: string | undefined
}
type Table = {
  columns: Record<string, Column>
  indexes: Record<string, { columns: { expression: string }[]; isUnique: boolean; where?: string | undefined }>
  foreignKeys: Record<string, ForeignKey>
  compositePrimaryKeys: Record<string, { columns: string[] }>
  uniqueConstraints: Record<string, { columns: string[]; nullsNotDistinct: boolean }>
  checkConstraints: Record<string, { value: string }>
}
/** A snapshot of the schema in `server/drizzle/meta`, as drizzle-kit writes it. */
export type SchemaSnapshot = { tables: Record<string, Table> }

/**
 * Returns what a server that was written for the schema `before` cannot do on `now`: read, insert or leave out a column, or write
 * what a constraint refuses that it does not know. Tables that it does not know are not compared.
 */
export function incompatibleDifferences(before: SchemaSnapshot, now: SchemaSnapshot): string[] {
  return Object.entries(before.tables).flatMap(([name, known]) => {
    const table = now.tables[name]
    if (!table) return [`${name} is missing`]
    return [...columnDifferences(name, known.columns, table.columns), ...constraintDifferences(name, known, table)]
  })
}

function columnDifferences(table: string, known: Table['columns'], columns: Table['columns']): string[] {
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
}

/** A constraint as text, without its name. It is satisfied when one of the columns in `satisfiedByNull` is null. */
type Constraint = { text: string; satisfiedByNull: readonly string[] }

function constraintDifferences(name: string, known: Table, table: Table): string[] {
  /** Returns whether rows that the earlier server inserts have null in this column. */
  const isLeftNull = (column: string) => {
    const added = column in known.columns ? undefined : table.columns[column]
    return added !== undefined && !added.notNull && added.default === undefined
  }
  const earlier = new Set(constraintsOf(known).map(({ text }) => text))
  const added = constraintsOf(table).filter(
    ({ text, satisfiedByNull }) => !earlier.has(text) && !satisfiedByNull.some(isLeftNull),
  )
  // `on conflict` needs the key that it names.
  const present = new Set(uniqueKeysOf(table).map(({ text }) => text))
  const gone = uniqueKeysOf(known).filter(({ text }) => !present.has(text))
  return [
    ...added.map(({ text }) => `${name} has a new ${text}`),
    ...gone.map(({ text }) => `${name} has no ${text} any more`),
  ]
}

const constraintsOf = (table: Table): Constraint[] => [
  ...uniqueKeysOf(table),
  ...Object.values(table.foreignKeys).map(({ columnsFrom, tableTo, columnsTo, onUpdate, onDelete }) => ({
    text: `reference (${columnsFrom.join()}) to ${tableTo} (${columnsTo.join()}) ${[onUpdate, onDelete].join('/')}`,
    satisfiedByNull: columnsFrom,
  })),
  ...Object.values(table.checkConstraints).map(({ value }) => ({ text: `check ${value}`, satisfiedByNull: [] })),
]

function uniqueKeysOf({ columns, compositePrimaryKeys, uniqueConstraints, indexes }: Table): Constraint[] {
  const primary = Object.entries(columns).flatMap(([name, { primaryKey }]) => (primaryKey ? [[name]] : []))
  return [
    ...[...primary, ...Object.values(compositePrimaryKeys).map((key) => key.columns)].map((key) => uniqueKey(key)),
    ...Object.values(uniqueConstraints).map((key) => uniqueKey(key.columns, '', key.nullsNotDistinct)),
    ...Object.values(indexes)
      .filter(({ isUnique }) => isUnique)
      .map((index) =>
        uniqueKey(
          index.columns.map(({ expression }) => expression),
          index.where,
        ),
      ),
  ]
}

const uniqueKey = (columns: readonly string[], where = '', nullsNotDistinct = false): Constraint => ({
  text: `unique key (${columns.join()})${where && ` where ${where}`}${nullsNotDistinct ? ' nulls not distinct' : ''}`,
  satisfiedByNull: nullsNotDistinct ? [] : columns,
})
