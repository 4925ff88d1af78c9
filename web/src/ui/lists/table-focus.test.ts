import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useSelection } from '../../composables/use-selection.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import ColumnMenu from './ColumnMenu.vue'
import DeskTable from './DeskTable.vue'
import FilterChips from './FilterChips.vue'
import SavedViews from './SavedViews.vue'
import { tableColumns } from './table-columns.ts'
import { useTableState } from './use-table-state.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

type Row = { id: string; name: string; count: number }
const rows: Row[] = [
  { id: '1', name: '李敏', count: 10 },
  { id: '2', name: '郭𠮷', count: 9 },
]
const columns = tableColumns(
  { name: '姓名', count: '件数' },
  { name: ({ name }: Row) => name, count: ({ count }: Row) => String(count) },
  true,
)
const role = { key: 'role', label: '角色', value: '运维' }
const Page = defineComponent({
  setup() {
    const state = useTableState<'name' | 'count'>(() => columns)
    const selection = useSelection(() => rows.length)
    return () =>
      h(
        DeskTable<Row, 'name' | 'count'>,
        {
          caption: '审批人',
          columns,
          rows,
          rowKey: ({ id }: Row) => id,
          state,
          selection,
          searchLabel: '姓名、拼音',
          filters: [role],
        },
        { bulk: () => h('button', { type: 'button', class: 'act', onClick: selection.clear }, '催办') },
      )
  },
})
const focus = (element: Element) => {
  ;(element as HTMLElement).focus()
}

it.each([
  ['its close button', '.bulk-clear'],
  ['a bulk action', '.act'],
])('when %s ends the selection, the focus moves to the choice of all rows', async (_what, end) => {
  const page = mountUi(Page)
  await page.get('tbody input').setValue(true)
  const button = page.get(end)
  focus(button.element)
  await button.trigger('click')
  await flushPromises()
  expect(page.find('[role=toolbar]').exists()).toBe(false)
  expect(document.activeElement).toBe(page.get('thead input').element)
})

it('clearing the last selected row leaves the focus on its checkbox', async () => {
  const page = mountUi(Page)
  const row = page.get('tbody input')
  await row.setValue(true)
  focus(row.element)
  await row.setValue(false)
  await flushPromises()
  expect(document.activeElement).toBe(row.element)
})

it('when the last filter is removed, the focus moves to the search', async () => {
  const page = mountUi(Page)
  const chip = page.get('.filter-chip')
  focus(chip.element)
  await chip.trigger('click')
  expect(document.activeElement).toBe(page.get('input[type=search]').element)
})

it('when one of several filters is removed, the focus moves to the one beside it', async () => {
  const filters = [role, { key: 'state', label: '状态', value: '使用中' }]
  const chips = mountUi(FilterChips, { props: { filters } })
  const [first, second] = chips.findAll('button')
  await second?.trigger('click')
  expect(document.activeElement).toBe(first?.element)
  await first?.trigger('click')
  expect(document.activeElement).toBe(second?.element)
  expect(chips.emitted('remove')).toEqual([['state'], ['role']])
})

it('the choice of columns keeps the focus when the default is restored, and closes when the focus leaves it', async () => {
  const menu = mountUi(ColumnMenu, { props: { columns, shown: ['name'], isChanged: true } })
  await menu.get('button').trigger('click')
  await menu.findAll('fieldset button').at(-1)?.trigger('click')
  expect(menu.emitted('change')).toEqual([[null]])
  expect(document.activeElement).toBe(menu.findAll('fieldset input')[1]?.element)
  await menu.get('fieldset').trigger('focusout', { relatedTarget: menu.get('button').element })
  expect(menu.find('fieldset').exists()).toBe(true)
  // A press on the text of a choice, where the page around it can have the focus.
  await menu.get('fieldset').trigger('focusout', { relatedTarget: document.body })
  expect(menu.find('fieldset').exists()).toBe(true)
  const elsewhere = document.body.appendChild(document.createElement('button'))
  await menu.get('fieldset').trigger('focusout', { relatedTarget: elsewhere })
  expect(menu.find('fieldset').exists()).toBe(false)
})

it('the focus moves to the name of a new view, to its button once it is saved, and back when it is deleted or not saved', async () => {
  const views = mountUi(SavedViews, { props: { table: 'people', query: { state: 'pending' } } })
  const isFocused = (selector: string) => expect(document.activeElement).toBe(views.get(selector).element)
  await views.get('.saved-start').trigger('click')
  await flushPromises()
  isFocused('.saved-name')
  await views.get('.saved-name').trigger('keydown', { key: 'Escape' })
  await flushPromises()
  isFocused('.saved-start')
  await views.get('.saved-start').trigger('click')
  await views.get('.saved-name').setValue('车间没签')
  await views.get('form').trigger('submit')
  await flushPromises()
  isFocused('.saved-view[aria-pressed=true]')
  await views.get('.saved-remove').trigger('click')
  await flushPromises()
  isFocused('.saved-start')
})
