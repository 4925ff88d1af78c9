import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import HomePage from './pages/HomePage.vue'

const { data: home } = samplePages.home

it('HomePage shows a report to decide on above all tasks, and not once more among them', () => {
  const report = {
    id: 'req_0sample1' as const,
    name: '赵丽霞',
    reporter: '孙浩',
    phone: '0755-8601-2047',
    reportedAt: '2026-03-17T02:32:00.000Z',
    decideUntil: '2026-03-17T02:37:00.000Z',
    deputies: [],
    deputiesAt: '2026-03-17T02:34:00.000Z',
    onCall: '陈海燕',
  }
  const lost = { ...home.waiting.lost, urgent: [report] }
  const data = { ...home, waiting: { ...home.waiting, lost } }
  const page = mountUi(HomePage, { parts: { initialState: sampleInitialState({ name: 'home', data }) } })
  const headings = page.findAll('h2').map((heading) => heading.attributes('id'))
  expect(headings.slice(0, 2)).toEqual(['urgent', 'waiting'])
  // The report has the button of the page.
  expect(page.find('.first-task').exists()).toBe(false)
  expect(page.findAll('section[aria-labelledby=waiting] .row').length).toBeGreaterThan(1)
  expect(page.get('.urgent [role=timer]').text()).toBe('4:00')
  expect(page.findAll(`main a[href="/lost-device/${report.id}"]`)).toHaveLength(1)
})
