import { expect, it } from 'vitest'
import incidentCases from '../../locales/zh-CN/incident-cases.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import IntakeStrip from './components/IntakeStrip.vue'

const { intake: messages } = incidentCases
const { intake } = samplePages['incident-cases'].data
const mountStrip = (weeks = intake) => mountUi(IntakeStrip, { props: { weeks } })

it('each week is a column of its categories from the bottom up, and the last one is called the present week', () => {
  const strip = mountStrip()
  const plot = strip.get('svg.column-plot')
  expect(plot.findAll('rect').map((part) => part.classes()[0])).toEqual([
    ...['intake-account', 'intake-hazard'],
    ...['intake-account', 'intake-hazard', 'intake-violation'],
  ])
  expect(plot.findAll('text').map((tick) => tick.text())).toEqual([messages.thisWeek])
  expect(plot.attributes('aria-label')).toBe('近 8 周 7 件，本周 5 件：账号 3，隐患及其他 2，违规 2')
  expect(strip.findAll('.intake-legend li').map((entry) => entry.text())).toEqual(['账号 3', '隐患及其他 2', '违规 2'])
})

it('the table has the numbers of the plot by week and category', () => {
  const rows = mountStrip()
    .findAll('tr')
    .map((row) => row.findAll('th, td').map((cell) => cell.text()))
  expect(rows).toEqual([
    [messages.week, '账号', '隐患及其他', '违规', messages.count, messages.time],
    [messages.from('2026-03-08T16:00:00Z'), '1', '1', '0', '2', messages.taken(540)],
    [messages.from('2026-03-15T16:00:00Z'), '2', '1', '2', '5', '—'],
  ])
})

it('the strip says which kinds each category has', () => {
  expect(mountStrip().text()).toContain(
    '账号：异常登录、密码泄露、账号共用；隐患及其他：发错文件、其他；违规：不当言论、泄密',
  )
})

it('without an incident there is a sentence, and neither a plot nor a table', () => {
  const none = { account: 0, hazard: 0, violation: 0 }
  const strip = mountStrip([{ from: '2026-03-15T16:00:00Z', count: 0, byCategory: none, minutes: null }])
  expect(strip.get('h2').text()).toBe(messages.none)
  expect([strip.find('.column-plot').exists(), strip.find('table').exists()]).toEqual([false, false])
})
