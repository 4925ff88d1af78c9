import { REGISTERED, REGISTERED_EN } from './audit/registered-file.ts'

/** Excel reads a file as UTF-8 only when it begins with a byte order mark. */
const BOM = '\ufeff'

/** Characters that start a formula in a spreadsheet (OWASP, CSV injection); an apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

export const csvHead = (columns: readonly string[]): string => BOM + csvLine(columns)

/** Returns one line by RFC 4180, every field quoted. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`

/**
 * Returns the last line, with the number of rows: a file without it, or with another number, is truncated. `isCut`: it has
 * only the rows most like a search.
 */
export const csvEnd = (columns: readonly string[], rows: number, isCut = false): string =>
  csvLine(columns.map((_, at) => (at === 0 ? endOfRows(rows, isCut) : '')))

const endOfRows = (rows: number, isCut: boolean): string =>
  `共 ${String(rows)} 行，${isCut ? '仅含最相近的，未必是全部，' : ''}${REGISTERED} / ${String(rows)} rows, ${
    isCut ? 'the most similar only, maybe not all, ' : ''
  }${REGISTERED_EN}`

/** Returns the text, with an apostrophe before a formula. */
const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

const csvField = (text: string): string => `"${escapeFormula(text).replaceAll('"', '""')}"`
