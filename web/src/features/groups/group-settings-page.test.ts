import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import groups from '../../locales/zh-CN/groups.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { groupPages } from '../../testing/samples/sample-groups.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import GroupSettingsPage from './pages/GroupSettingsPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const { settings: messages } = groups
const settingsPage = groupPages(sampleRequests.running)['settings-groups']

async function openPage(answer: (init?: RequestInit) => Response = () => Response.json(settingsPage.data)) {
  const fetch = vi.fn((_input: RequestInfo | URL, init?: RequestInit) => Promise.resolve(answer(init)))
  const page = mountUi(GroupSettingsPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(settingsPage),
    },
  })
  await flushPromises()
  const save = async () => {
    await page.get('form').trigger('submit')
    await flushPromises()
    return fetch.mock.calls.flatMap(([, init]) => (init?.method === 'POST' ? [String(init.body)] : []))
  }
  return { page, save }
}

it.each(['', '2', '2001', '1e2', '十'])(
  'GroupSettingsPage does not save %j as the size of a large group',
  async (text) => {
    const { page, save } = await openPage()
    const field = page.get<HTMLInputElement>('input[name=largeFrom]')
    await field.setValue(text)
    expect(page.text()).toContain(messages.largeFromInvalid(3, 2000))
    expect([field.attributes('aria-invalid'), await save()]).toEqual(['true', []])
    await field.setValue('50')
    expect(page.text()).not.toContain(messages.largeFromInvalid(3, 2000))
    expect((await save())[0]).toContain('"largeFrom":50')
  },
)

it('GroupSettingsPage says that a group type is missing when there is no line', async () => {
  const { page, save } = await openPage()
  await page.get('textarea[name=templates]').setValue(' \n')
  expect(page.text()).toContain(messages.templatesMissing)
  expect(page.text()).not.toContain(messages.invalidTemplateLine(1))
  expect(await save()).toEqual([])
})

it('GroupSettingsPage shows rules that somebody else changed beside what was typed, which is then saved', async () => {
  const stored = { version: 5, rules: { ...settingsPage.data.rules, separator: '/', bannedWords: ['内部'] } }
  const refusal = { error: { code: 'settings.changed_meanwhile', requestId: 'r' } }
  let isFirst = true
  const { page, save } = await openPage((init) => {
    const isRefused = init?.method === 'POST' && isFirst
    if (isRefused) isFirst = false
    return isRefused ? Response.json(refusal, { status: 409 }) : Response.json(stored)
  })
  const banned = page.get<HTMLTextAreaElement>('textarea[name=banned]')
  await banned.setValue('绝密')
  await save()
  expect(page.text()).toContain(errors['settings.changed_meanwhile'])
  expect(page.text()).toContain(`${messages.banned}：内部`)
  expect([banned.element.value, page.get<HTMLInputElement>('input[name=separator]').element.value]).toEqual([
    '绝密',
    '/',
  ])
  const [, second] = await save()
  expect(second).toContain('"version":5')
  expect(second).toContain('"bannedWords":["绝密"]')
})

it('GroupSettingsPage shows at the field why the server refused a deputy', async () => {
  const fields = [{ path: 'rules.templates.0.deputyId', code: 'group.deputy_unknown' }]
  const refusal = { error: { code: 'input.invalid', requestId: 'r', details: { fields } } }
  const { page, save } = await openPage((init) =>
    init?.method === 'POST' ? Response.json(refusal, { status: 422 }) : Response.json(settingsPage.data),
  )
  await save()
  expect(page.get('textarea[name=templates]').attributes('aria-invalid')).toBe('true')
  expect(page.text()).toContain(messages.errors['group.deputy_unknown'])
})
