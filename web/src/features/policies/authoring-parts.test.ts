import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import { lists } from '../../locales/zh-CN/parts/home.ts'
import { policyAuthoring } from '../../locales/zh-CN/policy-authoring.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { submitsByEnter } from '../../testing/submits-by-enter.ts'
import {
  sampleForecast,
  samplePolicyEdit,
  samplePolicyText,
} from '../../testing/samples/policies/sample-policy-admin.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import AudienceFields from './components/authoring/AudienceFields.vue'
import ClauseNav from './components/authoring/ClauseNav.vue'
import DraftForm from './components/authoring/DraftForm.vue'
import ForecastCard from './components/authoring/ForecastCard.vue'
import PhonePreview from './components/authoring/PhonePreview.vue'
import RetirementCard from './components/authoring/RetirementCard.vue'
import VersionHistory from './components/authoring/VersionHistory.vue'
import PolicyTextPage from './pages/PolicyTextPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

// Each part is checked by axe when its test ends.
describe('ForecastCard', () => {
  it('ForecastCard names its parts with their numbers', () => {
    const card = mountUi(ForecastCard, { props: { forecast: sampleForecast } })
    const { full, delta, exempt } = policyAuthoring.forecast
    expect(card.findAll('.forecast-part dt').map((name) => name.text())).toEqual([full, delta('2.2'), exempt])
    expect(card.get('section').attributes('aria-labelledby')).toBe(card.get('h2').attributes('id'))
    expect(card.findAll('.forecast-part .forecast-number').map((figure) => figure.text())).toEqual(['26', '30', '1'])
    expect(card.get('[role=img]').attributes('aria-label')).toContain('30')
  })
})

it('the list of clauses shows all of them or those that changed, and in short the terms of the draft', async () => {
  const { editor } = policyAuthoring
  const clauses = samplePolicyEdit.draft?.clauses ?? []
  const terms = editor.terms(7, 3, 1)
  expect(terms).toBe('期限 7 天，新员工 3 天，附件 1 个')
  const nav = mountUi(ClauseNav, { props: { modelValue: null, clauses, isFirst: false, terms } })
  const items = () => nav.findAll('.clause-nav-item').map((item) => item.find('.grow').text())
  expect(nav.findAll('.view-choice').map((view) => view.text())).toEqual(['全部 2', '变更 1'])
  expect(items()).toEqual([editor.document, '手机遗失或更换', '目的'])
  await clickButton(nav)(editor.changedOnly(1))
  expect(items()).toEqual([editor.document, '手机遗失或更换'])
  expect(nav.text()).toContain(terms)
  const first = mountUi(ClauseNav, { props: { modelValue: null, clauses, isFirst: true, terms } })
  expect(first.find('.view-choice').exists()).toBe(false)
})

it('a clause can be reset to the version in force, and a removed one restored', async () => {
  const { draft, inForce } = samplePolicyEdit
  if (!draft || !inForce) throw new Error('the sample has a draft and a version in force')
  const [changed, same] = draft.clauses
  const clauses = [changed!, { ...same!, change: 'removed' as const }]
  const form = mountUi(DraftForm, {
    props: {
      policy: samplePolicyEdit,
      start: draft.content,
      compared: { clauses, english: null },
      isBusy: false,
      isUnsaved: false,
    },
  })
  await flushPromises()
  const { editor } = policyAuthoring
  const body = () => form.get<HTMLTextAreaElement>('textarea[name^=body]').element.value
  expect(body()).toBe('立即报告。')
  await clickButton(form)(editor.backTo(samplePolicyEdit.current?.label ?? ''))
  expect(body()).toBe('24 小时内报告。')
  await form.get('.clause-nav-removed button').trigger('click')
  expect(form.get('#draft-selected').text()).toBe('1.1 目的')
  const [written] = form.emitted<[PolicyDraft]>('write')?.at(-1) ?? []
  expect(written?.clauses.map(({ id }) => id)).toEqual(['1.1', '3.2d'])
})

it('the phone preview shows a draft in large type, in dark colours and in English', async () => {
  const clauses = samplePolicyEdit.draft?.clauses ?? []
  const english = clauses.map((clause) => ({ ...clause, title: `In English ${clause.no}` }))
  const preview = { clauses, english }
  const phone = mountUi(PhonePreview, {
    props: { title: '规范', titleEn: 'Rules', preview, isFirst: false, selectedId: null },
  })
  const look = () => ['data-mode', 'data-theme'].map((name) => phone.get('.phone').attributes(name) ?? null)
  expect([...look(), phone.get('.phone-title').text()]).toEqual([null, null, '规范'])
  for (const name of ['关怀模式', '深色', policyAuthoring.edit.english]) await clickButton(phone)(name)
  expect([...look(), phone.get('.phone-title').text()]).toEqual(['care', 'dark', 'Rules'])
  expect(phone.text()).toContain('In English 3.2④')
})

