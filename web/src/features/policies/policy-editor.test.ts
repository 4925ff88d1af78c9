import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import { beforeEach, expect, it } from 'vitest'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { policyAuthoring } from '../../locales/zh-CN/policy-authoring.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePolicyEdit } from '../../testing/samples/policies/sample-policy-admin.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import PolicyEditPage from './pages/PolicyEditPage.vue'

type Draft = NonNullable<PolicyEditView['draft']>
const { draft } = samplePolicyEdit
const start: Draft = { ...draft!, version: { ...draft!.version, state: 'draft' } }
const view: PolicyEditView = { ...samplePolicyEdit, draft: start, allowed: ['edit', 'submit'] }

let addressNo = 0
beforeEach(() => {
  // Typed text is stored per address.
  history.replaceState(null, '', `/settings/policies/${String((addressNo += 1))}`)
})

/** A server with one policy, which refuses an outdated edition. `loseNext`: the next command is executed, its answer is lost. */
function serve(stored: PolicyEditView) {
  const server = { stored, commands: [] as Record<string, unknown>[], loseNext: false }
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    const url = String(input)
    if (url.endsWith('/forecast')) return Promise.reject(new TypeError('offline'))
    if (url.endsWith('/preview')) return Promise.resolve(Response.json({ clauses: start.clauses, english: null }))
    if (init?.method !== 'POST') return Promise.resolve(Response.json(server.stored))
    const command = JSON.parse(String(init.body)) as { edition: number; content?: Draft['content'] }
    server.commands.push(command)
    if (command.edition !== server.stored.edition) {
      const error = { code: 'policy.changed_meanwhile', requestId: 'r', details: {} }
      return Promise.resolve(Response.json({ error }, { status: 409 }))
    }
    change(command.content)
    if (!server.loseNext) return Promise.resolve(Response.json(server.stored))
    server.loseNext = false
    return Promise.reject(new TypeError('Failed to fetch'))
  }
  const change = (content?: Draft['content'], changes: Partial<Draft> = {}) => {
    const draft = { ...server.stored.draft!, ...changes, ...(content && { content }) }
    server.stored = { ...server.stored, edition: server.stored.edition + 1, draft }
  }
  return { server, fetch, change }
}
async function open(shown = view, device = fakeDevice(), served = serve(shown)) {
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch: served.fetch }).api })
  const page = mountUi(PolicyEditPage, { parts: { api, device } })
  await flushPromises()
  const press = clickButton(page)
  const titleField = () => page.get<HTMLInputElement>('input[name=title]')
  const save = async () => {
    await page.get('form.draft-editor').trigger('submit')
    await flushPromises()
  }
  if (shown.allowed.includes('edit')) await press(policyAuthoring.editor.document)
  /** Returns the texts of the alerts; empty alerts belong to fields. */
  const alerts = () => page.findAll('[role=alert]').flatMap((alert) => alert.text() || [])
  return { ...served, served, page, press, alerts, titleField, save }
}
const titled = (title: string): Draft['content'] => ({ ...start.content, zh: { ...start.content.zh, title } })
const by = (userid: string, name: string): Partial<Draft> => ({
  version: { ...start.version, author: { userid, name } },
})
const titles = (commands: Record<string, unknown>[]) =>
  commands.map(({ content }) => (content as Draft['content'] | undefined)?.zh.title)

it('somebody else who has saved the draft meanwhile is named, what is typed stays, and the next save replaces theirs', async () => {
  const { server, change, page, titleField, save } = await open()
  await titleField().setValue('甲的名称')
  change(titled('乙的名称'), by('yi', '乙'))
  await save()
  expect(titleField().element.value).toBe('甲的名称')
  expect(page.text()).toContain(policyAuthoring.editor.overwrites('乙'))
  expect(server.stored.draft?.content.zh.title).toBe('乙的名称')
  await save()
  expect(server.stored.draft?.content.zh.title).toBe('甲的名称')
  expect(page.text()).not.toContain(policyAuthoring.editor.overwrites('乙'))
})

it('a draft that somebody else has saved meanwhile is shown in place of what is typed, on demand', async () => {
  const { server, change, page, press, titleField, save } = await open()
  await titleField().setValue('甲的名称')
  change(titled('乙的名称'), by('yi', '乙'))
  await save()
  await press(policyAuthoring.editor.showStored)
  expect(titleField().element.value).toBe('乙的名称')
  expect(page.text()).not.toContain(policyAuthoring.editor.unsaved)
  expect(server.commands).toHaveLength(1)
})

