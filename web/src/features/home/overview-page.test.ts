import { afterEach, describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleOverview } from '../../testing/samples/sample-overview.ts'
import OverviewPage from './pages/OverviewPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const mountPage = (data = sampleOverview) =>
  mountUi(OverviewPage, { parts: { initialState: sampleInitialState({ name: 'overview', data }) } })

describe('the overview', () => {
  it('OverviewPage lists the tasks, each with a link to its page', () => {
    const tasks = mountPage().findAll('.overview-task')
    expect(tasks.map((task) => task.get('.row-title').text())).toEqual([
      '1 个制度版本待你处理',
      '2 条疑问待答复',
      '23 人逾期未签',
      '18 人未送达',
      '2 人按个人期限待签（新成员或改过期限）',
      '邵冰 的豁免 3\u00a0月\u00a031\u00a0日 到期',
      '段志远 的合同 3\u00a0月\u00a031\u00a0日 到期',
      '1 条消息已停止发送',
      '自检 2 项待完善',
    ])
    expect(tasks[2]?.get('a').attributes('href')).toBe('/policies/pol_0sample1/people?state=overdue')
  })

  it('the matrix has a number in each cell, and the rest of the company in the last column', () => {
    const [first, second] = mountPage().findAll('.matrix tbody tr')
    const drawn = first
      ?.findAll('td')
      .map((cell) => (cell.find('a > [aria-hidden]').exists() ? cell.get('a > [aria-hidden]').text() : cell.text()))
    expect(drawn).toEqual(['19/49', '全部签完', '69/796', '91.2\u00a0%'])
    expect(second?.findAll('td')[1]?.text()).toContain('无须签收')
    expect(first?.get('td a .sr').text()).toBe('未签 19 人，应签 49 人，逾期 9 人')
    expect(first?.get('td a').classes()).toContain('matrix-late-3')
  })

  it('the chart of deadlines has a text alternative and a table', () => {
    const strip = mountPage().get('section[aria-labelledby=due-strip]')
    expect(strip.get('svg').attributes('aria-label')).toContain('信息安全须知：3\u00a0月\u00a024\u00a0日 到期')
    expect(strip.findAll('tbody tr')).toHaveLength(2)
  })

  it('OverviewPage shows an empty state without tasks', () => {
    const quiet = { ...sampleOverview, policies: [], exemptions: [], partners: [], ops: null }
    const none = { count: 0, first: null }
    const page = mountPage({ ...quiet, versions: none, questions: { ...none, oldestAt: null } })
    expect(page.text()).toContain('暂无待处理')
    expect(page.text()).toContain('还没有生效的制度')
  })
})
