import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import AuditPage from './pages/AuditPage.vue'

const page = { items: [], next: null, names: {}, chain: null }
const days = [{ day: '2026-03-17', entries: 12, looks: 7, losses: 1 }]

afterEach(() => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

/** Mounts the page at a desk, with the lazy plot, and an API that can fail. */
async function mountDesk() {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener() {}, removeEventListener() {} }))
  const state = { isDown: false }
  const requested: string[] = []
  const fetch = vi.fn((input: RequestInfo | URL, init?: RequestInit) => {
    requested.push(new URL(input instanceof Request ? input.url : input).pathname)
    if (init?.method === 'POST')
      return Promise.resolve(Response.json({ path: '/d/1', expiresAt: '2026-03-17T03:00:00Z' }))
    if (state.isDown) return Promise.reject(new TypeError('no network'))
    return Promise.resolve(Response.json({ ...page, days }))
  })
  const view = mountUi(AuditPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  await vi.dynamicImportSettled()
  await flushPromises()
  const apply = async () => {
    await view.get('form[novalidate]').trigger('submit')
    await flushPromises()
  }
  const hasPlot = () => view.find('[aria-labelledby=audit-days]').exists()
  return { view, state, requested, apply, hasPlot, field: view.get<HTMLInputElement>('input[name=who]') }
}

it('a list that cannot be loaded shows no counts of an earlier filter, and brings its own when it is tried again', async () => {
  const { state, requested, apply, hasPlot, field } = await mountDesk()
  expect(hasPlot()).toBe(true)
  state.isDown = true
  await field.setValue('limin')
  await apply()
  expect(hasPlot()).toBe(false)
  state.isDown = false
  await apply()
  expect(hasPlot()).toBe(true)
  expect(requested.filter((path) => path.endsWith('/days'))).toEqual([])
})

it('a link to the page without a filter empties the form and loads all entries', async () => {
  const { view, requested, apply, field } = await mountDesk()
  await field.setValue('limin')
  await apply()
  const count = requested.length
  await view.vm.$router.push('/')
  await flushPromises()
  expect([field.element.value, requested.length]).toEqual(['', count + 1])
})

it('a link to another page keeps the address of that page, and loads no entries', async () => {
  const { view, requested, apply, field } = await mountDesk()
  await field.setValue('limin')
  await apply()
  const count = requested.length
  await view.vm.$router.push('/joiners?view=late')
  await flushPromises()
  expect([view.vm.$router.currentRoute.value.fullPath, requested.length]).toEqual(['/joiners?view=late', count])
})

it('the field from which a filter is applied stays, with the focus in it', async () => {
  const { apply, field } = await mountDesk()
  field.element.focus()
  await field.setValue('limin')
  await apply()
  expect(document.activeElement).toBe(field.element)
  expect(field.element.value).toBe('limin')
})

it('another filter discards a download link that was created before', async () => {
  const { view, apply, field } = await mountDesk()
  await view.get('.audit-export button').trigger('click')
  await flushPromises()
  expect(view.find('.download-link').exists()).toBe(true)
  await field.setValue('limin')
  await apply()
  expect(view.find('.download-link').exists()).toBe(false)
})
