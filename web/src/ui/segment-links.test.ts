import { expect, it } from 'vitest'
import { mountUi } from '../testing/mount-ui.ts'
import SegmentLinks from './SegmentLinks.vue'

it('is links with an address each, and says which one is shown', () => {
  const options = [
    { name: 'all', label: '全部', to: '/requests' },
    { name: 'ended', label: '办完的', to: '/requests?list=ended' },
  ]
  const segment = mountUi(SegmentLinks, { props: { label: '看哪些', options, current: 'ended' } })
  expect(segment.attributes('aria-label')).toBe('看哪些')
  expect(segment.findAll('a').map((link) => link.attributes('href'))).toEqual(['/requests'])
  expect(segment.get('[aria-current=page]').text()).toBe('办完的')
})
