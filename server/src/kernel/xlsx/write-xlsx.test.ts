import { XMLParser } from 'fast-xml-parser'
import { strFromU8, unzipSync } from 'fflate'
import readXlsxFile, { readSheet } from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import { columnName, type Cell } from './cells.ts'
import { type Sheet, writeXlsx } from './write-xlsx.ts'

const madeAt = new Date('2026-03-20T02:46:00Z')
const headings = ['姓名', '时间', '次数'].map((name) => ({ name, width: 12 }))

async function bytesOf(sheets: Sheet[]): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const stream = (async function* () {
    await Promise.resolve()
    yield* sheets
  })()
  for await (const part of writeXlsx(stream, { timeZone: 'Asia/Shanghai', madeAt })) parts.push(part)
  return Buffer.concat(parts)
}

const sheetOf = (rows: Cell[][], title: Cell[][] = []): Sheet => ({ name: '名单', title, headings, rows: [rows] })

describe('writeXlsx', () => {
  test('another library reads texts, local times and numbers with their types', async () => {
    const rows: Cell[][] = [
      ['廖晓敏', new Date('2026-03-17T02:04:12Z'), 2],
      ['a & <b> "c"\u0000\u000b', null, 0],
    ]
    const bytes = await bytesOf([
      sheetOf(rows, [[{ bold: '规范 1.0 版' }, null, madeAt]]),
      { ...sheetOf([]), name: '合计' },
    ])
    const read = await readXlsxFile(bytes)
    expect(read.map(({ sheet }) => sheet)).toEqual(['名单', '合计'])
    // The reader interprets local times as UTC.
    expect(read[0]!.data).toEqual([
      ['规范 1.0 版', null, new Date('2026-03-20T10:46:00Z')],
      ['姓名', '时间', '次数'],
      ['廖晓敏', new Date('2026-03-17T10:04:12Z'), 2],
      ['a & <b> "c"', null, 0],
    ])
  })

  test('every part is XML, headings are frozen with a filter, and printed on each page', async () => {
    const files = unzipSync(await bytesOf([sheetOf([['甲', null, 1]], [['标题'], []])]))
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' })
    const parsed = Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [
        name,
        parser.parse(strFromU8(bytes), true) as Record<string, never>,
      ]),
    )
    expect(parsed['xl/worksheets/sheet1.xml']!['worksheet']).toMatchObject({
      sheetViews: { sheetView: { pane: { ySplit: '3', topLeftCell: 'A4', state: 'frozen' } } },
      autoFilter: { ref: 'A3:C4' },
    })
    expect(parsed['xl/workbook.xml']!['workbook']).toMatchObject({
      definedNames: { definedName: [{ '#text': "'名单'!$A$3:$C$4" }, { '#text': "'名单'!$3:$3" }] },
    })
    expect(Object.keys(files)).toContain('[Content_Types].xml')
  })

  test.for(['=cmd|calc', '+1', '-1', '@SUM(A1)', '\tx', '＝1'])(
    '%o stays text, even when it is edited',
    async (text) => {
      const bytes = await bytesOf([sheetOf([[text, null, 1]])])
      expect((await readSheet(bytes))[1]?.[0]).toBe(text.trim())
      const xml = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!)
      expect(xml).not.toMatch(/<f[ >/]/)
      expect(xml).toContain(`s="1" t="inlineStr"><is><t xml:space="preserve">${text}</t>`)
      expect(strFromU8(unzipSync(bytes)['xl/styles.xml']!)).toMatch(/<cellXfs count="6"><xf\/><xf [^>]*quotePrefix="1"/)
    },
  )

  test('a failure while rows are read ends the file with the error', async () => {
    const rows = (async function* (): AsyncGenerator<Cell[][]> {
      yield [['甲', null, 1]]
      await Promise.reject(new Error('connection lost'))
    })()
    await expect(bytesOf([{ ...sheetOf([]), rows }])).rejects.toThrow('connection lost')
  })

  test('columns are named as in a spreadsheet', () => {
    expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA'])
  })
})
