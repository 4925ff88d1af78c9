import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { groupPages } from '../../testing/samples/sample-groups.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import requestMessages from '../../locales/zh-CN/group-requests.ts'
import groupMessages from '../../locales/zh-CN/groups.ts'
import { noopBridge } from '../../wecom/bridge.ts'
import GroupActions from './components/GroupActions.vue'
import GroupReview from './components/GroupReview.vue'
import OpenChat from './components/OpenChat.vue'
import GroupCreatePage from './pages/GroupCreatePage.vue'
import GroupDeclarePage from './pages/GroupDeclarePage.vue'
import GroupPage from './pages/GroupPage.vue'
import GroupRegistryPage from './pages/GroupRegistryPage.vue'
import GroupsPage from './pages/GroupsPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const { data: group } = groupPages(sampleRequests.running).group
const apiReturning = (body: unknown, status = 200) =>
  fakeApi({
    client: createApiClient('http://desk.test', {
      fetch: vi.fn(() => Promise.resolve(Response.json(body, { status }))),
    }).api,
  })
const apiRefusing = (code: string, details: object) =>
  apiReturning({ error: { code, requestId: 'r', details } }, code === 'input.invalid' ? 400 : 404)

async function mountGroup(overrides: Partial<typeof group>) {
  const page = mountUi(GroupPage, { parts: { api: apiReturning({ ...group, ...overrides }) } })
  await flushPromises()
  return page
}

describe('GroupRegistryPage', () => {
  it('GroupRegistryPage lists groups in a table, the last registered first, with links to their pages', async () => {
    const { data } = groupPages(sampleRequests.running)['group-registry']
    const page = mountUi(GroupRegistryPage, { parts: { api: apiReturning(data) } })
    await flushPromises()
    expect(page.findAll('tbody tr')).toHaveLength(data.items.length)
    expect(page.get('thead [aria-sort=descending]').text()).toContain('登记日期')
    expect(page.get('tbody th a').attributes('href')).toBe(`/groups/${data.items[0]?.id ?? ''}`)
  })

  it('GroupRegistryPage says what to do when there is no group', async () => {
    const page = mountUi(GroupRegistryPage, { parts: { api: apiReturning({ items: [], next: null }) } })
    await flushPromises()
    expect(page.get('.empty-rows a').text()).toBe('登记手工建的群')
  })
})

it('GroupsPage does not append a further page to a list that was loaded again meanwhile', async () => {
  const { groups: first } = groupPages(sampleRequests.running)
  const own = first.data.own.map((summary) => ({ ...summary, name: '夜班交接' }))
  const further: (() => void)[] = []
  const fetch = (url: RequestInfo | URL) =>
    new Promise<Response>((resolve) => {
      const isFurther = String(url).includes('after=')
      const answer = () => {
        resolve(Response.json(isFurther ? first.data : { ...first.data, own }))
      }
      if (isFurther) further.push(answer)
      else answer()
    })
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(GroupsPage, { parts: { api, initialState: sampleInitialState(first) } })
  await clickButton(page)(groupMessages.list.more)
  await clickButton(page)('刷新')
  expect(page.text()).toContain('夜班交接')
  for (const answer of further) answer()
  await flushPromises()
  expect(further).toHaveLength(1)
  expect(page.text()).toContain('夜班交接')
})

it('GroupCreatePage starts with the values of an earlier request', async () => {
  const { data: form } = groupPages(sampleRequests.running)['group-create']
  const asked = {
    template: form.templates[0]?.id ?? '',
    topic: '来料异常',
    purpose: '当天拉齐',
    deputyId: 'mate',
    members: [{ userid: 'mate', name: '次仁卓玛' }],
  }
  const page = mountUi(GroupCreatePage, {
    parts: { api: apiReturning({ ...form, again: { id: 'req_0sample1', asked } }) },
  })
  await flushPromises()
  expect(page.get<HTMLInputElement>('[name=topic]').element.value).toBe('来料异常')
  expect(page.get<HTMLTextAreaElement>('[name=purpose]').element.value).toBe('当天拉齐')
  expect(page.text()).toContain('次仁卓玛')
  expect(page.get('button[type=submit]').text()).toBe(requestMessages.form.submit(2))
})

