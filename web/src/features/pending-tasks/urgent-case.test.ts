import type { HomeView, UrgentCase as Case } from '@desk/shared/pages/page-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { expect, it, vi } from 'vitest'
import { usePendingTasksStore } from '../../stores/pending-tasks.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import TaskList from '../requests/components/approvals/TaskList.vue'
import UrgentCase from './components/UrgentCase.vue'

/** Called by the card, since another person may decide meanwhile. */
const reload = vi.fn(() => Promise.resolve())

// The sample's clock says 02:33 (UTC).
const caseAt = (minute: string, overrides: Partial<Case> = {}): Case => ({
  id: 'req_0sample1',
  name: '赵丽霞',
  reporter: '孙浩',
  phone: '0755-8601-2047',
  reportedAt: `2026-03-17T02:${minute}:00.000Z`,
  decideUntil: `2026-03-17T02:${String(Number(minute) + 5)}:00.000Z`,
  deputies: ['罗文静'],
  deputiesAt: `2026-03-17T02:${String(Number(minute) + 2)}:00.000Z`,
  onCall: '陈海燕',
  ...overrides,
})

it('UrgentCase counts down, links to the case and names who is notified next', () => {
  const card = mountUi(UrgentCase, { props: { reload, cases: [caseAt('32')] } })
  expect(card.get('h2').text()).toBe('请在 5 分钟内决定')
  expect(card.get('[role=timer]').text()).toBe('4:00')
  expect(card.get('[role=timer]').attributes('aria-label')).toBe('还剩 4 分 0 秒')
  expect(card.get('a').attributes('href')).toBe('/lost-device/req_0sample1')
  expect(card.text()).toContain('满 2 分钟通知罗文静，满 5 分钟通知陈海燕')
})

it('UrgentCase offers to call the reporter first, and no call without a number', async () => {
  const card = mountUi(UrgentCase, { props: { reload, cases: [caseAt('32')] } })
  const call = card.get('a[href^="tel:"]')
  expect([call.text(), call.attributes('href')]).toEqual(['先给孙浩打电话', 'tel:0755-8601-2047'])
  await card.setProps({ cases: [caseAt('32', { phone: '' })] } as never)
  expect(card.find('a[href^="tel:"]').exists()).toBe(false)
})

it('UrgentCase no longer names the deputies once they were notified', () => {
  const card = mountUi(UrgentCase, { props: { reload, cases: [caseAt('30')] } })
  expect(card.text()).not.toContain('罗文静')
  expect(card.text()).toContain('满 5 分钟通知陈海燕')
})

it('UrgentCase pins the case with time left, and shows a late one as a row', () => {
  const late = caseAt('20', { id: 'req_0sample2', name: '马晓宇' })
  const card = mountUi(UrgentCase, { props: { reload, cases: [late, caseAt('32')] } })
  expect(card.get('.urgent-name').text()).toBe('赵丽霞的手机可能丢了')
  expect(card.get('.urgent-other').attributes('href')).toBe('/lost-device/req_0sample2')
  expect(card.get('.urgent-other').text()).toContain('马晓宇')
})

it('UrgentCase shows that the time is over, and names who is being notified', () => {
  const card = mountUi(UrgentCase, { props: { reload, cases: [caseAt('20')] } })
  expect([card.get('h2').text(), card.get('[role=timer]').text()]).toEqual(['已超过 5 分钟，正在联系陈海燕', '超时'])
})

it('UrgentCase asks for a decision now where nobody is left to notify', () => {
  const card = mountUi(UrgentCase, { props: { reload, cases: [caseAt('20', { onCall: null })] } })
  expect(card.get('h2').text()).toBe('已超过 5 分钟，请马上决定')
})

it('UrgentCase asks again while it is shown', async () => {
  vi.useFakeTimers()
  mountUi(UrgentCase, { props: { reload, cases: [caseAt('32')] } })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(reload).toHaveBeenCalledTimes(1)
  vi.useRealTimers()
})

it.each([
  ['other', 1, true, []],
  ['other', 2, true, [pagePaths.lostBoard]],
  ['sign', 1, false, []],
] as const)(
  'the tasks of tab %s pin the report among %i cases: %s, and do not repeat it in the list',
  async (tab, count, isPinned, listed) => {
    const { data } = samplePages.home
    const lost = { ...data.waiting.lost, count, urgent: [caseAt('32')] }
    const home = vi.fn(() => Promise.resolve<HomeView>({ ...data, waiting: { ...data.waiting, lost } }))
    const page = mountUi(TaskList, { props: { tab }, parts: { api: fakeApi({ home }) } })
    await vi.waitUntil(() => usePendingTasksStore().waiting?.lost.count === count)
    await page.vm.$nextTick()
    const rows = page.findAll('main a').map((link) => link.attributes('href'))
    expect([page.find('.urgent').exists(), rows.filter((href) => href === pagePaths.lostBoard)]).toEqual([
      isPinned,
      listed,
    ])
  },
)
