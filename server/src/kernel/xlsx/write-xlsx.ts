import { type FileTexts, streamZip } from './stream-zip.ts'
import { type Cell, columnName, headRowXml, rowXml, stylesXml } from './cells.ts'
import {
  contentTypesXml,
  DECLARATION,
  MAIN,
  packageRelationsXml,
  workbookRelationsXml,
  workbookXml,
  type WrittenSheet,
} from './package-parts.ts'

export type Sheet = {
  name: string
  /** Rows above the headings. */
  title: readonly (readonly Cell[])[]
  headings: readonly { name: string; width: number }[]
  /** Batches of rows, read while the file is written. */
  rows: AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]>
}

type Options = { timeZone: string; madeAt: Date }

/**
 * Yields a spreadsheet (ECMA-376) in parts, so that memory does not grow with it. Each sheet has its headings frozen, with a
 * filter. No cell contains a formula.
 */
export async function* writeXlsx(
  sheets: AsyncIterable<Sheet>,
  { timeZone, madeAt }: Options,
): AsyncGenerator<Uint8Array> {
  yield* streamZip(filesOf(sheets, timeZone), madeAt)
}

/** Yields the files of the archive. The sheets come first, since the others name them and the range of each filter. */
async function* filesOf(sheets: AsyncIterable<Sheet>, timeZone: string): AsyncGenerator<[string, FileTexts]> {
  const written: WrittenSheet[] = []
  for await (const sheet of sheets) {
    const entry = { name: sheet.name, headRow: sheet.title.length + 1, filter: '' }
    written.push(entry)
    yield [`xl/worksheets/sheet${String(written.length)}.xml`, sheetXml(sheet, timeZone, entry)]
  }
  yield ['xl/workbook.xml', [DECLARATION, workbookXml(written)]]
  yield ['xl/_rels/workbook.xml.rels', [DECLARATION, workbookRelationsXml(written.length)]]
  yield ['xl/styles.xml', [DECLARATION, stylesXml]]
  yield ['_rels/.rels', [DECLARATION, packageRelationsXml]]
  yield ['[Content_Types].xml', [DECLARATION, contentTypesXml(written.length)]]
}

async function* sheetXml(
  { title, headings, rows }: Sheet,
  timeZone: string,
  entry: WrittenSheet,
): AsyncGenerator<string> {
  const { headRow } = entry
  yield DECLARATION
  yield `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${String(headRow)}" topLeftCell="A${String(headRow + 1)}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`
  yield headings
    .map(
      ({ width }, index) =>
        `<col min="${String(index + 1)}" max="${String(index + 1)}" width="${String(width)}" customWidth="1"/>`,
    )
    .join('')
  yield '</cols><sheetData>'
  yield title.map((cells, index) => rowXml(index + 1, cells, timeZone)).join('')
  const names = headings.map(({ name }) => name)
  yield headRowXml(headRow, names)
  let row = headRow
  for await (const batch of rows) yield batch.map((cells) => rowXml((row += 1), cells, timeZone)).join('')
  const range = (prefix: string) =>
    `${prefix}A${prefix}${String(headRow)}:${prefix}${columnName(names.length - 1)}${prefix}${String(row)}`
  entry.filter = range('$')
  yield `</sheetData><autoFilter ref="${range('')}"/></worksheet>`
}
