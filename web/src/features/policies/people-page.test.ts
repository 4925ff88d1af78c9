import { flushPromises, mount } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi, onTestFinished } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, provideTestDependencies } from '../../testing/with-setup.ts'
import { policyAdmin } from '../../locales/zh-CN/policy-admin.ts'
import PeoplePage from './pages/PeoplePage.vue'

const path = '/policies/:id/people'
const messages = policyAdmin.filters

afterEach(() => {
  document.body.innerHTML = ''
})

const emptyPage = { items: [], next: null }

async function openPage(query: string, answers: Record<string, object> = {}) {
  const elsewhere = { path: '/:rest(.*)*', component: { template: '<i />' } }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path, component: PeoplePage }, elsewhere] })
  await router.push(`/policies/pol_0sample1/people${query}`)
  const fetch = vi.fn((input: RequestInfo | URL, _init?: RequestInit) => {
    const name = new URL(input instanceof Request ? input.url : input).pathname.split('/').at(-1) ?? ''
    return Promise.resolve(Response.json(answers[name] ?? emptyPage))
  })
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const plugin = {
    install: (app: Parameters<typeof provideTestDependencies>[0]) => provideTestDependencies(app, { api }),
  }
  const page = mount(PeoplePage, { attachTo: document.body, global: { plugins: [router, plugin] } })
  onTestFinished(() => page.unmount())
  await flushPromises()
  const requested = () =>
    fetch.mock.calls.map(([input]) => new URL(input instanceof Request ? input.url : input).search)
  return { router, page, requested, fetch }
}

it('applying the filter form adds its values to the URL query and reloads the list', async () => {
  const { router, page, requested } = await openPage('?state=overdue&department=12')
  expect(page.find('nav.people-filter-active').exists()).toBe(false)
  await page.get('[name="overdueDays"]').setValue('0')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect([requested().length, page.get('form').text().includes(messages.invalid)]).toEqual([1, true])
  await page.get('[role="switch"]').setValue(true)
  await page.get('[name="joinedAfter"]').setValue('2026-03-01')
  await page.get('[name="overdueDays"]').setValue(' 7 ')
  await page.get('form').trigger('submit')
  await flushPromises()
  const query = { state: 'overdue', department: '12', partner: '1', joinedAfter: '2026-03-01', overdueDays: '7' }
  expect(router.currentRoute.value.query).toEqual(query)
  expect(requested().map((search) => Object.fromEntries(new URLSearchParams(search)))).toEqual([
    { state: 'overdue', department: '12' },
    query,
  ])
  expect(document.activeElement?.textContent).toBe(messages.open)
})

it('filters from the URL appear in the form, in all links and in the empty-list message', async () => {
  const { page, requested } = await openPage('?state=signed&partner=1&overdueDays=7&joinedAfter=nonsense')
  expect(requested()).toEqual(['?state=signed&partner=1&overdueDays=7'])
  expect((page.get('[name="overdueDays"]').element as HTMLInputElement).value).toBe('7')
  const links = page.findAll('nav.people-filter-active a').map((link) => [link.text(), link.attributes('href')])
  const basePath = '/policies/pol_0sample1/people'
  expect(links).toEqual([
    [messages.isPartner, `${basePath}?state=signed&overdueDays=7`],
    [messages.overdueBy('7'), `${basePath}?state=signed&partner=1`],
    [messages.clear, `${basePath}?state=signed`],
  ])
  expect(page.findAll('.state-links a').map((link) => link.attributes('href'))).toContain(
    `${basePath}?state=overdue&partner=1&overdueDays=7`,
  )
  expect(page.text()).toContain(messages.none(`已签、${messages.isPartner}、${messages.overdueBy('7')}`))
})

it('the export uses the filters of the list', async () => {
  const person = {
    userid: 'guoji',
    name: '郭𠮷',
    department: [],
    state: 'overdue',
    signedLabel: null,
    signedAt: null,
    basis: null,
    receipt: null,
    dueAt: '2026-03-01T00:00:00.000Z',
    reminders: 0,
    isPartner: true,
    leftAt: null,
  }
  const answers = {
    people: { items: [person], next: null },
    export: { path: '/d/1', expiresAt: '2026-03-02T00:00:00.000Z' },
  }
  const { page, fetch } = await openPage('?state=overdue&department=12&partner=1', answers)
  await page.get('.roster-export button').trigger('click')
  await flushPromises()
  const body = fetch.mock.calls.map(([, init]) => init?.body).find((sent) => sent !== undefined)
  expect(JSON.parse(String(body))).toEqual({ format: 'xlsx', department: 12, state: 'overdue', partner: '1' })
  expect(page.get('.download-link').attributes('href')).toBe('/d/1')
})
