import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { groupPages } from '../../testing/sample-groups.ts'
import { sampleRequests } from '../../testing/sample-requests.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import GroupActions from './components/GroupActions.vue'
import GroupDeclarePage from './pages/GroupDeclarePage.vue'
import GroupPage from './pages/GroupPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const { data: group } = groupPages(sampleRequests.running).group
const answering = (body: unknown, status = 200) =>
  fakeApi({
    client: createApiClient('http://desk.test', {
      fetch: vi.fn(() => Promise.resolve(Response.json(body, { status }))),
    }).api,
  })
const refusedWith = (code: string, details: object) =>
  answering({ error: { code, requestId: 'r', details } }, code === 'input.invalid' ? 400 : 404)

async function shown(overrides: Partial<typeof group>) {
  const page = mountUi(GroupPage, { parts: { api: answering({ ...group, ...overrides }) } })
  await flushPromises()
  return page
}

describe('the page of a group', () => {
  it('offers nobody to report to themselves', () => {
    const acts = mountUi(GroupActions, { props: { group: { ...group, reportTo: ['ops'] } } })
    expect(acts.text()).toContain('反映给管理部门')
    expect(acts.text()).not.toContain('反映给群主')
  })

  it('names the duties to whoever may take it over, before they do', async () => {
    const page = await shown({ allowed: ['take'], isVacant: true })
    for (const duty of ['清理和群不相干的人', '引导讨论聚焦主题', '提醒违规成员，必要时上报'])
      expect(page.text()).toContain(duty)
  })

  it.each([
    [true, '确认后请你签三条职责'],
    [false, '确认后请群主签三条职责'],
  ])('says who signs a declared group once it is accepted (its owner: %s)', async (isOwn, messages) => {
    const page = await shown({ state: 'declared', allowed: [], isOwn })
    expect(page.text()).toContain(messages)
  })

  it('says by itself that the department confirmed what was declared', async () => {
    vi.useFakeTimers()
    const bodies = [
      { ...group, state: 'declared', isApplying: false, allowed: [] },
      { ...group, state: 'active' },
    ]
    const fetch = vi.fn(() => Promise.resolve(Response.json(bodies[Math.min(1, fetch.mock.calls.length - 1)])))
    mountUi(GroupPage, { parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) } })
    await vi.advanceTimersByTimeAsync(10)
    expect(fetch).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(fetch).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fetch).toHaveBeenCalledTimes(2)
    vi.useRealTimers()
  })

  it('says to whoever was not let in who said so, and from when on they may ask again', async () => {
    const details = { name: '来料异常', by: '郭𠮷', at: '2026-03-17T02:00:00Z', askAgainAt: '2026-03-24T02:00:00Z' }
    const page = mountUi(GroupPage, { parts: { api: refusedWith('group.not_admitted', details) } })
    await flushPromises()
    expect(page.text()).toContain('进群申请没有通过')
    expect(page.text()).toMatch(/郭𠮷.*没有同意你进“来料异常”.*3\s月\s24\s日后可以再次申请/)
  })

  it('has every item of a list to be done by hand ready to be copied', async () => {
    const page = await shown({ checklist: [{ what: 'name', text: '已归档-产线沟通' }] })
    expect(page.find<HTMLInputElement>('.copy-value').element.value).toBe('已归档-产线沟通')
  })
})

it('a name with a sign that nobody sees is marked at its field, with the words for it', async () => {
  const fields = [{ path: 'name', code: 'text.unseen_signs' }]
  const page = mountUi(GroupDeclarePage, { parts: { api: refusedWith('input.invalid', { fields }) } })
  await page.find('[name="name"]').setValue('产线\u202e沟通')
  await page.find('[name="purpose"]').setValue('日常')
  await page.find('form').trigger('submit')
  await flushPromises()
  const field = page.find('[name="name"]')
  expect(field.attributes('aria-invalid')).toBe('true')
  expect(page.text()).toContain('里面有看不见的字符，删掉后重新输入')
  expect(document.activeElement).toBe(field.element)
})
