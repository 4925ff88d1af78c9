import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleCalendar, sampleTexts } from '../../testing/samples/sample-delivery.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import DirectoryWriters from './components/DirectoryWriters.vue'
import CalendarPage from './pages/CalendarPage.vue'
import MessageTemplatesPage from './pages/MessageTemplatesPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const texts = {
  items: sampleTexts.items.map((item, index) => (index === 0 ? { ...item, title: '别人写的', version: 9 } : item)),
}
const calendar = { ...sampleCalendar, quietHours: { from: '23:15', to: '06:45' }, version: 9 }

/** A title, the page, what it loads first, what is stored by then, a field and the text typed there, and what is then shown. */
const cases: readonly [string, Component, LoadedPage | null, unknown, [string, string], string][] = [
  ['a text of a message', MessageTemplatesPage, samplePages['settings-texts'], texts, ['title', '我写的'], '别人写的'],
  ['quiet hours', CalendarPage, samplePages['settings-calendar'], calendar, ['from', '21:30'], '23:15–06:45'],
  ['another writer', DirectoryWriters, null, { name: '别的软件', version: 9 }, ['second-writer', '我写的'], '别的软件'],
]

it('what is typed for one text of a message stays while another one is looked at, until it is saved', async () => {
  const bodies: { name: string; title: string }[] = []
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) => {
    bodies.push(JSON.parse(String(init?.body)) as { name: string; title: string })
    return Promise.resolve(Response.json(texts))
  }
  const page = mountUi(MessageTemplatesPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(samplePages['settings-texts']),
    },
  })
  const [first, second] = sampleTexts.items
  const title = page.get<HTMLInputElement>('[name=title]')
  const choose = page.get('select[name=name]')
  await choose.setValue(first!.name)
  await title.setValue('我写的')
  await choose.setValue(second!.name)
  expect(title.element.value).toBe(second!.title)
  await choose.setValue(first!.name)
  expect(title.element.value).toBe('我写的')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(bodies).toMatchObject([{ name: first!.name, title: '我写的' }])
  expect(title.element.value).toBe('别人写的')
})

it.each(cases)(
  '%s that somebody else changed is shown beside what was typed, which is then saved',
  async (_title, component, first, stored, [field, typed], shown) => {
    const bodies: string[] = []
    const refusal = { error: { code: 'settings.changed_meanwhile', requestId: 'r' } }
    const fetch = (_url: RequestInfo | URL, init?: RequestInit) => {
      if (init?.method === 'POST') bodies.push(String(init.body))
      const isRefused = init?.method === 'POST' && bodies.length === 1
      return Promise.resolve(isRefused ? Response.json(refusal, { status: 409 }) : Response.json(stored))
    }
    const page = mountUi(component, {
      parts: {
        api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
        ...(first ? { initialState: sampleInitialState(first) } : {}),
      },
    })
    await flushPromises()
    const input = page.get<HTMLInputElement>(`[name=${field}]`)
    await input.setValue(typed)
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(page.text()).toContain(errors['settings.changed_meanwhile'])
    expect(page.text()).toContain(shown)
    expect(input.element.value).toBe(typed)
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(bodies).toHaveLength(2)
    expect(bodies[1]).toContain(`"version":9`)
    expect(bodies[1]).toContain(typed)
  },
)

it('settings of the directory that cannot be loaded offer a retry instead of an empty form', async () => {
  let isDown = true
  const fetch = () =>
    Promise.resolve(
      isDown
        ? Response.json({ error: { code: 'unavailable', requestId: 'r' } }, { status: 503 })
        : Response.json({ name: '别的软件', version: 9 }),
    )
  const page = mountUi(DirectoryWriters, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await vi.waitUntil(() => page.findAll('[role=alert]').length === 2)
  expect(page.find('form').exists()).toBe(false)
  isDown = false
  await page.get('section button').trigger('click')
  await flushPromises()
  expect(page.get<HTMLInputElement>('[name=second-writer]').element.value).toBe('别的软件')
})