describe('GroupPage', () => {
  it('GroupActions shows the actions in one sheet, and a single action as the button itself', async () => {
    const actions = mountUi(GroupActions, { props: { group } })
    await actions.get('button').trigger('click')
    const titles = [...document.querySelectorAll('[role=dialog] .sheet-choice')].map(({ textContent }) => textContent)
    expect(titles.map((text) => text.slice(0, 2))).toEqual(['续期', '更换', '反映', '查看', '归档'])
    const member = mountUi(GroupActions, { props: { group: { ...group, allowed: ['report'], requestId: null } } })
    await member.get('button').trigger('click')
    expect([member.text(), member.emitted('act')]).toEqual(['反映违规', [['report']]])
  })

  it('GroupActions offers no report without a recipient', () => {
    const withoutRecipient = { ...group, allowed: ['report'], reportTo: [], requestId: null }
    expect(
      mountUi(GroupActions, { props: { group: withoutRecipient } })
        .find('button')
        .exists(),
    ).toBe(false)
  })

  it.each([
    [true, false],
    [false, true],
  ])('OpenChat explains how to find the group when WeCom does not open it (opened: %s)', async (isOpened, isShown) => {
    const openChat = vi.fn(() => Promise.resolve(isOpened))
    const props = { chatId: 'chat1', name: '来料异常' }
    const chat = mountUi(OpenChat, { props, parts: { bridge: { ...noopBridge, openChat } } })
    await chat.get('button').trigger('click')
    await flushPromises()
    expect(openChat).toHaveBeenCalledWith('chat1')
    expect(chat.text().includes(requestMessages.openChat.notOpened)).toBe(isShown)
    expect(chat.find('textarea').exists()).toBe(isShown)
  })

  it('GroupReview is a group of native radio buttons per member', async () => {
    const review = mountUi(GroupReview, {
      props: { group, members: group.drifted.slice(0, 1), isRemoved: () => true, mustStay: () => false },
    })
    expect(review.get('fieldset legend').text()).toBe('司马文博')
    expect(review.findAll<HTMLInputElement>('input[type=radio]').map(({ element }) => element.checked)).toEqual([
      false,
      true,
    ])
    await review.get('input[type=radio]').setValue(true)
    expect(review.emitted('change')).toEqual([['siwenbo', false]])
  })

  it('GroupReview offers no removal of the present owner', () => {
    const props = { group, members: group.drifted.slice(0, 1), isRemoved: () => false, mustStay: () => true }
    const review = mountUi(GroupReview, { props })
    expect(review.findAll<HTMLInputElement>('input[type=radio]').map(({ element }) => element.checked)).toEqual([true])
    expect(review.text()).toContain('仍是群主')
  })

  it('GroupPage shows the duties to a member who may take over a group', async () => {
    const page = await mountGroup({ allowed: ['take'], isVacant: true })
    for (const duty of ['清理与群无关的成员', '引导讨论聚焦主题', '提醒违规成员，必要时上报'])
      expect(page.text()).toContain(duty)
  })

  it.each([
    [true, '确认后请你签署三条职责'],
    [false, '确认后请群主签署三条职责'],
  ])('GroupPage of a declared group states who will sign the duties (viewer is owner: %s)', async (isOwn, text) => {
    const page = await mountGroup({ state: 'declared', allowed: [], isOwn })
    expect(page.text()).toContain(text)
  })

  it('GroupPage polls a declared group until the department has confirmed it', async () => {
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

  it('GroupPage shows a refused applicant who refused and when they may ask again', async () => {
    const details = { name: '来料异常', by: '郭𠮷', at: '2026-03-17T02:00:00Z', askAgainAt: '2026-03-24T02:00:00Z' }
    const page = mountUi(GroupPage, { parts: { api: apiRefusing('group.not_admitted', details) } })
    await flushPromises()
    expect(page.text()).toContain('进群申请未通过')
    expect(page.text()).toMatch(/郭𠮷.*未同意你加入“来料异常”.*3\s月\s24\s日后可再次申请/)
  })

  it('GroupPage offers an item of a manual checklist as a copyable field', async () => {
    const page = await mountGroup({ checklist: [{ what: 'name', text: '已归档-产线沟通' }] })
    expect(page.find<HTMLInputElement>('.copy-value').element.value).toBe('已归档-产线沟通')
  })
})

it('GroupDeclarePage marks and focuses the name field when the server finds an invisible character', async () => {
  const fields = [{ path: 'name', code: 'text.unseen_signs' }]
  const page = mountUi(GroupDeclarePage, { parts: { api: apiRefusing('input.invalid', { fields }) } })
  await page.find('[name="name"]').setValue('产线\u202e沟通')
  await page.find('[name="purpose"]').setValue('日常')
  await page.find('form').trigger('submit')
  await flushPromises()
  const field = page.find('[name="name"]')
  expect(field.attributes('aria-invalid')).toBe('true')
  expect(page.text()).toContain('包含不可见字符，请删除后重新输入')
  expect(document.activeElement).toBe(field.element)
})

it('a typed declaration of a group is restored after a visit to another page, until the group is declared', async () => {
  history.replaceState(null, '', '/groups/declare')
  const open = async () => {
    const page = mountUi(GroupDeclarePage, { parts: { api: apiReturning(group) } })
    await flushPromises()
    return { page, name: () => page.get<HTMLInputElement>('[name="name"]').element.value }
  }
  const first = await open()
  await first.page.get('[name="name"]').setValue('产线沟通')
  await first.page.get('[name="purpose"]').setValue('日常')
  first.page.unmount()
  const second = await open()
  expect(second.name()).toBe('产线沟通')
  await second.page.get('form').trigger('submit')
  await flushPromises()
  second.page.unmount()
  expect((await open()).name()).toBe('')
  history.replaceState(null, '', '/')
})
