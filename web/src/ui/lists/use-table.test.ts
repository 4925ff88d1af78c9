import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import { usePagedTable } from './use-table.ts'

type Row = { name: string }
type Load = { after: string | undefined; q: string; give: (names: readonly string[], next: string | null) => void }

/** Mounts a page with a table, which the test leaves and visits again. */
function mountTable() {
  const loads: Load[] = []
  const [isHere, q] = [shallowRef(true), shallowRef('')]
  const shown = shallowRef<ReturnType<typeof useRows> | null>(null)
  const useRows = () =>
    usePagedTable({
      initial: null,
      query: () => ({ q: q.value }),
      load: ({ after, q }: { after?: string; q: string }) =>
        new Promise<{ items: Row[]; next: string | null; total: number }>((resolve) => {
          loads.push({
            after,
            q,
            give: (names, next) => {
              resolve({ items: names.map((name) => ({ name })), next, total: 300 })
            },
          })
        }),
      labels: { name: '姓名' },
      columns: () => ({ name: ({ name }: Row) => name }),
    })
  const Page = defineComponent({
    setup() {
      shown.value = useRows()
      return () => null
    },
  })
  mountUi({ render: () => h('div', isHere.value ? [h(Page)] : []) })
  const visit = async (isVisited: boolean) => {
    isHere.value = isVisited
    await flushPromises()
  }
  const names = () => shown.value?.items.value.map(({ name }) => name)
  return { loads, q, visit, names, shown }
}

it('a table that is visited again shows all its rows at once, until as many have arrived', async () => {
  const { loads, visit, names, shown } = mountTable()
  loads[0]?.give(['a', 'b'], 'c3')
  await flushPromises()
  void shown.value?.loadMore()
  loads[1]?.give(['c', 'd'], null)
  await flushPromises()
  await visit(false)
  await visit(true)
  expect([names(), shown.value?.page.value?.total]).toEqual([['a', 'b', 'c', 'd'], 300])
  loads[2]?.give(['a2', 'b2'], 'c3')
  await flushPromises()
  expect(names()).toEqual(['a', 'b', 'c', 'd'])
  loads[3]?.give(['c2', 'd2'], null)
  await flushPromises()
  expect([names(), loads.map(({ after }) => after)]).toEqual([
    ['a2', 'b2', 'c2', 'd2'],
    [undefined, 'c3', undefined, 'c3'],
  ])
})

it('a table that is left before the rows of its next query have arrived does not show the old ones under that query', async () => {
  const { loads, q, visit, names } = mountTable()
  loads[0]?.give(['a'], null)
  await flushPromises()
  q.value = 'b'
  await flushPromises()
  expect(loads[1]?.q).toBe('b')
  await visit(false)
  await visit(true)
  expect(names()).toEqual([])
  await visit(false)
  q.value = ''
  await visit(true)
  expect(names()).toEqual(['a'])
})
