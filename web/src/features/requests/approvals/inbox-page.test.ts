import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BatchAnswer, BatchBody } from '@desk/shared/requests/approval-schemas'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../../api/api-error.ts'
import type { ApprovalFilter } from '../../../api/requests-api.ts'
import approvals from '../../../locales/zh-CN/approvals.ts'
import core from '../../../locales/zh-CN/core.ts'
import { mountUi } from '../../../testing/mount-ui.ts'
import { sampleMe } from '../../../testing/samples/sample-people.ts'
import { sampleInitialState, samplePages } from '../../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice } from '../../../testing/with-setup.ts'
import ApprovalInbox from '../components/approvals/ApprovalInbox.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const { data: page } = samplePages.approvals
const [guoji, ayigul, ouyang] = page.items as [RequestSummary, RequestSummary, RequestSummary]

const decided = ({ items }: BatchBody): BatchAnswer => ({
  items: items.map(({ id }) => ({
    id,
    ok: true,
    code: null,
    view: null,
    undo: { version: 2, until: '2026-03-17T02:34:00.000Z' },
  })),
  nextForMe: null,
  waitingForMe: 0,
})

async function mountInbox(items: readonly RequestSummary[] = page.items, device = fakeDevice(), me = sampleMe) {
  const decideBatch = vi.fn((body: BatchBody) => Promise.resolve(decided(body)))
  const listApprovals = vi.fn((_query: ApprovalFilter) =>
    Promise.resolve({ ...page, items: [...items], next: null } as never),
  )
  const api = fakeApi({ requests: { listApprovals, decideBatch } })
  const inbox = mountUi(ApprovalInbox, {
    props: { filter: { list: 'waiting' }, grouping: 'kind' },
    parts: { api, device, initialState: sampleInitialState(samplePages.home, { me }) },
  })
  await flushPromises()
  const press = async (name: string) => {
    const found = [...document.querySelectorAll<HTMLElement>('button, input[type=radio]')].find(
      (element) =>
        (element.getAttribute('aria-label') ?? element.closest('label')?.textContent ?? element.textContent).trim() ===
        name,
    )
    if (!found) throw new Error(`no "${name}" in ${document.body.textContent}`)
    found.focus()
    found.click()
    await flushPromises()
  }
  return { inbox, decideBatch, listApprovals, press }
}
const sentDecisions = (mock: { mock: { calls: readonly (readonly [BatchBody, ...unknown[]])[] } }) =>
  mock.mock.calls.flatMap(([{ items }]) => items.map(({ id, decision }) => [id, decision.do]))

