import { DAY_MS } from '@desk/shared/kernel/durations'
import { localTime } from '../local-time.ts'

/** A cell: text, number, point in time, or nothing. `bold` and `share` format a text and a number. */
export type Cell = string | number | Date | null | { bold: string } | { share: number }

/** Indexes of `cellXfs` in `styles.xml`. */
const styles = { text: 1, time: 2, bold: 3, head: 4, share: 5 }

export const stylesXml = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Microsoft YaHei"/></font><font><b/><sz val="11"/><name val="Microsoft YaHei"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE9EDEC"/></patternFill></fill></fills>
<borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="6"><xf/><xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/><xf fontId="1" fillId="2" applyFont="1" applyFill="1"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs>
</styleSheet>`

/** Returns the column's letters: 0 is A, 26 is AA. */
export const columnName = (index: number): string =>
  (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

export const headRowXml = (row: number, names: readonly string[]): string =>
  rowOf(
    row,
    names.map((name, column) => textXml(reference(row, column), name, styles.head)),
  )

export const rowXml = (row: number, cells: readonly Cell[], timeZone: string): string =>
  rowOf(
    row,
    cells.map((cell, column) => cellXml(reference(row, column), cell, timeZone)),
  )

/** Returns the reference of a cell, such as `B7`; the index of the column begins at 0. */
const reference = (row: number, column: number) => columnName(column) + String(row)
const rowOf = (row: number, cells: readonly string[]) => `<row r="${String(row)}">${cells.join('')}</row>`

function cellXml(cellRef: string, cell: Cell, timeZone: string): string {
  if (cell === null || cell === '') return ''
  // Text stays text: it has a type, and its style forbids that editing turns it into a formula.
  if (typeof cell === 'string') return textXml(cellRef, cell, styles.text)
  if (typeof cell === 'number') return `<c r="${cellRef}"><v>${String(cell)}</v></c>`
  if (cell instanceof Date) return `<c r="${cellRef}" s="${String(styles.time)}"><v>${serialOf(cell, timeZone)}</v></c>`
  if ('bold' in cell) return textXml(cellRef, cell.bold, styles.bold)
  return `<c r="${cellRef}" s="${String(styles.share)}"><v>${String(cell.share)}</v></c>`
}

const textXml = (cellRef: string, text: string, style: number) =>
  `<c r="${cellRef}" s="${String(style)}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`

/** Returns the days since 30 December 1899 in local time, since spreadsheets have no time zone. */
const serialOf = (at: Date, timeZone: string): string =>
  String(Date.parse(`${localTime(timeZone, at).replace(' ', 'T')}Z`) / DAY_MS + 25_569)

const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

export const escapeXml = (text: string): string =>
  text
    .replace(NOT_IN_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
