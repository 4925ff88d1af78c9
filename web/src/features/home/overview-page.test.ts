import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { Role } from '@desk/shared/identity/actor'
import { holdsRole, isRoleRule } from '@desk/shared/identity/role-rules'
import type { OverviewView } from '@desk/shared/pages/overview-schemas'
import { routedPages } from '@desk/shared/pages/page-table'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleOverview } from '../../testing/samples/sample-overview.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import OverviewPage from './pages/OverviewPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

/** Returns the access rule of the page at an address. */
const ruleOf = (href: string): string =>
  routedPages.find(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`).test(href.split('?', 1)[0] ?? ''))
    ?.rule ?? 'nobody'

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
      '2 位新成员未签',
      '邵冰 的豁免 3\u00a0月\u00a031\u00a0日 到期',
      '还有 3 人的豁免两周内到期',
      '段志远 的合作 3\u00a0月\u00a031\u00a0日 到期',
      '还有 4 人的合作四周内到期',
      '1 条消息已停止发送',
      '自检 2 项待完善',
    ])
    expect(tasks.slice(1, 4).map((task) => task.get('.sub').text())).toEqual([
      '企业微信使用规范，最早一条 3\u00a0月\u00a016\u00a0日 10:00',
      '企业微信使用规范，逾期 1 天',
      '企业微信使用规范',
    ])
    expect(tasks[0]?.get('.sub').text()).toBe('信息安全须知，批准、修改或发布')
    // The result is of the last check: problems that were fixed since are still counted.
    expect(tasks.at(-1)?.text()).toContain('今天 10:00 的自检结果')
    expect(tasks.every((task) => task.find('a[href]').exists())).toBe(true)
    expect(tasks[2]?.get('a').attributes('href')).toBe('/policies/pol_0sample1/people?state=overdue')
    // The list counts the same people as the number: those who joined after the day on which signing began.
    expect(tasks[4]?.get('a').attributes('href')).toBe(
      '/policies/pol_0sample1/people?state=unsigned&joinedAfter=2026-03-09',
    )
  })

  // The server leaves these out for some roles: `get-policy-overview.ts`.
  const none = { exemptions: [], moreExemptions: [], partners: [], morePartners: 0, ops: null }
  const noneWaiting = { count: 0, first: null, oldestAt: null }
  const viewByRole = {
    ops_lead: sampleOverview,
    ops: sampleOverview,
    compliance: { ...sampleOverview, partners: [], morePartners: 0, ops: null },
    auditor: { ...sampleOverview, ...none, mayAct: false, questions: noneWaiting, versions: noneWaiting },
  } satisfies Partial<Record<Role, OverviewView>>
  it.each(Object.entries(viewByRole))('every link of the overview opens for %s', (role, view) => {
    const page = mountPage(view)
    expect(page.findAll('.overview-task').length > 0).toBe(role !== 'auditor')
    const refused = page
      .findAll('.overview a')
      .map((link) => link.attributes('href') ?? '')
      .filter((href) => {
        const rule = ruleOf(href)
        return rule !== 'member' && !(isRoleRule(rule) && holdsRole({ roles: [role as Role] }, rule))
      })
    expect(refused).toEqual([])
  })

  it('the matrix shows the numbers of each department, then those of the rest of the company and the share in total', () => {
    const [first, second] = mountPage().findAll('.matrix tbody tr')
    const drawn = first
      ?.findAll('td')
      .map((cell) => (cell.find('a > [aria-hidden]').exists() ? cell.get('a > [aria-hidden]').text() : cell.text()))
    expect(drawn).toEqual(['19/49', '全部签完', '69/796', '91.2\u00a0%912 已签 ÷（1014 应签 − 14 豁免）'])
    expect(second?.findAll('td')[1]?.text()).toContain('无须签收')
    expect(first?.get('td a .sr').text()).toBe('未签 19 人，应签 49 人，逾期 9 人')
    expect(first?.get('td a').classes()).toContain('matrix-late-3')
    // The list of the people that the number counts.
    expect(first?.get('td a').attributes('href')).toBe('/policies/pol_0sample1/people?state=unsigned&department=21')
  })

  it('the matrix shows the shares of people instead of their numbers', async () => {
    const page = mountPage()
    const first = () => page.get('.matrix tbody a > [aria-hidden]').text()
    expect(first()).toBe('19/49')
    await clickButton(page)('比例')
    expect(first()).toBe('38.8\u00a0%')
    expect(page.get('.matrix tbody td a .sr').text()).toBe('未签 19 人，应签 49 人，逾期 9 人')
    expect(page.get('section[aria-labelledby=matrix] .overview-head .sub').text()).toContain('比例')
  })

  it('on paper the days of the overview have their year', () => {
    const page = mountPage()
    const printed = page.findAll('.overview-paper').map((text) => text.text())
    // An exemption, a contract, the oldest question, the last self-check, and the due day of each policy.
    expect(printed).toHaveLength(6)
    for (const text of printed) expect(text).toMatch(/2026\s年/)
    const cells = page.findAll('section[aria-labelledby=due-strip] tbody td').map((cell) => cell.text())
    expect(cells.filter((text) => /2026\s年/.test(text))).toHaveLength(4)
    expect(page.findAll('.matrix tbody .overview-paper').map((text) => text.text())).toEqual([
      '，2026\u00a0年 3\u00a0月\u00a016\u00a0日 到期',
      '2026\u00a0年 3\u00a0月\u00a024\u00a0日 到期',
    ])
  })

  it('the chart of deadlines has a text alternative and a table', () => {
    const strip = mountPage().get('section[aria-labelledby=due-strip]')
    expect(strip.get('svg').attributes('aria-label')).toContain('信息安全须知：3\u00a0月\u00a024\u00a0日 到期')
    expect(strip.findAll('tbody tr')).toHaveLength(2)
  })

  it.each([
    ['导出 Excel', 'xlsx'],
    ['导出 CSV', 'csv'],
  ])('%s asks for a file of the overview and shows its one-time link', async (label, format) => {
    const fetch = vi.fn((_input: RequestInfo | URL, _init?: RequestInit) =>
      Promise.resolve(Response.json({ path: '/d/abc', expiresAt: '2026-03-17T02:05:00Z' })),
    )
    const page = mountUi(OverviewPage, {
      parts: {
        api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
        initialState: sampleInitialState({ name: 'overview', data: sampleOverview }),
      },
    })
    await clickButton(page)(label)
    await flushPromises()
    const [input, init] = fetch.mock.calls.at(-1) ?? []
    expect(String(input)).toMatch(/\/api\/overview\/export$/)
    expect(init?.body).toBe(JSON.stringify({ format }))
    expect(page.get('.download-link').attributes('href')).toBe('/d/abc')
  })

  it('OverviewPage shows empty states without tasks and policies', () => {
    const quiet = { ...sampleOverview, ...none, policies: [] }
    const page = mountPage({ ...quiet, versions: noneWaiting, questions: noneWaiting })
    expect(page.text()).toContain('暂无待处理')
    expect(page.text()).toContain('还没有生效的制度')
  })
})
