/** Excel reads a file as UTF-8 only when it begins with a byte order mark. */
const BOM = '\ufeff'

/** Characters that start a formula in a spreadsheet (OWASP, CSV injection); an apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** Returns the first line of a file, with a byte order mark before it. */
export const csvHead = (columns: readonly string[]): string => BOM + csvLine(columns)

/** Returns one line by RFC 4180, every field quoted. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`

/** Returns the text, with an apostrophe before a formula. */
const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

const csvField = (text: string): string => `"${escapeFormula(text).replaceAll('"', '""')}"`
