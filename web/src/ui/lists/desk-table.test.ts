import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, type PropType } from 'vue'
import { useSelection } from '../../composables/use-selection.ts'
import { useTableState } from './use-table-state.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import BulkBar from './BulkBar.vue'
import ColumnMenu from './ColumnMenu.vue'
import DeskTable from './DeskTable.vue'
import FilterChips from './FilterChips.vue'
import PrintFooter from './PrintFooter.vue'
import SavedViews from './SavedViews.vue'
import TableHeading from './TableHeading.vue'
import TableSearch from './TableSearch.vue'
import TableSelect from './TableSelect.vue'
import { EMPTY_CELL, tableColumns, timed } from './table-columns.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

type Row = { id: string; name: string; count: number }
type Key = 'name' | 'count' | 'id'
const rows: Row[] = [
  { id: '1', name: '李敏', count: 10 },
  { id: '2', name: '郭𠮷', count: 9 },
]
const columns = tableColumns(
  { name: '姓名', count: '件数', id: '编号' },
  {
    name: ({ name }: Row) => name,
    count: { text: ({ count }: Row) => String(count), sortValue: ({ count }: Row) => count, isNumber: true },
    id: { text: ({ id }: Row) => id, isSortable: false, isExtra: true },
  },
  true,
)
const props = {
  caption: '审批人',
  columns: columns.slice(0, 2),
  rows,
  rowKey: ({ id }: Row) => id,
}

/** The table with its state in the URL and a selection, as a page has it. */
const Page = defineComponent({
  props: {
    total: { type: null as unknown as PropType<number | null>, default: 300 },
    hasSearch: { type: Boolean, default: true },
  },
  setup(given) {
    const state = useTableState<Key>(() => columns)
    const selection = useSelection(() => 300)
    const filters = () =>
      Object.entries(state.query.value)
        .filter(([key]) => key === 'role')
        .map(([key, value]) => ({ key, label: '角色', value }))
    return () =>
      h(DeskTable<Row, Key>, {
        ...props,
        columns,
        state,
        selection,
        total: given.total,
        searchLabel: given.hasSearch ? '姓名、拼音' : undefined,
        filters: filters(),
      })
  },
})
const names = (page: ReturnType<typeof mountUi>) => page.findAll('tbody th').map((cell) => cell.text())

