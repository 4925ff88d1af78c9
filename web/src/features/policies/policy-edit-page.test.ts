import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { afterEach, expect, it, vi } from 'vitest'
import type { DraftPreview, PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { recordHistory } from '../../testing/record-history.ts'
import { clickButton } from '../../testing/click-button.ts'
import { sampleForecast, samplePolicyEdit } from '../../testing/samples/policies/sample-policy-admin.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import { policyAuthoring } from '../../locales/zh-CN/policy-authoring.ts'
import FileButton from '../../ui/fields/FileButton.vue'
import PolicyEditPage from './pages/PolicyEditPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const messages = policyAuthoring.edit
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

async function openPage(
  shown = view,
  answer: () => Response | Promise<Response> = () => Response.json(view),
  preview: DraftPreview = { clauses: draft.clauses, english },
  device = fakeDevice(),
) {
  const answers: (() => Response | Promise<Response>)[] = [() => Response.json(shown)]
  const fetch = vi.fn((input: RequestInfo | URL, _init?: RequestInit) => {
    const url = String(input)
    if (url.endsWith('/forecast')) return Promise.resolve(Response.json(sampleForecast))
    if (url.endsWith('/preview')) return Promise.resolve(Response.json(preview))
    return Promise.resolve((answers.shift() ?? answer)())
  })
  const page = mountUi(PolicyEditPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }), device },
  })
  await flushPromises()
  const press = clickButton(page)
  const saved = () =>
    fetch.mock.calls.flatMap(([input, init]) =>
      init?.method === 'POST' && !String(input).endsWith('/preview') ? [String(init.body)] : [],
    )
  return { page, press, saved }
}

it('PolicyEditPage shows the approver the whole draft: both languages, the consent text and the audience', async () => {
  const { page } = await openPage({ ...view, allowed: ['approve', 'send_back'] })
  expect(page.findAll('#history')).toHaveLength(1)
  for (const text of ['手机遗失或更换', 'In English 3.2④', draft.content.zh.consent, '王强', messages.partners])
    expect(page.text()).toContain(text)
})

it('PolicyEditPage shows the approver which terms changed, with their values in force', async () => {
  const { page } = await openPage({ ...view, allowed: ['approve', 'send_back'] })
  const terms = page.findAll('section[aria-labelledby=terms] dl > div').map((row) => row.text().replaceAll(/\s+/g, ' '))
  expect(terms).toContain('签收范围外部合作人员，王强 已改原为 制造中心')
  expect(terms).toContain('签收期限（天）7 已改原为 5')
  expect(terms).toContain('先签后用否 已改原为 是')
  expect(terms).toContain('新员工签收期限（天）3')
})