it('a form without changes shows the draft that somebody else has saved meanwhile, before it can be submitted', async () => {
  const { change, press, titleField } = await open()
  change(titled('乙的名称'))
  await press(policyAuthoring.edit.submit)
  expect(titleField().element.value).toBe('乙的名称')
})

it('a save whose answer was lost is no change by somebody else: what is typed after it is saved at once', async () => {
  const { server, page, alerts, titleField, save } = await open()
  server.loseNext = true
  await titleField().setValue('新名称')
  await save()
  expect(alerts()).toEqual([errors.offline])
  await titleField().setValue('新名称与说明')
  await save()
  expect(titles(server.commands)).toEqual(['新名称', '新名称与说明', '新名称与说明'])
  expect(server.stored.draft?.content.zh.title).toBe('新名称与说明')
  expect([alerts(), page.text().includes(policyAuthoring.editor.unsaved)]).toEqual([[], false])
})

it('a save whose answer was lost does not take back what somebody else did with it', async () => {
  const { server, change, alerts, titleField, save } = await open()
  server.loseNext = true
  await titleField().setValue('新名称')
  await save()
  change(undefined, { version: { ...start.version, state: 'in_review' } })
  await save()
  expect(server.commands).toHaveLength(2)
  expect(alerts()).toEqual([errors['policy.changed_meanwhile']])
})

it('after the author has saved once more, a reviewer sees the new text before they can approve it', async () => {
  const reviewed: PolicyEditView = { ...view, allowed: ['approve', 'send_back'] }
  const { server, change, page } = await open(reviewed)
  await page.get('textarea[name=comment]').setValue('可以发布')
  const approve = async () => {
    page
      .get('textarea[name=comment]')
      .element.closest('form')!
      .dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }
  change(titled('改过的名称'), { contentHash: 'b'.repeat(64) })
  await approve()
  expect(page.text()).toContain('bbbb bbbb')
  await approve()
  expect(server.commands.at(-1)).toMatchObject({ contentHash: 'b'.repeat(64), comment: '可以发布' })
  expect(server.stored.edition).toBe(view.edition + 2)
})

it.each([
  ['is restored as changes to that save', undefined],
  ['is restored beside a later save of another tab', '另一页的名称'],
])('what was typed after a save whose answer was lost %s', async (_title, later) => {
  const device = fakeDevice()
  const { me } = sampleInitialState(samplePages.home)
  const first = await open(view, device)
  await first.titleField().setValue('新名称')
  first.server.loseNext = true
  await first.save()
  await first.titleField().setValue('新名称与说明')
  first.change(later === undefined ? undefined : titled(later), by(me?.userid ?? '', '我'))
  dispatchEvent(new Event('pagehide'))
  first.page.unmount()
  const { titleField, page } = await open(view, device, first.served)
  expect(titleField().element.value).toBe('新名称与说明')
  expect(page.text()).toContain(policyAuthoring.editor.unsaved)
  expect(page.text().includes(policyAuthoring.editor.showStored)).toBe(later !== undefined)
})

it('leaving while a draft is being saved saves what was typed since, and then leaves', async () => {
  let answer: () => void = () => undefined
  const served = serve(view)
  const slow: typeof served.fetch = async (input, init) => {
    const isSave = init?.method === 'POST' && !String(input).endsWith('/preview')
    if (isSave && served.server.commands.length === 0) await new Promise<void>((resolve) => (answer = resolve))
    return served.fetch(input, init)
  }
  const { server, page, titleField, save } = await open(view, fakeDevice(), { ...served, fetch: slow })
  await titleField().setValue('甲')
  await save()
  await titleField().setValue('甲乙')
  const left = page.vm.$router.push('/elsewhere')
  await flushPromises()
  expect(page.vm.$router.currentRoute.value.path).toBe('/')
  answer()
  await left
  expect(titles(server.commands)).toEqual(['甲', '甲乙'])
  expect(page.vm.$router.currentRoute.value.path).toBe('/elsewhere')
})

/** Tries to leave twice, and returns for each time whether the page was left. */
async function leaveTwice({ page }: Pick<Awaited<ReturnType<typeof open>>, 'page'>) {
  const left = []
  for (const path of ['/elsewhere', '/elsewhere']) {
    await page.vm.$router.push(path)
    left.push(page.vm.$router.currentRoute.value.path === path)
  }
  return left
}

