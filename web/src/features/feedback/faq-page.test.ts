import { flushPromises } from '@vue/test-utils'
import { FAQ_LISTED_MAX } from '@desk/shared/feedback/feedback-limits'
import { createApiClient } from '@desk/server/client'
import { expect, it } from 'vitest'
import feedback from '../../locales/zh-CN/feedback.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import FaqPage from './pages/FaqPage.vue'

const messages = feedback.faq

it('a search that fails says so, and shows no entry that was found by other words', async () => {
  const { data } = samplePages['feedback-faq']
  let isAvailable = true
  const unavailable = { error: { code: 'unavailable', requestId: 'r', details: {} } }
  const fetch = () => Promise.resolve(isAvailable ? Response.json(data) : Response.json(unavailable, { status: 503 }))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(FaqPage, { parts: { api } })
  await flushPromises()
  const question = data.items[0]!.question
  expect(page.text()).toContain(question)
  isAvailable = false
  await page.get('input[name=q]').setValue('报销')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect([page.find('[role=alert]').exists(), page.text().includes(question)]).toEqual([true, false])
  isAvailable = true
  await page.get('[role=alert] button').trigger('click')
  await flushPromises()
  expect(page.text()).toContain(question)
})

it('FaqPage searches within the policy for which it was opened', async () => {
  const queries: string[] = []
  const fetch = async (url: RequestInfo | URL) => {
    queries.push(new URL(String(url)).search)
    return Promise.resolve(Response.json(samplePages['feedback-faq'].data))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(FaqPage, { parts: { api }, path: '/feedback/faq?policy=pol_1' })
  await flushPromises()
  await page.get('input[name=q]').setValue('报销')
  await page.get('form').trigger('submit')
  await flushPromises()
  const searches = queries.map((search) => Object.fromEntries(new URLSearchParams(search)))
  expect(searches.at(-1)).toEqual({ q: '报销', policy: 'pol_1' })
})

it('after an entry is removed, a search shows what it still finds, and not the whole list', async () => {
  const { data } = samplePages['feedback-faq']
  const editor = { sources: [], clauses: [] }
  const [found] = data.items
  let isRetired = false
  const fetch = async (url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method === 'POST') {
      isRetired = true
      return Promise.resolve(Response.json({ items: [{ ...found!, id: 'faq_0other1', question: '别的问题' }], editor }))
    }
    const isSearch = new URL(String(url)).searchParams.get('q') === '报销'
    return Promise.resolve(Response.json({ items: isSearch && !isRetired ? [found] : [], editor }))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(FaqPage, { parts: { api }, path: '/feedback/faq?q=报销' })
  await flushPromises()
  await clickButton(page)(messages.retire)
  document.querySelector('.sheet form')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(isRetired).toBe(true)
  expect(page.text()).toContain(messages.notFound)
  expect(page.text()).not.toContain('别的问题')
})

it.each([
  [FAQ_LISTED_MAX, false],
  [FAQ_LISTED_MAX + 1, true],
])('a list of %i entries says whether there are more than it shows: %s', async (count, isCut) => {
  const [entry] = samplePages['feedback-faq'].data.items
  const items = Array.from({ length: count }, (_, index) => ({ ...entry!, id: `faq_${String(index)}` as const }))
  const fetch = () => Promise.resolve(Response.json({ items, editor: null }))
  const page = mountUi(FaqPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  expect(page.findAll('.faq-entry')).toHaveLength(FAQ_LISTED_MAX)
  expect(page.text().includes(messages.cut(FAQ_LISTED_MAX))).toBe(isCut)
})