it('only a person who wrote no part of a version may publish it as one that nobody signs again', async () => {
  const choices = async (allowed: PolicyEditView['allowed']) => {
    const { page } = await openPage({ ...samplePolicyEdit, allowed })
    const disabled = page.findAll('input[name=kind]').map((input) => input.attributes('disabled') !== undefined)
    return [disabled, page.text().includes(messages.kindHints.waiver)]
  }
  expect(await choices(['publish', 'send_back'])).toEqual([[false, true, true], true])
  expect(await choices(['publish', 'waive', 'send_back'])).toEqual([[false, false, false], false])
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

it('a version is sent back with a reason, which its authors see', async () => {
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

it('PolicyEditPage saves what was changed before it submits', async () => {
  const { page, press, saved } = await openPage()
  expect(page.findAll('.draft-column #history')).toHaveLength(1)
  await press(messages.submit)
  expect(saved()).toEqual([JSON.stringify({ edition: view.edition })])
  await press(policyAuthoring.editor.document)
  await page.get('input[name=title]').setValue('新名称')
  await press(messages.submit)
  expect(saved().slice(1)).toEqual([expect.stringContaining('新名称'), JSON.stringify({ edition: view.edition })])
})

it('while a draft is written, its clauses are compared with the version in force, and the phone preview follows', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const clauses = draft.clauses.map((clause) => ({ ...clause, diff: [{ kind: 'added' as const, text: '两小时内' }] }))
  const { page } = await openPage(view, undefined, { clauses, english: null })
  expect(page.get('.clause-change').text()).toContain('24 小时内')
  await page.get('textarea[name="body-3.2d"]').setValue('两小时内报告。')
  await vi.advanceTimersByTimeAsync(500)
  vi.useRealTimers()
  await flushPromises()
  expect(page.get('.clause-change').text()).toContain('两小时内')
  expect(page.get('.phone-screen').text()).toContain('两小时内')
  expect(page.get('.phone-screen').text()).not.toContain('目的')
  await page.findAll('.phone-preview .view-choice')[1]!.trigger('click')
  expect(page.get('.phone-screen').text()).toContain('目的')
})

it('the second person approves the text on the screen with a comment, and does not return it without a reason', async () => {
  const reviewed = { ...view, allowed: ['approve' as const, 'send_back' as const] }
  const { page, press, saved } = await openPage(reviewed)
  await press(policyAuthoring.review.back)
  expect(page.text()).toContain(policyAuthoring.review.commentMissing)
  await page.get('textarea[name=comment]').setValue('可以发布')
  page
    .get('textarea[name=comment]')
    .element.closest('form')!
    .dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  const { edition } = view
  expect(saved()).toEqual([JSON.stringify({ edition, contentHash: draft.contentHash, comment: '可以发布' })])
})

it('a draft is discarded only after a confirmation', async () => {
  const { press, saved } = await openPage({ ...view, allowed: ['edit', 'submit', 'discard'] })
  await press(policyAuthoring.editor.discard)
  expect(saved()).toEqual([])
  document.querySelector('.sheet form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(saved()).toEqual([JSON.stringify({ edition: view.edition })])
})

it('the page of a policy that was never in force is left after its draft is discarded, without a step back to it', async () => {
  const { page, press } = await openPage({ ...view, current: null, allowed: ['edit', 'submit', 'discard'] })
  await press(policyAuthoring.editor.discard)
  const steps = recordHistory(page)
  const replace = vi.spyOn(page.vm.$router, 'replace')
  document.querySelector('.sheet form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await vi.waitUntil(() => steps.length > 1)
  expect(steps).toEqual(['back', pagePaths.settingsPolicies])
  expect(replace).toHaveBeenCalledOnce()
})

it('leaving with an unsaved draft is prevented once when saving fails', async () => {
  const { page, press } = await openPage(view, () => new Response(null, { status: 500 }))
  await press(policyAuthoring.editor.document)
  await page.get('input[name=title]').setValue('新名称')
  await page.vm.$router.push('/elsewhere')
  expect([page.vm.$router.currentRoute.value.path, page.find('[role=alert]').exists()]).toEqual(['/', true])
  await page.vm.$router.push('/elsewhere')
  expect(page.vm.$router.currentRoute.value.path).toBe('/elsewhere')
})

it('after a failed and a successful save, leaving saves what was typed since', async () => {
  let status = 500
  const { page, press, saved } = await openPage(view, () =>
    status === 500 ? new Response(null, { status }) : Response.json(view),
  )
  await press(policyAuthoring.editor.document)
  await page.get('input[name=title]').setValue('新名称')
  await page.vm.$router.push('/elsewhere')
  status = 200
  await page.get('form.draft-editor').trigger('submit')
  await flushPromises()
  await page.get('input[name=title]').setValue('新名称与说明')
  await page.vm.$router.push('/elsewhere')
  expect(saved()).toHaveLength(3)
  expect(saved().at(-1)).toContain('新名称与说明')
})

it('leaving the page saves the draft', async () => {
  const { page, press, saved } = await openPage()
  await press(policyAuthoring.editor.document)
  await page.get('input[name=title]').setValue('新名称')
  await page.vm.$router.push('/elsewhere')
  expect(saved()).toHaveLength(1)
  expect(page.vm.$router.currentRoute.value.path).toBe('/elsewhere')
})

it('text that is written while a draft is being saved is kept in the form, unsaved', async () => {
  let answer: () => void = () => undefined
  const pending = new Promise<void>((resolve) => (answer = resolve))
  const savedView = { ...view, edition: view.edition + 1, draft: { ...view.draft!, contentHash: 'saved' } }
  const { page, press, saved } = await openPage(view, async () => {
    await pending
    return Response.json(savedView)
  })
  await press(policyAuthoring.editor.document)
  await page.get('input[name=title]').setValue('新名称')
  await page.get('form.draft-editor').trigger('submit')
  await page.get('input[name=title]').setValue('新名称与说明')
  answer()
  await flushPromises()
  expect(page.get<HTMLInputElement>('input[name=title]').element.value).toBe('新名称与说明')
  expect(page.text()).toContain(policyAuthoring.editor.unsaved)
  await page.get('form.draft-editor').trigger('submit')
  await flushPromises()
  expect(saved()[1]).toContain('新名称与说明')
  expect(page.text()).not.toContain(policyAuthoring.editor.unsaved)
})

it('a number of a draft can be cleared and typed again, and is marked while it is missing', async () => {
  const { page, press, saved } = await openPage()
  await press(policyAuthoring.editor.document)
  const days = page.get<HTMLInputElement>('input[name=daysToSign]')
  await days.setValue('')
  expect([days.element.value, days.attributes('aria-invalid')]).toEqual(['', 'true'])
  await days.setValue(`${days.element.value}30`)
  await page.get('form.draft-editor').trigger('submit')
  await flushPromises()
  expect(saved()[0]).toContain('"daysToSign":30')
})

it('a file whose upload ends while a clause is shown is in the draft', async () => {
  let answer: () => void = () => undefined
  const pending = new Promise<void>((resolve) => (answer = resolve))
  const file = { id: 'pfl_000001', name: '附件.pdf', size: 9, type: 'application/pdf', sha256: 'a'.repeat(64) }
  const answers: unknown[] = [file, view]
  const { page, press, saved } = await openPage(view, async () => {
    await pending
    return Response.json(answers.shift())
  })
  await press(policyAuthoring.editor.document)
  page.getComponent(FileButton).vm.$emit('pick', new File(['%PDF-1.4'], '附件.pdf', { type: 'application/pdf' }))
  await eventually(() => {
    expect(saved()).toHaveLength(1)
  })
  await page.findAll('.clause-nav-item')[1]!.trigger('click')
  answer()
  await flushPromises()
  await page.get('form.draft-editor').trigger('submit')
  await flushPromises()
  expect(saved()[1]).toContain('pfl_000001')
})
