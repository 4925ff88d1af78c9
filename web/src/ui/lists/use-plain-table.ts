import { computed } from 'vue'
import { type Cells, tableColumns } from './table-columns.ts'

export type Rows<Row> = { rows: () => readonly Row[] }
export type Columns<Row, Key extends string> = {
  /** The headings of the columns. */
  labels: Readonly<Record<NoInfer<Key>, string>>
  columns: () => Cells<Row, Key>
  /** Whether columns sort the table, unless a column says otherwise. */
  isSortable?: () => boolean
}

/** Provides the rows and columns of a table, which are bound to `DeskTable` and shown as given. */
export const usePlainTable = <Row, Key extends string>({
  rows,
  labels,
  columns,
  isSortable,
}: Rows<Row> & Columns<Row, Key>) =>
  computed(() => ({ rows: rows(), columns: tableColumns(labels, columns(), isSortable?.()) }))
