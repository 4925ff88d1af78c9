export type Column<Key extends string> = {
  key: Key
  label: string
  /** Right-aligned figures of equal width. */
  isNumber?: boolean
  /** Takes a full line of a compact card. */
  isFullWidth?: boolean
  /** Stands beside the heading of a compact card. */
  isState?: boolean
  /** Its heading is a button that sorts the table. */
  isSortable?: boolean
  /** Shown only after it has been chosen. */
  isExtra?: boolean
}

/** The width of a date or of two names, in Latin letters. A Chinese character is as wide as two. */
const SHORT = 12

/** Tells whether a text, such as a name, a time or a code, stays on one line of a table. */
export const isShort = (text: string): boolean => text.length + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0) <= SHORT

/** The text of an empty cell. Phones hide such a cell. */
export const EMPTY_CELL = '—'
