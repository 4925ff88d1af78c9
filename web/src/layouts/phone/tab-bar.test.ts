import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import core from '../../locales/zh-CN/core.ts'
import { usePendingTasksStore } from '../../stores/pending-tasks.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import TabBar from './TabBar.vue'

it('TabBar shows the number of pending tasks at 待办, and never more than 99+', async () => {
  const bar = mountUi(TabBar)
  const badges = () =>
    bar
      .findAll('.tab')
      .flatMap((tab) => tab.findAll('.tab-badge').map((badge) => [tab.attributes('href'), badge.text()]))
  expect(badges()).toEqual([['/approvals', '20']])
  usePendingTasksStore().changeApprovalCount(80)
  await flushPromises()
  expect(badges()).toEqual([['/approvals', '99+']])
  expect(bar.get('.tab-badge').attributes('aria-label')).toBe(core.tabs.count(100))
})

it('TabBar has no badge before the tasks are known, loads them, and loads them again when the network is back', async () => {
  const home = vi.fn(() => Promise.resolve(samplePages.home.data))
  const bar = mountUi(TabBar, { parts: { api: fakeApi({ home }), initialState: sampleInitialState(samplePages.me) } })
  expect(bar.find('.tab-badge').exists()).toBe(false)
  await flushPromises()
  expect(bar.get('.tab-badge').text()).toBe('20')
  dispatchEvent(new Event('online'))
  await flushPromises()
  expect(home).toHaveBeenCalledTimes(2)
})
