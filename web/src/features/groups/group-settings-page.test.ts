import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import groups from '../../locales/zh-CN/groups.ts'
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
const shown = groupPages(sampleRequests.running)['settings-groups']

async function openPage() {
  const fetch = vi.fn((_input: RequestInfo | URL, _init?: RequestInit) => Promise.resolve(Response.json(shown.data)))
  const page = mountUi(GroupSettingsPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(shown),
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

it.each(['', '2', '2001', '1e2', '十'])('GroupSettingsPage does not save %j people as a large group', async (text) => {
  const { page, save } = await openPage()
  const field = page.get<HTMLInputElement>('input[name=largeFrom]')
  await field.setValue(text)
  expect(page.text()).toContain(messages.largeFromInvalid(3, 2000))
  expect([field.attributes('aria-invalid'), await save()]).toEqual(['true', []])
  await field.setValue('50')
  expect(page.text()).not.toContain(messages.largeFromInvalid(3, 2000))
  expect((await save())[0]).toContain('"largeFrom":50')
})

it('GroupSettingsPage says that a group type is missing when there is no line', async () => {
  const { page, save } = await openPage()
  await page.get('textarea[name=templates]').setValue(' \n')
  expect(page.text()).toContain(messages.templatesMissing)
  expect(page.text()).not.toContain(messages.invalidTemplateLine(1))
  expect(await save()).toEqual([])
})
