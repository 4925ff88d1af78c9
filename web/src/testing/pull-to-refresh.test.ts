import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import TaskList from '../features/requests/components/approvals/TaskList.vue'
import { mountUi } from './mount-ui.ts'
import { samplePages } from './samples/sample-pages.ts'
import { fakeApi } from './with-setup.ts'

const sources = import.meta.glob<string>('../features/**/*.vue', { query: '?raw', import: 'default', eager: true })

const pages: readonly PageName[] = [
  'policies',
  'receipts',
  'groups',
  'incidents',
  'feedback',
  'my-activity',
  'lost-archive',
]

it.each(pages)('the list of page %s can be pulled', (page) => {
  expect(sources[`../features/${pageTable[page].file}.vue`]).toMatch(/<PullRefresh[^]*:refresh="re(load|fresh)"/)
})

it('lists of requests can be pulled', () => {
  const users = Object.entries(sources).filter(([, source]) => source.includes('<RefreshableRows'))
  expect(users.length).toBeGreaterThan(1)
  expect(sources['../features/requests/components/RefreshableRows.vue']).toMatch(/<PullRefresh[^]*:refresh="refresh"/)
})

it('the tabs of tasks can be pulled', () => {
  const tasks = sources['../features/requests/components/approvals/TaskList.vue']
  expect(tasks).toMatch(/<PullRefresh[^]*:refresh="reload"/)
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
