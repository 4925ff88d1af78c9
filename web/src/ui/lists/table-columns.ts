export type Column<Key extends string> = {
  key: Key
  label: string
  /** Right-aligned figures of equal width. */
  isNumber?: boolean
  /** Takes a full line of a compact card. */
  isFullWidth?: boolean
  /** Its heading is a button that sorts the table. */
  isSortable?: boolean
  /** Shown only after it has been chosen. */
  isExtra?: boolean
}

/** The text of an empty cell. Phones hide such a cell. */
export const EMPTY_CELL = '—'