describe('DeskTable', () => {
  it('DeskTable has a caption, column and row headings, and explicit roles', () => {
    const table = mountUi(DeskTable, { props })
    expect(table.get('caption').text()).toBe('审批人')
    expect(table.findAll('[role=columnheader]').map((cell) => cell.text())).toEqual(['姓名', '件数'])
    expect(table.findAll('th[scope=row][role=rowheader]').map((cell) => cell.text())).toEqual(['李敏', '郭𠮷'])
    expect(table.findAll('[role=row]')).toHaveLength(3)
  })

  it('the choice of columns is in the line of the tools, and in the heading of a table that has none', () => {
    const withTools = mountUi(Page)
    expect(withTools.findAll('.column-menu')).toHaveLength(1)
    expect(withTools.find('.table-tools > .table-filters + .column-menu').exists()).toBe(true)
    const without = mountUi(Page, { props: { hasSearch: false } })
    expect(without.findAll('.column-menu')).toHaveLength(1)
    expect(without.find('.table-box > .column-menu + .table').exists()).toBe(true)
    expect(without.find('.table-tools').exists()).toBe(false)
  })

  it('each cell repeats the name of its column, for phones without column headings', () => {
    expect(mountUi(DeskTable, { props }).get('td').text()).toBe('件数10')
  })

  it('an empty cell is marked, so that phones hide it', () => {
    const text = ({ count }: Row) => (count === 9 ? EMPTY_CELL : String(count))
    const emptyCount = props.columns.map((column) => (column.key === 'count' ? { ...column, text } : column))
    const table = mountUi(DeskTable, { props: { ...props, columns: emptyCount } })
    expect(table.findAll('tbody td').map((cell) => cell.classes('table-empty-cell'))).toEqual([false, true])
  })

  it('a number that is zero is marked, since it asks for nothing', () => {
    const table = mountUi(DeskTable, { props: { ...props, rows: [{ id: '1', name: '李敏', count: 0 }, ...rows] } })
    expect(table.findAll('tbody td').map((cell) => cell.classes('table-zero'))).toEqual([true, false, false])
  })

  it('the printed footer is part of the table and spans the columns that are shown', () => {
    const slots = { actions: () => h('button', { type: 'button' }, '收回') }
    const table = mountUi(DeskTable, { props, slots })
    expect(table.get('tfoot td').attributes('colspan')).toBe(String(props.columns.length))
    expect(table.get('tfoot').text()).toContain('打印于')
    expect(table.findAll('.print-footer')).toHaveLength(1)
    // Controls are not printed, not even in the heading.
    expect(table.findAll('thead .table-actions')).toHaveLength(1)
  })

  it('a cell that says more on paper has both texts, each for its medium', () => {
    const printedColumns = props.columns.map((column) =>
      column.key === 'count'
        ? { ...column, printed: ({ count }: Row) => `${String(count)}，2026 年 3 月 17 日` }
        : column,
    )
    const [cell] = mountUi(DeskTable, { props: { ...props, columns: printedColumns } }).findAll('tbody td')
    expect(cell?.get('.table-screen').text()).toBe('10')
    expect(cell?.get('.table-paper').text()).toBe('10，2026 年 3 月 17 日')
  })

  it('a cell with times formats them for its medium, and has one text where both media say the same', () => {
    const texts = timed(
      ({ count }: Row, at) => (count === 9 ? EMPTY_CELL : at(String(count))),
      (time) => `今天 ${time}`,
      (time) => `2026 年 ${time}`,
    )
    const timedColumns = props.columns.map((column) => (column.key === 'count' ? { ...column, ...texts } : column))
    const table = mountUi(DeskTable, { props: { ...props, columns: timedColumns } })
    expect(table.findAll('tbody td bdi').map((text) => text.text())).toEqual(['今天 10', '2026 年 10', EMPTY_CELL])
  })

  it('a table without rows shows the empty slot', () => {
    expect(mountUi(DeskTable, { props: { ...props, rows: [] }, slots: { empty: '还没有' } }).text()).toContain('还没有')
  })

  it('a heading sorts by its column, and a second time in the other direction', async () => {
    const page = mountUi(Page)
    const [, count] = page.findAll('thead th button')
    await count?.trigger('click')
    await flushPromises()
    expect(names(page)).toEqual(['郭𠮷', '李敏'])
    expect(page.get('th[aria-sort]').attributes('aria-sort')).toBe('ascending')
    await count?.trigger('click')
    await flushPromises()
    expect(names(page)).toEqual(['李敏', '郭𠮷'])
    expect(page.get('th[aria-sort]').attributes('aria-sort')).toBe('descending')
  })

  it('columns are chosen and restored, and the name stays', async () => {
    const page = mountUi(Page)
    const heads = () => page.findAll('thead th[scope=col]').map((head) => head.text())
    expect(heads()).toEqual(['', '姓名', '件数'])
    await page.get('button[aria-expanded]').trigger('click')
    const [name, count, id] = page.findAll('fieldset input')
    expect((name?.element as HTMLInputElement).disabled).toBe(true)
    await id?.setValue(true)
    await flushPromises()
    await count?.setValue(false)
    await flushPromises()
    expect(heads()).toEqual(['', '姓名', '编号'])
    const restore = page.findAll('fieldset button').at(-1)
    expect(restore?.text()).toBe('恢复默认')
    await restore?.trigger('click')
    await flushPromises()
    expect(heads()).toEqual(['', '姓名', '件数'])
  })

  it('全选 selects the whole result and shows its number; one row can be left out', async () => {
    const page = mountUi(Page)
    const all = page.get('thead input')
    expect(all.attributes('aria-label')).toBe('全选 300 条')
    await all.setValue(true)
    expect(page.get('[role=toolbar]').text()).toContain('已选 300 条')
    await page.get('tbody input').setValue(false)
    expect(page.get('[role=toolbar]').attributes('aria-label')).toBe('处理选中的 299 条')
    await page.get('[role=toolbar]').trigger('keydown', { key: 'Escape' })
    expect(page.find('[role=toolbar]').exists()).toBe(false)
  })

  it('全选 names no number while more rows match than are loaded', async () => {
    const page = mountUi(Page, { props: { total: null } })
    const all = page.get('thead input')
    expect(all.attributes('aria-label')).toBe('全选符合条件的')
    await all.setValue(true)
    expect(page.get('[role=toolbar]').text()).toContain('已选全部符合条件的，人数见预览')
    await page.get('tbody input').setValue(false)
    expect(page.get('[role=toolbar]').text()).toContain('除去 1 条')
  })

  it('arrow keys move between rows, and with Shift select', async () => {
    const page = mountUi(Page)
    await flushPromises()
    const [first, second] = page.findAll('tbody input')
    ;(first?.element as HTMLElement).focus()
    await first?.trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    expect(document.activeElement).toBe(second?.element)
    expect((second?.element as HTMLInputElement).checked).toBe(true)
    await second?.trigger('keydown', { key: 'ArrowUp' })
    expect(document.activeElement).toBe(first?.element)
  })
})

