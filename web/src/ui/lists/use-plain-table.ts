import { computed } from 'vue'
import { type Cells, tableColumns } from './table-columns.ts'

export type Rows<Row> = { rows: () => readonly Row[] }
export type Columns<Row, Key extends string> = {
  /** The headings of the columns. */
  labels: Readonly<Record<NoInfer<Key>, string>>
  columns: () => Cells<Row, Key>
  /** Each column sorts, unless it says otherwise. */
  isSortable?: () => boolean
}

/** Provides the rows and columns of a table, which are bound to `DeskTable`. The table is as it is given. */
export const usePlainTable = <Row, Key extends string>({
  rows,
  labels,
  columns,
  isSortable,
}: Rows<Row> & Columns<Row, Key>) =>
  computed(() => ({ rows: rows(), columns: tableColumns(labels, columns(), isSortable?.()) }))
