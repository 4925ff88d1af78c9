import type { PageName } from '@desk/shared/pages/page-table'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import TaskList from '../features/requests/components/approvals/TaskList.vue'
import { loadPage } from '../router/page-components.ts'
import PullRefresh from '../ui/lists/PullRefresh.vue'
import { mountUi } from './mount-ui.ts'
import { sampleInitialState, samplePages } from './samples/sample-pages.ts'
import { samplePaths } from './samples/sample-paths.ts'
import { fakeApi } from './with-setup.ts'

const pages: readonly PageName[] = [
  ...(['requests', 'approvals', 'delegations', 'policies', 'receipts', 'groups', 'incidents', 'feedback'] as const),
  ...(['custody', 'my-activity', 'lost-board', 'lost-archive'] as const),
]

it.each(pages)('the list of page %s can be pulled, and keeps its rows when it cannot be loaded again', async (page) => {
  const initialState = sampleInitialState(samplePages[page])
  const component = await loadPage(page, initialState)
  if (!component) throw new Error(`page ${page} has no component`)
  const shown = mountUi(component, { parts: { initialState }, path: samplePaths[page] })
  await flushPromises()
  const list = shown.getComponent(PullRefresh)
  const countRows = () => list.findAll('li').length
  const rows = countRows()
  expect([rows > 0, list.find('[role=alert]').exists()]).toEqual([true, false])
  // What a pull calls, and the button for those who cannot drag.
  await list.props('refresh')()
  await flushPromises()
  expect([countRows(), list.find('[role=alert]').exists()]).toEqual([rows, true])
})

it.each([
  ['the policies to sign', TaskList, { tab: 'sign' }],
  ['the other tasks', TaskList, { tab: 'other' }],
] as const)('the button below %s loads them again', async (_name, page, props) => {
  const home = vi.fn(() => Promise.resolve(samplePages.home.data))
  const shown = mountUi(page, { props, parts: { api: fakeApi({ home }) } })
  await vi.waitUntil(() => shown.findAll('button').some((button) => button.text() === '刷新'))
  await flushPromises()
  home.mockClear()
  await shown
    .findAll('button')
    .find((button) => button.text() === '刷新')
    ?.trigger('click')
  expect(home).toHaveBeenCalledTimes(1)
})

it('a tab of tasks keeps its rows when they cannot be loaded again', async () => {
  const shown = mountUi(TaskList, { props: { tab: 'sign' }, parts: { api: fakeApi() } })
  await flushPromises()
  expect(shown.find('[role=alert]').exists()).toBe(true)
  expect(shown.find('.first-task').exists()).toBe(true)
})