describe('PolicyTextPage', () => {
  const api = fakeApi({
    client: createApiClient('http://desk.test', {
      fetch: vi.fn(() => Promise.resolve(Response.json(samplePolicyText))),
    }).api,
  })
  it.each<[string, 'auditor'[]]>([
    ['an auditor', ['auditor']],
    ['a member without a role', []],
  ])('PolicyTextPage shows %s a version and what changed in it', async (_title, roles) => {
    const me = { ...sampleMe, roles }
    const initialState = sampleInitialState({ name: 'policy-text', data: samplePolicyText }, { me })
    const page = mountUi(PolicyTextPage, { parts: { api, initialState } })
    await flushPromises()
    expect(page.findAll('h1')).toHaveLength(1)
    expect(page.find('nav[aria-label=主导航]').exists()).toBe(roles.length > 0)
    for (const { title } of samplePolicyText.clauses) expect(page.text()).toContain(title)
    const [changed, removed] = page.findAll('.compared-files > li').map((file) => file.text())
    expect(changed).toMatch(new RegExp(`设备登记表.pdf.*有改动.*${'b'.repeat(64)}.*原为.*${'a'.repeat(64)}`))
    expect(removed).toMatch(/旧附表.pdf.*删除/)
  })
})

it('when the text of a chosen version cannot be loaded, a message is shown and no text of another version', async () => {
  const [clause] = samplePolicyText.clauses
  const unavailable = { error: { code: 'unavailable', requestId: 'r', details: {} } }
  let answer = () => Response.json(samplePolicyText)
  const fetch = () => Promise.resolve(answer())
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const initialState = sampleInitialState({ name: 'policy-text', data: samplePolicyText })
  const page = mountUi(PolicyTextPage, { parts: { api, initialState } })
  await flushPromises()
  const version = page.get<HTMLSelectElement>('select[name=version]')
  expect(page.text()).toContain(clause!.title)
  answer = () => Response.json(unavailable, { status: 503 })
  await version.setValue('1')
  await flushPromises()
  expect([version.element.value, page.find('.error-note').exists()]).toEqual(['1', true])
  expect(page.text()).not.toContain(clause!.title)
  answer = () => Response.json({ ...samplePolicyText, shown: 1, from: null })
  await clickButton(page)(lists.retry)
  expect([version.element.value, page.find('.error-note').exists()]).toEqual(['1', false])
  expect(page.text()).toContain(clause!.title)
})

it('a text that a signer prints says which version it is, and who printed it when', async () => {
  const initialState = sampleInitialState({ name: 'policy-text', data: samplePolicyText })
  const page = mountUi(PolicyTextPage, { parts: { initialState } })
  await flushPromises()
  expect(page.get('.text-printed').text()).toMatch(new RegExp(`^2.2 版，${sampleMe.name} 打印于 2026.*10:33:00`))
})

it.each([
  ['a policy in force', policyAuthoring.manage.draft.published, false],
  ['a retired policy', policyAuthoring.retirement.retired, true],
])('the last version of %s is shown as %s', (_title, state, isRetired) => {
  const versions = samplePolicyEdit.history.filter((version) => version.state === 'published')
  const history = mountUi(VersionHistory, { props: { policyId: samplePolicyEdit.id, versions, isRetired } })
  expect(history.get('.version-line > .grow').text().split(' · ')[0]).toBe(state)
  expect(history.get('.version-people').text()).toMatch(/2026\s年.*已批准/)
})

describe('RetirementCard', () => {
  const messages = policyAuthoring.retirement
  const mountCard = (policy: Partial<PolicyEditView>) =>
    mountUi({
      render: () =>
        h('div', h(RetirementCard, { policy: { ...samplePolicyEdit, ...policy }, isBusy: false, error: null })),
    })

  it('RetirementCard asks for the reason in a dialog', async () => {
    await clickButton(mountCard({ allowed: ['retire'] }))(messages.ask)
    const dialog = document.querySelector('[role=dialog]')
    expect(dialog?.textContent).toContain(messages.askTitle)
    expect(dialog?.querySelector('textarea')).not.toBeNull()
  })

  it('RetirementCard says who asked, why, and who may confirm', () => {
    const retirement = {
      by: { userid: 'wang', name: '王强' },
      at: '2026-03-16T02:00:00Z',
      reason: '并入新制度',
      confirmed: null,
    }
    const reviewers = [{ userid: 'tang', name: '唐振华' }]
    const card = mountCard({ allowed: [], retirement, reviewers })
    expect(card.text()).toContain(messages.asked('王强', '3\u00a0月\u00a016\u00a0日 10:00:00', '并入新制度'))
    expect(card.text()).toContain(messages.wait(['唐振华']))
  })
})

it('Enter in the search for departments that a policy binds does not save the draft', () => {
  const { draft } = samplePolicyEdit
  const modelValue = { ...draft?.content.audience, everyone: false, departments: [], roles: [], people: [] }
  const fields = mountUi(AudienceFields, { props: { modelValue, departments: [], people: [] } })
  expect(submitsByEnter(fields.get('input.input').element)).toBe(false)
})
