import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import TabLinks from './TabLinks.vue'

it('TabLinks renders a link per option, and the current one as text with aria-current', async () => {
  const options = [
    { name: 'all', label: '全部', to: '/' },
    { name: 'ended', label: '办完的', to: '/?list=ended' },
  ]
  const segment = mountUi(TabLinks, { props: { label: '看哪些', options, current: 'ended' } })
  await flushPromises()
  expect(segment.attributes('aria-label')).toBe('看哪些')
  expect(segment.findAll('a').map((link) => link.attributes('href'))).toEqual(['/'])
  expect(segment.findAll('[aria-current]').map((tab) => tab.text())).toEqual(['办完的'])
})

it('TabLinks adds the count to the name of an option, unless there is none', async () => {
  const options = [
    { name: 'approve', label: '审批', count: 12, to: '/' },
    { name: 'sign', label: '签收', count: 0, to: '/?list=sign' },
  ]
  const tabs = mountUi(TabLinks, { props: { label: '待办分类', options, current: 'approve', isChips: true } })
  await flushPromises()
  expect(tabs.text()).toBe('审批12签收')
})
