import { escapeXml } from './cells.ts'

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

export type WrittenSheet = {
  name: string
  headRow: number
  /** Range of the filter, such as `$A$7:$L$64`. */
  filter: string
}

const numbersTo = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1))

export const contentTypesXml = (sheets: number): string =>
  [
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`,
    `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>`,
    ...numbersTo(sheets).map(
      (no) => `<Override PartName="/xl/worksheets/sheet${no}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
    ),
    '</Types>',
  ].join('')

export const packageRelationsXml = `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="workbook" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

export const workbookRelationsXml = (sheets: number): string =>
  [
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="styles" Type="${RELATIONS}/styles" Target="styles.xml"/>`,
    ...numbersTo(sheets).map(
      (no) => `<Relationship Id="sheet${no}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${no}.xml"/>`,
    ),
    '</Relationships>',
  ].join('')

/** Returns the list of sheets, with the range of each filter and the headings that each printed page repeats. */
export function workbookXml(sheets: readonly WrittenSheet[]): string {
  const list = sheets.map(
    ({ name }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${String(index + 1)}" r:id="sheet${String(index + 1)}"/>`,
  )
  const names = sheets.flatMap(({ name, headRow, filter }, index) => {
    const [scope, row, sheet] = [String(index), String(headRow), escapeXml(name)]
    return [
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${scope}" hidden="1">'${sheet}'!${filter}</definedName>`,
      `<definedName name="_xlnm.Print_Titles" localSheetId="${scope}">'${sheet}'!$${row}:$${row}</definedName>`,
    ]
  })
  return `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${list.join('')}</sheets><definedNames>${names.join('')}</definedNames></workbook>`
}
