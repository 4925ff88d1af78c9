/** Excel takes a file for UTF-8 only when it begins so. */
const BOM = '\ufeff'

/** What a spreadsheet would run as a formula (OWASP, CSV injection); the apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

export const csvHead = (columns: readonly string[]): string => BOM + csvLine(columns)

/** One line by RFC 4180, every field quoted. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`

/** The last line: a file without it, or with another number of rows, was cut off. */
export const csvEnd = (columns: readonly string[], rows: number): string =>
  csvLine(columns.map((_, at) => (at === 0 ? endOfRows(rows) : '')))

export const endOfRows = (rows: number): string => `共 ${String(rows)} 行 / ${String(rows)} rows`

/** The text, never a formula. */
export const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

const csvField = (text: string): string => `"${harmless(text).replaceAll('"', '""')}"`
