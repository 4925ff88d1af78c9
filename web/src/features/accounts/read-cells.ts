import { headingNames } from '@desk/shared/accounts/heading-names'
import {
  emptyJoiner,
  joinerFields,
  type JoinerField,
  type JoinerRow,
  MAX_CELL,
  MAX_ROWS,
} from '@desk/shared/accounts/joiner-fields'

/** A cell of a sheet. Formulas are never computed: only the value that is stored with them is read. */
export type SheetCell = string | number | boolean | Date | null | undefined
export type ReadRows = { rows: JoinerRow[]; ignored: string[] }
export type ReadRefusal = 'no_rows' | 'no_columns' | 'too_many'

/** The line with the names of the columns is sought among the first lines, this many, since a title and notes can stand above it. */
const FIRST_LINES = 20

const keyOf = (text: string): string => text.replace(/[\s*＊:：()（）]/gu, '').toLowerCase()

const textOf = (cell: SheetCell): string => {
  if (cell === null || cell === undefined) return ''
  // Days have no time zone in a sheet; the reader returns them as UTC.
  const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell)
  return text.trim().slice(0, MAX_CELL)
}

/** Reads the rows below the first line that names the columns. Columns with other names are only listed as `ignored`. */
export function readCells(cells: readonly (readonly SheetCell[])[]): ReadRows | ReadRefusal {
  const fieldOf = new Map<string, JoinerField>()
  for (const field of joinerFields) for (const name of headingNames[field]) fieldOf.set(keyOf(name), field)
  const fieldsIn = (line: readonly SheetCell[]) => line.map((cell) => fieldOf.get(keyOf(textOf(cell))) ?? null)
  const headLine = cells.slice(0, FIRST_LINES).findIndex((line) => {
    const found = fieldsIn(line)
    return found.includes('name') && found.includes('department')
  })
  const head = cells[headLine]
  if (!head) return 'no_columns'
  const columns = fieldsIn(head)
  const rows = cells.slice(headLine + 1).flatMap((line, index): JoinerRow[] => {
    const row = emptyJoiner(headLine + index + 2)
    columns.forEach((field, column) => {
      if (field !== null) row[field] = textOf(line[column])
    })
    return joinerFields.some((field) => row[field] !== '') ? [row] : []
  })
  if (rows.length === 0) return 'no_rows'
  if (rows.length > MAX_ROWS) return 'too_many'
  return { rows, ignored: head.map(textOf).filter((name, column) => name !== '' && columns[column] === null) }
}

/** Splits pasted text: cells by tabs, or by commas where there are none; a quoted cell may contain line breaks. */
export function splitPasted(text: string): string[][] {
  const separator = text.includes('\t') ? '\t' : ','
  const rows: string[][] = [[]]
  let cell = ''
  let isQuoted = false
  const endCell = () => {
    rows.at(-1)?.push(cell)
    cell = ''
  }
  const source = text.replace(/\r\n?/g, '\n')
  for (let index = 0; index < source.length; index += 1) {
    const char = source.charAt(index)
    if (isQuoted && char === '"' && source.charAt(index + 1) === '"') [cell, index] = [`${cell}"`, index + 1]
    else if (char === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted
    else if (!isQuoted && char === separator) endCell()
    else if (!isQuoted && char === '\n') {
      endCell()
      rows.push([])
    } else cell += char
  }
  endCell()
  return rows.filter((row) => row.some((value) => value.trim() !== ''))
}
