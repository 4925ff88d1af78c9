import { createApiClient } from '@desk/server/client'
import type { DirectoryHealth } from '@desk/shared/directory/directory-schemas'
import type { Role } from '@desk/shared/identity/actor'
import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import directory from '../../locales/zh-CN/directory.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleDirectory } from '../../testing/samples/sample-directory.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import DirectoryPage from './pages/DirectoryPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const { held: messages } = directory
const held: NonNullable<DirectoryHealth['held']> = {
  key: 'a'.repeat(64),
  people: 26,
  since: '2026-03-17T02:20:00.000Z',
  names: ['郭𠮷', '赵磊'],
  isConfirmed: false,
}
const healthWith = (overrides: Partial<typeof held>): DirectoryHealth => ({
  ...sampleDirectory,
  held: { ...held, ...overrides },
})
const dialog = () => document.querySelector('[role=dialog]')

/** Opens the page; `answer` responds to a confirmation, and the page is loaded again as `current`. */
async function openPage(roles: Role[], answer: Response, current: DirectoryHealth = healthWith({})) {
  const sent: unknown[] = []
  const fetch = (url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method === 'POST') {
      sent.push(JSON.parse(String(init.body)))
      return Promise.resolve(answer.clone())
    }
    const path = new URL(url instanceof Request ? url.url : url).pathname
    const isPage = path === '/api/settings/directory'
    return Promise.resolve(Response.json(isPage ? current : { name: '', attribute: '', value: '', version: 0 }))
  }
  const page = mountUi(DirectoryPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(
        { name: 'settings-directory', data: healthWith({}) },
        { me: { ...sampleMe, roles } },
      ),
    },
  })
  await flushPromises()
  const card = () => page.get('[aria-labelledby=held-departures]')
  const submit = async () => {
    await new DOMWrapper(dialog()!.querySelector('form')!).trigger('submit')
    await flushPromises()
  }
  return { card, sent, submit }
}

it('members who are missing together are named with what to check, and only the ops lead confirms that they left', async () => {
  const { card } = await openPage(['ops'], new Response(null, { status: 500 }))
  for (const text of [messages.title(26), messages.check, messages.andMore('郭𠮷、赵磊', 26), messages.byLead])
    expect(card().text()).toContain(text)
  expect(card().find('button').exists()).toBe(false)
})

it('the confirmation says what ends, and sends which members were shown', async () => {
  const { card, sent, submit } = await openPage(['ops_lead'], Response.json(healthWith({ isConfirmed: true })))
  await card().get('button').trigger('click')
  await flushPromises()
  for (const text of [messages.effect, messages.action(26)]) expect(dialog()?.textContent).toContain(text)
  await submit()
  expect(sent).toEqual([{ key: held.key }])
  expect(dialog()).toBeNull()
  expect(card().text()).toContain(messages.confirmed)
})

it('a confirmation of members other than those now missing is refused, and shows who they are now', async () => {
  const refusal = Response.json({ error: { code: 'settings.changed_meanwhile', requestId: 'r' } }, { status: 409 })
  const now = healthWith({ key: 'b'.repeat(64), people: 27 })
  const { card, sent, submit } = await openPage(['ops_lead'], refusal, now)
  await card().get('button').trigger('click')
  await flushPromises()
  await submit()
  expect(card().text()).toContain(messages.title(27))
  expect(dialog()?.textContent).toContain(errors['settings.changed_meanwhile'])
  expect(dialog()?.textContent).toContain(messages.action(27))
  await submit()
  expect(sent).toEqual([{ key: held.key }, { key: 'b'.repeat(64) }])
})
