import type { ClosingView, HandoverView } from '@desk/shared/accounts/close/closing-schemas'
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import messages from '../../../locales/zh-CN/accounts-close.ts'
import { mountUi } from '../../../testing/mount-ui.ts'
import { sampleClosing } from '../../../testing/samples/sample-closings.ts'
import { sampleInitialState } from '../../../testing/samples/sample-pages.ts'
import ClosingPage from './pages/ClosingPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const [accepted, sponsor, ward, leader] = sampleClosing.items as [
  HandoverView,
  HandoverView,
  HandoverView,
  HandoverView,
]
const instant = '2026-03-18T01:14:00Z'

async function openPage(changes: Partial<ClosingView> = {}, isDesk = true) {
  vi.stubGlobal('matchMedia', () => ({ matches: isDesk, addEventListener() {}, removeEventListener() {} }))
  const data = { ...sampleClosing, ...changes }
  const page = mountUi(ClosingPage, { parts: { initialState: sampleInitialState({ name: 'closing', data }) } })
  await flushPromises()
  await vi.dynamicImportSettled()
  await flushPromises()
  const texts = (selector: string) => page.findAll(selector).map((cell) => cell.text().replace(/\s+/g, ' '))
  const rows = () =>
    page.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text().replace(/\s+/g, ' ')))
  return { page, rows, texts }
}
const checksOf = ({ texts }: Awaited<ReturnType<typeof openPage>>) => texts('[aria-labelledby=checks] li')

describe('the page of a closing at a desk', () => {
  it('the page of a closing at a desk shows what is handed over and what ends by itself as one table, with the number of each', async () => {
    const { page, rows, texts } = await openPage()
    expect(texts('thead th')).toEqual(['事项', '接手人', '状态', '证据'])
    expect(page.get('#hand-over').text()).toBe('交接事项 4 项')
    expect(page.text()).toContain('对方已接手 1，未指定 1，到期自动处理 2')
    expect(rows().map(([item]) => item)).toEqual([
      '供应商对账群主',
      '段志远外部合作人员的对接人',
      `${messages.items.ward}2 项`,
      `采购组${messages.items.leader}`,
    ])
    expect(page.find('.handover').exists()).toBe(false)
  })

  it('the page of a closing at a desk shows that WeCom confirmed an item only where a read-back is stored', async () => {
    const group = { ...accepted, state: 'done', answeredAt: '2026-03-17T01:00:00Z' } as const
    const items: HandoverView[] = [
      { ...group, readBackAt: instant },
      { ...group, id: 'hov_0sample5' },
      { ...sponsor, state: 'done', heir: group.heir, answeredAt: instant },
      { ...sponsor, id: 'hov_0sample6', state: 'offered', heir: group.heir, offeredAt: instant },
      { ...sponsor, id: 'hov_0sample7', state: 'waived', answeredAt: instant, reason: '合同到期' },
      ward,
    ]
    const { page, rows } = await openPage({ items })
    expect(rows().map((row) => row.at(-1)?.replace('证据', '').trim())).toEqual([
      '3 月 18 日 09:14 确认',
      '3 月 17 日 09:00 记录',
      '3 月 18 日 09:14 记录',
      '3 月 18 日 09:14 指定',
      '3 月 18 日 09:14 记录',
      '—',
    ])
    expect(page.findAll('.notches-done')).toHaveLength(1)
    expect(page.findAll('tbody [role=img]').map((mark) => mark.attributes('aria-label'))).toEqual([
      '已转交，企业微信已确认',
      '已交接，企业微信未确认',
      '已交接',
      '已指定，待对方确认',
    ])
    expect(page.text()).toContain('已办妥 4，待对方确认 1，到期自动处理 1')
  })

  it('the page of a closing at a desk offers to name who takes an item over, or to waive it, only for an unfinished item that somebody must take over', async () => {
    const { page } = await openPage({ items: [accepted, { ...accepted, id: 'hov_0sample5', state: 'done' }, leader] })
    const names = page.findAll('tbody button').map((button) => button.text())
    expect(names).toEqual([messages.detail.assign, messages.detail.waive])
    await page.findAll('tbody button')[0]?.trigger('click')
    await flushPromises()
    expect(document.querySelector('[role=dialog]')?.textContent).toContain(messages.detail.assignTitle(1))
  })

  it('the page of a closing at a desk says what is complete before the account is disabled', async () => {
    const preparing = await openPage()
    expect(preparing.page.get('#checks').text()).toBe('停用前需完成 1 / 3')
    expect(checksOf(preparing)).toEqual([
      '已完成 清点完成 3 月 16 日 09:00 开始，共 4 项',
      '未完成 本人确认已清理敏感信息 待本人确认',
      '未完成 2 项都有人接手或自动处理 还差 1 项',
    ])
    const cleanedAt = '2026-03-19T09:20:00Z'
    const ready = await openPage({ items: [accepted, leader], cleanedAt, phase: 'ready' })
    expect(ready.page.get('#checks').text()).toBe('停用前需完成 3 / 3')
    expect(checksOf(ready).slice(1)).toEqual([
      '已完成 本人确认已清理敏感信息 本人 3 月 19 日 17:20 确认',
      '已完成 1 项都有人接手或自动处理',
    ])
  })

  it('the page of a closing at a desk requires only a second person in an emergency, and shows no checks for a transfer or a cancelled closing', async () => {
    const emergency = await openPage({ kind: 'emergency', phase: 'confirming', lastDay: null })
    expect(checksOf(emergency)).toEqual([
      '已完成 清点完成 3 月 16 日 09:00 开始，共 4 项',
      '未完成 另一人确认立即停用 尚未确认',
    ])
    expect((await openPage({ kind: 'transfer' })).page.find('#checks').exists()).toBe(false)
    expect((await openPage({ phase: 'cancelled' })).page.find('#checks').exists()).toBe(false)
  })

  it('the page of a closing on a phone shows lists, without a table or the checks', async () => {
    const { page } = await openPage({}, false)
    expect(page.find('table').exists()).toBe(false)
    expect(page.find('#checks').exists()).toBe(false)
    expect(page.findAll('.handover')).toHaveLength(5)
    expect(page.findAll('.handover .tile')).toHaveLength(5)
  })
})
