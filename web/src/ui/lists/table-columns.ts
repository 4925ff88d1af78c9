/** How a column shows its cell of a row. */
type Cell<Row> = {
  text: (row: Row) => string
  /** The text on paper, which is read on another day: a time with its date. */
  printed?: (row: Row) => string
  /** Rows are sorted by this value instead of by the text. */
  sortValue?: (row: Row) => string | number
  /** The page that the text links to. */
  to?: (row: Row) => string | null | undefined
  /** Right-aligned figures of equal width. */
  isNumber?: boolean
  /** Takes a whole line of a compact card. */
  isFullWidth?: boolean
  /** Stands beside the heading of a compact card. */
  isState?: boolean
  /** Its heading is a button that sorts the table. */
  isSortable?: boolean
  /** Shown only after it has been chosen. */
  isExtra?: boolean
}

/** Returns the texts of a cell with times: one for the screen, and one with dates for paper, which is read on another day. */
export const timed = <Row>(
  text: (row: Row, at: (instant: string) => string) => string,
  onScreen: (instant: string) => string,
  onPaper: (instant: string) => string,
): Required<Pick<Cell<Row>, 'text' | 'printed'>> => ({
  text: (row) => text(row, onScreen),
  printed: (row) => text(row, onPaper),
})

export type Column<Row, Key extends string = string> = Cell<Row> & { key: Key; label: string }

/** The columns of a table in their order; a column that has only a text is given as the function that returns it. */
export type Cells<Row, Key extends string> = Readonly<Record<Key, Cell<Row> | Cell<Row>['text']>>

export const tableColumns = <Row, Key extends string>(
  labels: Readonly<Record<NoInfer<Key>, string>>,
  cells: Cells<Row, Key>,
  isSortable = false,
): readonly Column<Row, Key>[] =>
  // `Object.keys` loses the key type of the literal.
  (Object.keys(cells) as Key[]).map((key) => {
    const cell: Cell<Row> | Cell<Row>['text'] = cells[key]
    return { key, label: labels[key], isSortable, ...(typeof cell === 'function' ? { text: cell } : cell) }
  })

/** The width of a due date (3 月 24 日到期) or of two names, in Latin letters. A Chinese character is as wide as two. */
const SHORT = 14

/** Returns whether a text, such as a name, a time or a code, stays on one line of a table. */
export const isShort = (text: string): boolean => text.length + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0) <= SHORT

/** The text of an empty cell. Phones hide such a cell. */
export const EMPTY_CELL = '—'