it('leaving does not replace what somebody else has saved: it is prevented once, and sends nothing', async () => {
  const opened = await open()
  await opened.titleField().setValue('甲的名称')
  opened.change(titled('乙的名称'), by('yi', '乙'))
  await opened.save()
  expect(opened.page.text()).not.toContain(policyAuthoring.edit.submit)
  expect(await leaveTwice(opened)).toEqual([false, true])
  expect(opened.server.commands).toHaveLength(1)
})

it('what is typed beside a newer draft is restored when the page is loaded again, and cannot be submitted', async () => {
  const served = serve(view)
  const device = fakeDevice()
  const first = await open(view, device, served)
  await first.titleField().setValue('甲的名称')
  served.change(titled('乙的名称'), by('yi', '乙'))
  await first.save()
  dispatchEvent(new Event('pagehide'))
  first.page.unmount()
  const { page, titleField, press } = await open(served.server.stored, device, served)
  expect(titleField().element.value).toBe('甲的名称')
  expect(page.text()).toContain(policyAuthoring.editor.overwrites('乙'))
  expect(page.findAll('button').map((button) => button.text())).not.toContain(policyAuthoring.edit.submit)
  await press(policyAuthoring.editor.showStored)
  expect(titleField().element.value).toBe('乙的名称')
  expect(served.server.commands).toHaveLength(1)
})

it('a draft that was submitted while it was edited is neither saved again nor decided beside the unsaved text', async () => {
  const opened = await open()
  const { server, change, page, press, titleField, save } = opened
  await titleField().setValue('乙的名称')
  change(titled('甲的名称'), { version: { ...by('jia', '甲').version!, state: 'in_review' } })
  server.stored = { ...server.stored, allowed: ['approve', 'send_back', 'publish'] }
  await save()
  expect(titleField().element.value).toBe('乙的名称')
  expect(page.text()).toContain(policyAuthoring.editor.notSaved)
  expect(page.findAll('#history, [name=comment], [name=kind], .draft-editor [type=submit]')).toHaveLength(1)
  await save()
  expect(server.commands).toHaveLength(1)
  await press(policyAuthoring.editor.showStored)
  expect(page.findAll('#history, [name=comment], input[name=kind][value=major]')).toHaveLength(3)
  expect(page.find('.draft-editor').exists()).toBe(false)
})

it('text that was typed for a draft stays on screen once the draft is discarded, and is not saved in the next one', async () => {
  const { server, page, press, titleField, save } = await open()
  await titleField().setValue('甲的名称')
  const next = { ...start, version: { ...start.version, id: 'pvr_9' as never } }
  const { edition } = server.stored
  server.stored = { ...server.stored, edition: edition + 1, draft: null, allowed: ['start'] }
  await save()
  expect(titleField().element.value).toBe('甲的名称')
  expect(page.text()).toContain(policyAuthoring.editor.notSaved)
  expect(page.text()).not.toContain(policyAuthoring.edit.start)
  server.stored = { ...server.stored, edition: edition + 2, draft: next, allowed: ['edit', 'submit'] }
  await press(policyAuthoring.editor.showStored)
  expect(page.text()).not.toContain(policyAuthoring.editor.unsaved)
  await press(policyAuthoring.edit.start)
  await flushPromises()
  expect(titleField().element.value).toBe(start.content.zh.title)
  expect(page.text()).not.toContain(policyAuthoring.editor.unsaved)
})

it.each([
  ['a change by the same person', titled('乙的名称'), true],
  ['a change that left the content as it was', undefined, false],
])('a save that meets %s names nobody, and offers what is stored', async (_title, content, isMine) => {
  const { me } = sampleInitialState(samplePages.home)
  const { change, page, titleField, save } = await open()
  await titleField().setValue('甲的名称')
  change(content, isMine ? by(me?.userid ?? '', '我') : by('yi', '乙'))
  await save()
  for (const name of ['我', '乙']) expect(page.text()).not.toContain(policyAuthoring.editor.overwrites(name))
  expect(page.text()).toContain(policyAuthoring.editor.showStored)
})

it('without unsaved changes, the page can be left while a command is not answered', async () => {
  const served = serve({ ...view, allowed: ['approve', 'send_back'] })
  const slow: typeof served.fetch = (input, init) =>
    init?.method === 'POST' ? new Promise<Response>(() => undefined) : served.fetch(input, init)
  const { page } = await open(served.server.stored, fakeDevice(), { ...served, fetch: slow })
  const comment = page.get('textarea[name=comment]').element
  comment.closest('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await page.vm.$router.push('/elsewhere')
  expect(page.vm.$router.currentRoute.value.path).toBe('/elsewhere')
})
