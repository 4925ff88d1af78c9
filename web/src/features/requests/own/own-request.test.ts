import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { mountUi } from '../../../testing/mount-ui.ts'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../../testing/with-setup.ts'
import { useToastsStore } from '../../../stores/toasts.ts'
import { noopBridge } from '../../../wecom/bridge.ts'
import OwnRequest from '../components/own/OwnRequest.vue'
import RequestReminder from '../components/own/RequestReminder.vue'

const comments = () => Promise.resolve({ comments: [] })

function mountPage(request: RequestView, requests: Parameters<typeof fakeApi>[0] = {}) {
  const api = fakeApi({ info: { comments }, ...requests })
  return mountUi(OwnRequest, { props: { modelValue: request }, parts: { api } })
}
const dialog = () => document.querySelector('[role=dialog]')
const actions = () => [...(dialog()?.querySelectorAll('.sheet-choice') ?? [])] as HTMLElement[]

const lineOf = (action: HTMLElement | undefined) => action?.querySelector('.sub')?.textContent ?? ''

async function openMore(page: ReturnType<typeof mountPage>) {
  await page.get('.bar-more').trigger('click')
  return actions().map((action) => action.querySelector('.van-cell__title')?.textContent?.replace(lineOf(action), ''))
}

describe('the page of an own request', () => {
  it('the page of an own request shows the state as its headline, and the next actor with name, role and avatar', () => {
    const page = mountPage(sampleRequests.waiting)
    expect(page.get('h1').text()).toBe('等李敏审批')
    const turn = page.get('.timeline-next')
    expect(turn.text()).toContain('部门管理员')
    expect(turn.find('.avatar').exists()).toBe(true)
  })

  it('the page of an own request counts for its last approver only what they decided, and not what the first step refused', () => {
    const chenLi = { userid: 'chenli', name: '陈立' }
    const [first] = sampleRequests.done.timeline.filter(({ type }) => type === 'decided')
    const second = { ...first!, id: 'evt_0second', actor: chenLi, details: { agreed: 1, refused: 0 } } as const
    const page = mountPage({
      ...sampleRequests.done,
      decidedBy: chenLi,
      decidedAt: second.at,
      timeline: [...sampleRequests.done.timeline, second],
    })
    expect(page.get('header').text()).toContain('陈立同意 1 项，')
    expect(page.get('header').text()).not.toContain('不同意')
  })

  it('the page of an own request offers to write to the approver, or to call them, at their step', async () => {
    const openChatWith = vi.fn(() => Promise.resolve(true))
    const contact = { phone: '0755-86012046', isOnDuty: true, usualHours: null }
    const page = mountUi(OwnRequest, {
      props: { modelValue: { ...sampleRequests.waiting, contact } },
      parts: { api: fakeApi({ info: { comments } }), bridge: { ...noopBridge, openChatWith } },
    })
    const reach = () => page.findAll('.timeline-next .step-actions > *')
    const [chat, call] = reach()
    expect([chat?.attributes('aria-label'), call?.attributes('aria-label')]).toEqual(['给李敏发消息', '给李敏打电话'])
    expect(call?.attributes('href')).toBe('tel:0755-86012046')
    await chat?.trigger('click')
    expect(openChatWith).toHaveBeenCalledExactlyOnceWith('limin')
    await page.setProps({ modelValue: { ...sampleRequests.waiting, contact: { ...contact, phone: '' } } } as never)
    expect(reach()).toHaveLength(1)
    await page.setProps({ modelValue: sampleRequests.waiting } as never)
    expect(reach()).toHaveLength(0)
  })

  it('the page of an own request offers 完成 first; the actions behind 更多 explain what they do, the last one in red', async () => {
    const page = mountPage(sampleRequests.waiting)
    expect(page.get('.bar .van-button--primary').text()).toBe('完成')
    expect(await openMore(page)).toEqual(['催办李敏', '复制申请号', '撤回申请'])
    expect(actions().map(lineOf)).toEqual([
      '对方会收到一条消息',
      sampleRequests.waiting.no,
      '申请到此结束，不作改动；之后可以再次提交',
    ])
    expect(actions().at(-1)?.classList.contains('sheet-choice-danger')).toBe(true)
  })

  it('the page of an own request shows when the next reminder is possible, and sends none before', async () => {
    const remind = vi.fn()
    const request = { ...sampleRequests.waiting, urge: { count: 1, nextAt: '2026-03-17T06:00:00Z' } }
    const page = mountPage(request, { requests: { remind } })
    await openMore(page)
    expect(actions()[0]?.getAttribute('aria-disabled')).toBe('true')
    expect(lineOf(actions()[0])).toBe('已催 1 次，今天 14:00 后可再催')
    actions()[0]?.click()
    await flushPromises()
    expect(remind).not.toHaveBeenCalled()
  })

  it('the page of an own request says when a reminder also asks the next approver', async () => {
    await openMore(mountPage({ ...sampleRequests.waiting, urge: { count: 2, nextAt: null } }))
    expect(lineOf(actions()[0])).toBe('已催 2 次，这次会一并请下一位审批人（如有）')
  })

  it.each([
    ['copied', true, '已复制'],
    ['named where the clipboard is blocked', false, `未能复制，申请号是 ${sampleRequests.waiting.no}`],
  ])('the number of the request is %s', async (_title, mayWrite, message) => {
    const writeText = vi.fn(() => (mayWrite ? Promise.resolve() : Promise.reject(new Error('blocked'))))
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true })
    await openMore(mountPage(sampleRequests.waiting))
    actions()[1]?.click()
    await flushPromises()
    expect(writeText).toHaveBeenCalledExactlyOnceWith(sampleRequests.waiting.no)
    expect(useToastsStore().message).toBe(message)
  })

  it('the page of an own request withdraws from the sheet, and then offers to submit the same again', async () => {
    const withdraw = vi.fn(() => Promise.resolve(sampleRequests.withdrawn))
    const page = mountPage(sampleRequests.waiting, { requests: { withdraw } })
    await openMore(page)
    actions().at(-1)?.click()
    await flushPromises()
    expect(withdraw).toHaveBeenCalledOnce()
    await page.setProps({ modelValue: sampleRequests.withdrawn })
    const again = page.get('.bar .van-button--primary')
    expect([again.text(), again.attributes('href')]).toEqual([
      '再次提交',
      `/requests/new/info-change?again=${sampleRequests.withdrawn.id}`,
    ])
  })

  it('the page of an own request shows each value of a finished request once, with its result', () => {
    const page = mountPage(sampleRequests.done)
    const text = page.text()
    for (const { to } of sampleRequests.done.changes) expect(text.split(to)).toHaveLength(2)
    expect(page.findAll('.requested .tag').map((tag) => tag.text())).toEqual(['已生效', '不同意'])
  })

  it('the page of an own request strikes no value that stays in force', () => {
    const struck = (page: ReturnType<typeof mountPage>) => page.findAll('.requested s').map((value) => value.text())
    const [agreedChange, refusedChange] = sampleRequests.done.changes
    expect(struck(mountPage(sampleRequests.done))).toEqual([`原为${agreedChange!.from}`])
    expect(mountPage(sampleRequests.done).get('.requested-rejected').text()).toBe(
      `${refusedChange!.from}申请值 ${refusedChange!.to}`,
    )
    const withdrawn = mountPage(sampleRequests.withdrawn)
    expect([struck(withdrawn), withdrawn.find('.verification-steps').exists()]).toEqual([[], false])
  })

  it('the page of an own request heads the values with their result, which one of them alone does not repeat', () => {
    const heading = (request: RequestView) => {
      const page = mountPage(request)
      return [page.get('#requested').text(), page.findAll('.requested .tag').length]
    }
    const [agreedChange] = sampleRequests.done.changes
    expect(heading(sampleRequests.waiting)).toEqual(['你要改 2 项', 0])
    expect(heading(sampleRequests.done)).toEqual(['同意 1 项，不同意 1 项', 2])
    expect(heading({ ...sampleRequests.done, changes: [agreedChange!] })).toEqual(['已改 1 项', 0])
    expect(heading(sampleRequests.withdrawn)).toEqual(['未改动', 0])
  })

  it('the page of an own request names the present value where it differs from the requested one', () => {
    expect(
      mountPage(sampleRequests.mismatch as RequestView)
        .get('.requested-differs')
        .text(),
    ).toBe('当前值 质检员')
  })

  it('the page of an own request shows the reason and its files with the changes, and not again as a comment', async () => {
    const reason = {
      id: 'cmt_1',
      text: '调岗：3 月 12 日通知',
      attachments: [{ id: 'att_1' as const, name: '调岗通知.pdf', type: 'application/pdf' as const, size: 82_000 }],
    }
    const author = sampleRequests.waiting.applicant
    const comment = { id: 'cmt_1' as const, author, text: reason.text, at: '2026-03-17T02:00:00Z', attachments: [] }
    const page = mountPage(
      { ...sampleRequests.waiting, reason },
      {
        info: { comments: () => Promise.resolve({ comments: [comment] }) },
      },
    )
    await flushPromises()
    expect(page.text().split(reason.text)).toHaveLength(2)
    expect(page.get('.request-reason .file').attributes('aria-label')).toBe('打开“调岗通知.pdf”')
  })
})

describe('the day of submission', () => {
  // A second step and an undo restart the waiting time.
  const request = {
    ...sampleRequests.waiting,
    step: 'ops',
    createdAt: '2026-03-16T01:41:03Z',
    waitingSince: '2026-03-17T02:20:00Z',
  } as const

  it.each([
    ['the page of the request', () => mountPage(request)],
    ['its row in the list', () => mountUi(RequestReminder, { props: { request } })],
  ])('%s shows when it was submitted, not since when the present step waits', (_, mounted) => {
    const text = mounted().text()
    expect(text).toContain('3\u00a0月\u00a016\u00a0日 09:41 提交')
    expect(text).not.toContain('10:20 提交')
  })
})
