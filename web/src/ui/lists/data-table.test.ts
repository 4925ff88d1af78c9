import { afterEach, describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import DataTable from './DataTable.vue'
import { EMPTY_CELL } from './table-columns.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

type Row = { id: string; name: string; count: number }
const rows: Row[] = [
  { id: '1', name: '李敏', count: 10 },
  { id: '2', name: '郭𠮷', count: 9 },
]
const columns = [
  { key: 'name', label: '姓名' },
  { key: 'count', label: '件数', isNumber: true },
]
const props = {
  caption: '审批人',
  columns,
  rows,
  rowKey: ({ id }: Row) => id,
  text: (row: Row, key: 'name' | 'count') => String(row[key]),
}

describe('DataTable', () => {
  it('DataTable has a caption, column and row headings, and explicit roles', () => {
    const table = mountUi(DataTable, { props })
    expect(table.get('caption').text()).toBe('审批人')
    expect(table.findAll('[role=columnheader]').map((cell) => cell.text())).toEqual(['姓名', '件数'])
    expect(table.findAll('th[scope=row][role=rowheader]').map((cell) => cell.text())).toEqual(['李敏', '郭𠮷'])
    expect(table.findAll('[role=row]')).toHaveLength(3)
  })

  it('each cell repeats the name of its column, for phones without column headings', () => {
    expect(mountUi(DataTable, { props }).get('td').text()).toBe('件数10')
  })

  it('an empty cell is marked, so that phones hide it', () => {
    const text = (row: Row, key: 'name' | 'count') =>
      key === 'count' && row.count === 9 ? EMPTY_CELL : String(row[key])
    const table = mountUi(DataTable, { props: { ...props, text } })
    expect(table.findAll('td').map((cell) => cell.classes('table-nothing'))).toEqual([false, true])
  })

  it('a table without rows shows the empty slot', () => {
    expect(mountUi(DataTable, { props: { ...props, rows: [] }, slots: { empty: '还没有' } }).text()).toBe('还没有')
  })
})
