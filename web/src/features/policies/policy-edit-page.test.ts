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

async function openPage(shown = view, answer = () => Response.json(view)) {
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

it('PolicyEditPage shows the approver the whole draft: both languages, the consent text and the audience', async () => {
  const { page } = await openPage()
  for (const text of ['手机遗失或更换', 'In English 3.2④', draft.content.zh.consent, '王强', messages.partners])
    expect(page.text()).toContain(text)
})

it('PolicyEditPage of a version in review names its approvers, or states that there is none', async () => {
  const waiting = {
    ...view,
    allowed: [],
    draft: { ...draft, version: { ...draft.version, state: 'in_review' as const } },
  }
  const { page } = await openPage({ ...waiting, reviewers: [{ userid: 'tang', name: '唐振华' }] })
  expect(page.text()).toContain(messages.waitApprove(['唐振华']))
  const { page: alone } = await openPage({ ...waiting, reviewers: [] })
  expect(alone.text()).toContain(messages.waitApprove([]))
})

it('sending a version back requires a reason, which its authors see', async () => {
  const { press, saved } = await openPage({ ...view, allowed: ['send_back'] })
  await press(messages.sendBack)
  const reason = document.querySelector<HTMLTextAreaElement>('.sheet textarea')!
  reason.value = '第 3.2 条说反了'
  reason.dispatchEvent(new Event('input'))
  document.querySelector('.sheet form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(saved()).toEqual([JSON.stringify({ edition: view.edition, reason: '第 3.2 条说反了' })])
  const returned = { by: { userid: 'tang', name: '唐振华' }, reason: '第 3.2 条说反了' }
  const { page } = await openPage({ ...view, draft: { ...draft, version: { ...draft.version, returned } } })
  expect(page.text()).toContain(messages.returned('唐振华', '第 3.2 条说反了'))
})

it('PolicyEditPage names the clauses that changed in one language only', async () => {
  const unchangedEnglish = english.map((clause) => ({ ...clause, change: 'same' as const }))
  const { page } = await openPage({ ...view, draft: { ...view.draft!, english: unchangedEnglish } })
  expect(page.text()).toContain(messages.onlyChinese(['3.2④']))
  const { page: both } = await openPage()
  expect(both.text()).not.toContain(messages.onlyChinese(['3.2④']))
})

it('opening the preview saves the draft only if it was changed', async () => {
  const { page, press, saved } = await openPage()
  await press(messages.write)
  await press(messages.preview)
  expect(saved()).toEqual([])
  await press(messages.write)
  await page.get('input[name=title]').setValue('新名称')
  await press(messages.preview)
  expect(saved()).toEqual([expect.stringContaining('新名称')])
  expect(page.find('input[name=title]').exists()).toBe(false)
})

it('leaving with an unsaved draft is prevented once when saving fails', async () => {
  const { page, press } = await openPage(view, () => new Response(null, { status: 500 }))
  await press(messages.write)
  await page.get('input[name=title]').setValue('新名称')
  await page.vm.$router.push('/elsewhere')
  expect([page.vm.$router.currentRoute.value.path, page.find('[role=alert]').exists()]).toEqual(['/', true])
  await page.vm.$router.push('/elsewhere')
  expect(page.vm.$router.currentRoute.value.path).toBe('/elsewhere')
})

it('leaving the page saves the draft', async () => {
  const { page, press, saved } = await openPage()
  await press(messages.write)
  await page.get('input[name=title]').setValue('新名称')
  await page.vm.$router.push('/elsewhere')
  expect(saved()).toHaveLength(1)
  expect(page.vm.$router.currentRoute.value.path).toBe('/elsewhere')
})
