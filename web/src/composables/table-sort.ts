export type Column<Key extends string> = {
  key: Key
  label: string
  /** Right-aligned figures of equal width. */
  isNumber?: boolean
  /** On a compact card. */
  isFullWidth?: boolean
  isSortable?: boolean
}

/** What a cell says that has nothing to say. A phone leaves it out. */
export const EMPTY_CELL = '—'

export type Sort<Key extends string> = { by: Key; isDescending: boolean }

/** In an address: `name`, or `-name` from the largest down. */
export const sortText = ({ by, isDescending }: Sort<string>): string => `${isDescending ? '-' : ''}${by}`

/** What an address says, as far as the table can do it; else `fallback`. */
export function readSort<Key extends string>(text: unknown, keys: readonly Key[], fallback: Sort<Key>): Sort<Key> {
  if (typeof text !== 'string') return fallback
  const isDescending = text.startsWith('-')
  const by = keys.find((key) => key === (isDescending ? text.slice(1) : text))
  return by === undefined ? fallback : { by, isDescending }
}

/** What pressing a heading does: a new column from the smallest up, the same one the other way round. */
export const pressedSort = <Key extends string>(sort: Sort<Key> | null, key: Key): Sort<Key> => ({
  by: key,
  isDescending: sort?.by === key && !sort.isDescending,
})

/** Names by the rules of the language, numbers by size, what is missing last in either direction. */
export function sortRows<Row, Key extends string>(
  rows: readonly Row[],
  sort: Sort<Key>,
  valueOf: (row: Row, key: Key) => string | number | null,
): Row[] {
  const collator = new Intl.Collator('zh-CN', { numeric: true })
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return [...rows].sort((first, second) => {
    const [a, b] = [valueOf(first, sort.by), valueOf(second, sort.by)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return sort.isDescending ? compare(b, a) : compare(a, b)
  })
}