describe('the inbox of an approver', () => {
  it('only a member who approves requests is offered to delegate approvals', async () => {
    const { linkHint } = approvals.delegation
    expect((await mountInbox()).inbox.text()).toContain(linkHint)
    const member = { ...sampleMe, approvesRequests: false }
    expect((await mountInbox([], fakeDevice(), member)).inbox.text()).not.toContain(linkHint)
  })

  it('the inbox of an approver has a heading with the number of requests, and one row for each, without the department', async () => {
    const { inbox } = await mountInbox()
    expect(inbox.findAll('li[data-row]')).toHaveLength(3)
    expect(inbox.text()).not.toContain(ouyang.applicant.department[1])
    expect(inbox.get('h2').text()).toBe('信息变更 3')
  })

  it('a row of the inbox shows an avatar, the old and the new value of each change, and how long the request has waited', async () => {
    const { inbox } = await mountInbox()
    const row = inbox.get(`li[data-row^="${ayigul.id} "]`)
    const values = row.findAll('.changed-value').map((change) => [change.get('s').text(), change.get('.strong').text()])
    expect(values).toEqual(ayigul.changes.map(({ from, to }) => [`${core.was}${from}`, to]))
    expect(row.get('.avatar').text()).toBe(ayigul.applicant.name[0])
    expect(row.get('.approval-meta').text()).toBe(core.lists.waited(51))
  })

  it('the inbox of an approver agrees to one request with its button; the row leaves, and the undo offer appears', async () => {
    const { inbox, decideBatch, press } = await mountInbox()
    await press(`同意${guoji.applicant.name}的岗位变更`)
    expect(sentDecisions(decideBatch)).toEqual([[guoji.id, 'agree']])
    expect(inbox.findAll('li[data-row]')).toHaveLength(2)
    expect(inbox.text()).toContain('已记下你的决定')
    expect(inbox.text().match(/已记下|已同意|同意了/g)).toHaveLength(1)
    // The focus moves to the row that took its place.
    expect(document.activeElement?.getAttribute('href')).toBe(`/requests/${ayigul.id}`)
  })

  it('the inbox of an approver sends each row on its own: each is busy until its answer, and keeps its error', async () => {
    const { inbox, decideBatch, press } = await mountInbox()
    const answers: { resolve: (answer: BatchAnswer) => void; reject: (cause: unknown) => void }[] = []
    decideBatch.mockImplementation(() => new Promise((resolve, reject) => answers.push({ resolve, reject })))
    const row = ({ id }: RequestSummary) => inbox.get(`li[data-row^="${id} "]`)
    const isBusy = (request: RequestSummary) => row(request).find('.round-button[aria-busy=true]').exists()
    await press(`同意${guoji.applicant.name}的岗位变更`)
    await row(ayigul).findAll('.round-button')[1]?.trigger('click')
    // A second tap sends nothing.
    await press(`同意${guoji.applicant.name}的岗位变更`)
    expect(sentDecisions(decideBatch)).toEqual([
      [guoji.id, 'agree'],
      [ayigul.id, 'agree'],
    ])
    expect([guoji, ayigul, ouyang].map(isBusy)).toEqual([true, true, false])
    answers[0]?.reject(new ApiError('offline'))
    await flushPromises()
    expect([guoji, ayigul].map(isBusy)).toEqual([false, true])
    answers[1]?.resolve(decided({ items: decideBatch.mock.calls[1]![0].items }))
    await flushPromises()
    expect(inbox.findAll('li[data-row]')).toHaveLength(2)
    await row(guoji).get('[role=alert] button').trigger('click')
    answers[2]?.resolve(decided({ items: decideBatch.mock.calls[2]![0].items }))
    await flushPromises()
    expect(sentDecisions(decideBatch)).toHaveLength(3)
    expect(inbox.findAll('li[data-row]')).toHaveLength(1)
  })

  it('the inbox of an approver returns one request with its button and a preset reason', async () => {
    const { decideBatch, press } = await mountInbox()
    await press(`退回${guoji.applicant.name}的岗位变更`)
    document.querySelector<HTMLInputElement>('[role=dialog] input[type=radio]')?.click()
    await press(`退回给${guoji.applicant.name}`)
    expect(sentDecisions(decideBatch)).toEqual([[guoji.id, 'return']])
    // The focus was in the sheet, and moves to the row that took its place.
    expect(document.activeElement?.getAttribute('href')).toBe(`/requests/${ayigul.id}`)
  })

  it('the inbox of an approver keeps the reason of a return that ended in a sign-in, for this request only', async () => {
    const device = fakeDevice()
    const first = await mountInbox(page.items, device)
    first.decideBatch.mockRejectedValue(new ApiError('auth.required'))
    await first.press(`退回${guoji.applicant.name}的岗位变更`)
    document.querySelector<HTMLInputElement>('[role=dialog] input[type=radio]')?.click()
    const field = document.querySelector<HTMLTextAreaElement>('[role=dialog] textarea')!
    field.value = '请附劳动合同'
    field.dispatchEvent(new Event('input'))
    await first.press(`退回给${guoji.applicant.name}`)
    dispatchEvent(new Event('pagehide'))
    first.inbox.unmount()
    const again = await mountInbox(page.items, device)
    const reasonFor = async ({ id }: RequestSummary) => {
      await again.inbox.findAll(`li[data-row^="${id} "] .round-button`)[0]?.trigger('click')
      const { value } = document.querySelector<HTMLTextAreaElement>('[role=dialog] textarea')!
      await again.press('取消')
      return value
    }
    expect(await reasonFor(guoji)).toBe('请附劳动合同')
    expect(await reasonFor(ayigul)).toBe('')
  })

  it('the inbox of an approver offers no decision on a request that must be opened', async () => {
    const { inbox } = await mountInbox([{ ...guoji, isRisky: true }])
    expect(inbox.findAll('.swipe, .round-button')).toHaveLength(0)
    expect(inbox.get('li[data-row] a').attributes('href')).toBe(`/requests/${guoji.id}`)
  })

  it('the inbox of an approver offers to select all rows only in the bar at the bottom', async () => {
    const { inbox, press } = await mountInbox()
    await press('批量处理')
    const all = inbox.findAll('button').filter((button) => button.text().startsWith('全选'))
    expect(all.map(({ element }) => element.closest('[data-bottom-bar]') !== null)).toEqual([true])
  })

  it('the inbox of an approver keeps selecting while requests are left: one is returned, then the others are agreed to', async () => {
    const { inbox, decideBatch, press } = await mountInbox()
    await press('批量处理')
    const boxes = inbox.findAll('input[type=checkbox]')
    await boxes[1]?.setValue(true)
    await press('退回 1 件')
    document.querySelector<HTMLInputElement>('[role=dialog] input[type=radio]')?.click()
    document.querySelector<HTMLElement>('[role=dialog] button[type=submit]')?.click()
    await flushPromises()
    expect(inbox.findAll('input[type=checkbox]')).toHaveLength(2)
    for (const box of inbox.findAll('input[type=checkbox]')) await box.setValue(true)
    await press('同意 2 件')
    expect(sentDecisions(decideBatch)).toEqual([
      [ayigul.id, 'return'],
      [guoji.id, 'agree'],
      [ouyang.id, 'agree'],
    ])
    expect(inbox.findAll('input[type=checkbox]')).toHaveLength(0)
  })

  it('the inbox of an approver keeps all its rows when a refresh that failed is repeated', async () => {
    const { inbox, listApprovals, press } = await mountInbox()
    const served = (query: ApprovalFilter & { after?: string }) =>
      Promise.resolve({
        ...page,
        items: query.after ? [ayigul, ouyang] : [guoji],
        next: query.after ? null : 'c2',
      } as never)
    listApprovals.mockImplementation(() => Promise.reject(new ApiError('unavailable' as never)))
    dispatchEvent(new Event('online'))
    await flushPromises()
    listApprovals.mockImplementation(served)
    await press('再试一次')
    expect(inbox.findAll('li[data-row]')).toHaveLength(3)
  })

  it('the inbox of an approver loads the rows again for another filter', async () => {
    const { inbox, listApprovals } = await mountInbox()
    await inbox.setProps({ filter: { list: 'waiting', q: '座机' } } as never)
    await flushPromises()
    expect(listApprovals.mock.calls.at(-1)?.[0]).toMatchObject({ list: 'waiting', q: '座机' })
    const field = inbox.get<HTMLInputElement>('input[name=q]').element
    expect(field.value).toBe('座机')
    await inbox.setProps({ filter: { list: 'waiting' } } as never)
    expect(field.value).toBe('')
  })
})
