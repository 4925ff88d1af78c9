import { afterEach, describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import DataTable from './DataTable.vue'
import { EMPTY_CELL, pressedSort, readSort, sortRows, sortText } from '../../composables/table-sort.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

type Row = { id: string; name: string; count: number }
const rows: Row[] = [
  { id: '1', name: '李敏', count: 10 },
  { id: '2', name: '郭𠮷', count: 9 },
]
const columns = [
  { key: 'name', label: '姓名', isSortable: true },
  { key: 'count', label: '件数', isNumber: true },
]
const props = {
  caption: '审批人',
  columns,
  rows,
  rowKey: ({ id }: Row) => id,
  text: (row: Row, key: 'name' | 'count') => String(row[key]),
  sort: { by: 'name', isDescending: false },
}

describe('a table', () => {
  it('has a caption, headings of columns and rows, and its roles said aloud', () => {
    const table = mountUi(DataTable, { props })
    expect(table.get('caption').text()).toBe('审批人')
    expect(table.findAll('[role=columnheader]').map((cell) => cell.text())).toEqual(['姓名', '件数'])
    expect(table.findAll('th[scope=row][role=rowheader]').map((cell) => cell.text())).toEqual(['李敏', '郭𠮷'])
    expect(table.findAll('[role=row]')).toHaveLength(3)
  })

  it('names the column in every cell, for the phone, where there are no headings', () => {
    expect(mountUi(DataTable, { props }).get('td').text()).toBe('件数10')
  })

  it('marks a cell that has nothing to say, which a phone leaves out', () => {
    const text = (row: Row, key: 'name' | 'count') =>
      key === 'count' && row.count === 9 ? EMPTY_CELL : String(row[key])
    const table = mountUi(DataTable, { props: { ...props, text } })
    expect(table.findAll('td').map((cell) => cell.classes('table-nothing'))).toEqual([false, true])
  })

  it('says how it is sorted and asks for the other way round when its heading is pressed', async () => {
    const table = mountUi(DataTable, { props })
    expect(table.get('[aria-sort]').attributes('aria-sort')).toBe('ascending')
    await table.get('th button').trigger('click')
    await table.get('select').setValue('-name')
    expect(table.emitted('sort')).toEqual([[{ by: 'name', isDescending: true }], [{ by: 'name', isDescending: true }]])
  })

  it('gives way to what stands for no rows', () => {
    expect(mountUi(DataTable, { props: { ...props, rows: [] }, slots: { empty: '还没有' } }).text()).toBe('还没有')
  })
})

describe('the order of a table', () => {
  const fallback = { by: 'name', isDescending: false } as const

  it('goes through the address and back', () => {
    const sort = { by: 'count', isDescending: true } as const
    expect(readSort(sortText(sort), ['name', 'count'], fallback)).toEqual(sort)
  })

  it.each([undefined, '', '-', 'salary', ['name', 'count']])('is the usual one for %j', (text) => {
    expect(readSort(text, ['name', 'count'], fallback)).toEqual(fallback)
  })

  it('begins from the smallest for another column', () => {
    expect(pressedSort({ by: 'name', isDescending: false }, 'count')).toEqual({ by: 'count', isDescending: false })
  })

  it('puts numbers by size, what is missing last, both ways', () => {
    const values = [10, null, 9]
    const sorted = (isDescending: boolean) => sortRows(values, { by: 'x', isDescending }, (value) => value)
    expect(sorted(false)).toEqual([9, 10, null])
    expect(sorted(true)).toEqual([10, 9, null])
  })
})
