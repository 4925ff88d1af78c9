import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import AuditPage from './pages/AuditPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('a filter of the audit is kept under a name, and shown again', async () => {
  const page = { items: [], next: null, names: {}, chain: null }
  const fetch = vi.fn((_input: RequestInfo | URL) => Promise.resolve(Response.json(page)))
  const view = mountUi(AuditPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const asked = () =>
    fetch.mock.calls.map(([input]) => new URL(input instanceof Request ? input.url : input).searchParams.get('who'))
  await view.get('input[name=who]').setValue('limin')
  await view.get('form[novalidate]').trigger('submit')
  await flushPromises()
  const views = view.get('.saved-views')
  await views.get('button.button-text').trigger('click')
  await views.get('.saved-name').setValue('李敏')
  await views.get('form').trigger('submit')
  await views.findAll('.saved-view')[0]!.trigger('click')
  await flushPromises()
  expect(asked().at(-1)).toBeNull()
  await views
    .findAll('.saved-view')
    .find((button) => button.text() === '李敏')!
    .trigger('click')
  await flushPromises()
  expect(asked().at(-1)).toBe('limin')
  expect((view.get('input[name=who]').element as HTMLInputElement).value).toBe('limin')
})

it('the filter stands above the list, which has the whole width, and a time is on one line', async () => {
  const view = mountUi(AuditPage, { parts: { initialState: sampleInitialState(samplePages.audit) } })
  await flushPromises()
  const html = view.html()
  expect(html.indexOf('audit-filter')).toBeLessThan(html.indexOf('<table'))
  expect(view.find('.admin-aside').exists()).toBe(false)
  expect(view.findAll('tbody th .audit-at')).toHaveLength(samplePages.audit.data.items.length)
})