describe('parts of the table', () => {
  it('TableHeading without sorting is plain text', () => {
    const heading = mountUi(
      {
        render: () =>
          h('table', h('tr', h(TableHeading, { column: { key: 'a', label: '件数', text: () => '' }, sort: null }))),
      },
      {},
    )
    expect(heading.find('button').exists()).toBe(false)
  })

  it('TableSearch is focused by / unless a field has the focus', async () => {
    const search = mountUi(TableSearch, { props: { label: '姓名', maxLength: 64, text: '', kept: { sort: '-due' } } })
    document.dispatchEvent(new KeyboardEvent('keydown', { key: '/' }))
    expect(document.activeElement).toBe(search.get('input[type=search]').element)
    expect(search.get('input[type=hidden]').attributes('name')).toBe('sort')
    await search.get('input[type=search]').setValue('zs')
    await search.get('form').trigger('submit')
    expect(search.emitted('search')).toEqual([['zs']])
  })

  it('FilterChips names the filter that a chip removes', async () => {
    const chips = mountUi(FilterChips, { props: { filters: [{ key: 'state', label: '状态', value: '待签' }] } })
    expect(chips.get('button').attributes('aria-label')).toBe('去掉筛选：状态 待签')
    await chips.get('button').trigger('click')
    expect(chips.emitted('remove')).toEqual([['state']])
  })

  it('TableSelect has a name and applies a choice at once', async () => {
    const options = [
      { value: '', label: '全部状态' },
      { value: 'active', label: '使用中' },
    ]
    const select = mountUi(TableSelect, { props: { label: '状态', options, value: '' } })
    expect(select.get('select').attributes('aria-label')).toBe('状态')
    await select.get('select').setValue('active')
    expect(select.emitted('change')).toEqual([['active']])
  })

  it('BulkBar is a toolbar named by its number, only while rows are selected', () => {
    expect(
      mountUi(BulkBar, { props: { count: 8 } })
        .get('[role=toolbar]')
        .attributes('aria-label'),
    ).toContain('8')
    expect(mountUi(BulkBar, { props: { count: 0 } }).text()).toBe('')
  })

  it('ColumnMenu closes with Esc and returns the focus', async () => {
    const menu = mountUi(ColumnMenu, { props: { columns, shown: ['name'], isChanged: false } })
    await menu.get('button').trigger('click')
    await menu.get('fieldset').trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(menu.find('fieldset').exists()).toBe(false)
    expect(document.activeElement).toBe(menu.get('button').element)
  })

  it('PrintFooter names the search and the filters of a list that is printed as a whole', () => {
    const filters = [{ label: '状态', value: '待签' }]
    const footer = mountUi(PrintFooter, { props: { filters, pageFilters: ['外协'], search: '王', part: null } })
    expect(footer.text()).toContain('王、状态 待签、外协')
    expect(footer.text()).not.toContain('不完整')
  })

  it('PrintFooter says that a list is not printed as a whole', () => {
    const footer = mountUi(PrintFooter, { props: { filters: [], search: '', part: 50 } })
    expect(footer.text()).toContain('不完整：只有已载入的前 50 条')
  })

  it('SavedViews keeps the current state under a name, shows it again, and deletes it', async () => {
    const views = mountUi(SavedViews, { props: { table: 'people', query: { state: 'pending' } } })
    await views.findAll('button').at(-1)?.trigger('click')
    await views.get('input').setValue('车间没签')
    await views.get('form').trigger('submit')
    const [all, own] = views.findAll('[aria-pressed]')
    expect([all?.attributes('aria-pressed'), own?.attributes('aria-pressed')]).toEqual(['false', 'true'])
    await own?.trigger('click')
    expect(views.emitted('show')).toEqual([[{ state: 'pending' }]])
    await views.get('[aria-label="删除视图 车间没签"]').trigger('click')
    expect(views.findAll('[aria-pressed]')).toHaveLength(1)
  })
})
