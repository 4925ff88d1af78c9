import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { expect, it } from 'vitest'
import accounts from '../../locales/zh-CN/accounts.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import JoinersPage from './pages/JoinersPage.vue'

const { board: messages } = accounts
const board = samplePages.joiners.data
const unavailable = { error: { code: 'unavailable', requestId: 'r', details: {} } }

/** Opens the list at an address, and loads it. `answer`: answers the newest request. */
async function open(path: string, first: object) {
  const searches: string[] = []
  const pending: ((response: Response) => void)[] = []
  const fetch = (url: RequestInfo | URL) => {
    const { pathname, search } = new URL(String(url))
    if (pathname !== '/api/joiners') return Promise.reject(new TypeError('not expected'))
    searches.push(search)
    return new Promise<Response>((resolve) => pending.push(resolve))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(JoinersPage, { parts: { api }, path })
  await flushPromises()
  const answer = async (response: Response) => {
    pending.pop()?.(response)
    await flushPromises()
  }
  await answer(Response.json(first))
  searches.length = 0
  const currentViews = () => page.findAll('.joiner-count[aria-current]').map((link) => link.find('span').text())
  return { page, searches, answer, currentViews, router: page.vm.$router }
}
const none = { ...board, items: [], reviews: [] }

it('the list of an address without a search is loaded, and is not called empty before', async () => {
  const { page, searches, answer, router } = await open('/joiners?q=abc', none)
  expect(page.text()).toContain(messages.notFound)
  await router.push('/joiners')
  await flushPromises()
  expect(searches).toEqual([''])
  expect(page.text()).not.toContain(messages.none)
  expect(page.get<HTMLInputElement>('[name=q]').element.value).toBe('')
  await answer(Response.json(board))
  expect(page.text()).not.toContain(messages.notFound)
  expect(page.text()).toContain(board.items[0]!.name)
})

it('a view is marked as current once its list is loaded, and keeps the search', async () => {
  const { page, searches, answer, currentViews } = await open('/joiners?q=abc&view=done', board)
  expect(currentViews()).toEqual([messages.counts.done])
  await page.get('.joiner-count-late').trigger('click')
  await flushPromises()
  expect(searches.map((search) => Object.fromEntries(new URLSearchParams(search)))).toEqual([
    { q: 'abc', view: 'late' },
  ])
  expect(currentViews()).toEqual([messages.counts.done])
  await answer(Response.json(board))
  expect(currentViews()).toEqual([messages.counts.late])
})

it('a list that cannot be loaded says so above the one that is shown', async () => {
  const { page, answer, currentViews, router } = await open('/joiners?view=done', board)
  await router.push('/joiners')
  await flushPromises()
  await answer(Response.json(unavailable, { status: 503 }))
  expect(page.find('.error-note').exists()).toBe(true)
  expect(currentViews()).toEqual([messages.counts.done])
})
