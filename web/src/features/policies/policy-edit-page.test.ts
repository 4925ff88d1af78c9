import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import { clickButton } from '../../testing/click-button.ts'
import { samplePolicyEdit } from '../../testing/sample-policy-admin.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { policyAdmin } from '../../locales/zh-CN/policy-admin.ts'
import PolicyEditPage from './pages/PolicyEditPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const messages = policyAdmin.edit
const draft = samplePolicyEdit.draft!
const english = draft.clauses.map((clause) => ({ ...clause, title: `In English ${clause.no}` }))
const view: PolicyEditView = {
  ...samplePolicyEdit,
  allowed: ['edit', 'submit'],
  people: [{ userid: 'wang', name: '王强' }],
  draft: {
    ...draft,
    english,
    content: { ...draft.content, audience: { ...draft.content.audience, everyone: false, people: ['wang'] } },
  },
}

async function opened(shown = view, answer = () => Response.json(view)) {
  const answers = [() => Response.json(shown)]
  const fetch = vi.fn((_input: RequestInfo | URL, _init?: RequestInit) =>
    Promise.resolve((answers.shift() ?? answer)()),
  )
  const page = mountUi(PolicyEditPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const press = clickButton(page)
  const saved = () => fetch.mock.calls.flatMap(([, init]) => (init?.method === 'POST' ? [String(init.body)] : []))
  return { page, press, saved }
}

it('shows who approves it all that he approves: both languages, what is signed, and whom it binds', async () => {
  const { page } = await opened()
  for (const text of ['手机遗失或更换', 'In English 3.2④', draft.content.zh.consent, '王强', messages.partners])
    expect(page.text()).toContain(text)
})

it('names who approves what waits, and says so when nobody else may', async () => {
  const waiting = {
    ...view,
    allowed: [],
    draft: { ...draft, version: { ...draft.version, state: 'in_review' as const } },
  }
  const { page } = await opened({ ...waiting, reviewers: [{ userid: 'tang', name: '唐振华' }] })
  expect(page.text()).toContain(messages.waitApprove(['唐振华']))
  const { page: alone } = await opened({ ...waiting, reviewers: [] })
  expect(alone.text()).toContain(messages.waitApprove([]))
})

it('goes back with a reason, which its authors read', async () => {
  const { press, saved } = await opened({ ...view, allowed: ['send_back'] })
  await press(messages.sendBack)
  const reason = document.querySelector<HTMLTextAreaElement>('.sheet textarea')!
  reason.value = '第 3.2 条说反了'
  reason.dispatchEvent(new Event('input'))
  document.querySelector('.sheet form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(saved()).toEqual([JSON.stringify({ edition: view.edition, reason: '第 3.2 条说反了' })])
  const returned = { by: { userid: 'tang', name: '唐振华' }, reason: '第 3.2 条说反了' }
  const { page } = await opened({ ...view, draft: { ...draft, version: { ...draft.version, returned } } })
  expect(page.text()).toContain(messages.returned('唐振华', '第 3.2 条说反了'))
})

it('names the clauses that changed in one language alone', async () => {
  const passedBy = english.map((clause) => ({ ...clause, change: 'same' as const }))
  const { page } = await opened({ ...view, draft: { ...view.draft!, english: passedBy } })
  expect(page.text()).toContain(messages.onlyChinese(['3.2④']))
  const { page: both } = await opened()
  expect(both.text()).not.toContain(messages.onlyChinese(['3.2④']))
})

it('saves what was written before it is shown, and nothing where nothing was', async () => {
  const { page, press, saved } = await opened()
  await press(messages.write)
  await press(messages.preview)
  expect(saved()).toEqual([])
  await press(messages.write)
  await page.get('input[name=title]').setValue('新名称')
  await press(messages.preview)
  expect(saved()).toEqual([expect.stringContaining('新名称')])
  expect(page.find('input[name=title]').exists()).toBe(false)
})

it('stays once where that cannot be saved, and says so; and lets go then', async () => {
  const { page, press } = await opened(view, () => new Response(null, { status: 500 }))
  await press(messages.write)
  await page.get('input[name=title]').setValue('新名称')
  await page.vm.$router.push('/elsewhere')
  expect([page.vm.$router.currentRoute.value.path, page.find('[role=alert]').exists()]).toEqual(['/', true])
  await page.vm.$router.push('/elsewhere')
  expect(page.vm.$router.currentRoute.value.path).toBe('/elsewhere')
})

it('saves what was written before it is left', async () => {
  const { page, press, saved } = await opened()
  await press(messages.write)
  await page.get('input[name=title]').setValue('新名称')
  await page.vm.$router.push('/elsewhere')
  expect(saved()).toHaveLength(1)
  expect(page.vm.$router.currentRoute.value.path).toBe('/elsewhere')
})
