/** Excel takes a file for UTF-8 only when it begins so. */
const BOM = '\ufeff'

/** What a spreadsheet would run as a formula (OWASP, CSV injection); the apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

export const csvHead = (columns: readonly string[]): string => BOM + csvLine(columns)

/** One line by RFC 4180, every field quoted. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`

/** The text, never a formula. */
export const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

const csvField = (text: string): string => `"${harmless(text).replaceAll('"', '""')}"`
