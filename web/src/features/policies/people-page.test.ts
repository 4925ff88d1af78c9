import { flushPromises, mount } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi, onTestFinished } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { eventually } from '../../testing/eventually.ts'
import { fakeApi, provideTestDependencies } from '../../testing/with-setup.ts'
import { policyAdmin } from '../../locales/zh-CN/policy-admin.ts'
import PeoplePage from './pages/PeoplePage.vue'

const path = '/policies/:id/people'
const messages = policyAdmin.filters

afterEach(() => {
  document.body.innerHTML = ''
})

const person = {
  userid: 'guoji',
  name: '郭𠮷',
  department: [],
  state: 'overdue',
  signedLabel: null,
  signedAt: null,
  basis: null,
  receipt: null,
  openedAt: null,
  dueAt: '2026-03-01T00:00:00.000Z',
  reminders: 0,
  isPartner: true,
  leftAt: null,
}

const policy = { id: 'pol_0sample1', title: '使用规范', titleEn: null, label: '3.0' }
const emptyPage = {
  policy,
  items: [],
  next: null,
  department: null,
  sort: null,
  sorts: [],
}

async function openPage(query: string, answers: Record<string, object> = {}, me: Partial<typeof sampleMe> = {}) {
  const elsewhere = { path: '/:rest(.*)*', component: { template: '<i />' } }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path, component: PeoplePage }, elsewhere] })
  await router.push(`/policies/pol_0sample1/people${query}`)
  const fetch = vi.fn((input: RequestInfo | URL, _init?: RequestInit) => {
    const name = new URL(input instanceof Request ? input.url : input).pathname.split('/').at(-1) ?? ''
    return Promise.resolve(Response.json(answers[name] ?? emptyPage))
  })
  const findDepartments = () => Promise.resolve({ items: [{ id: 13, path: ['南区'] }] })
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api, info: { findDepartments } })
  const initialState = sampleInitialState(samplePages.home, { me: { ...sampleMe, roles: ['compliance'], ...me } })
  const plugin = {
    install: (app: Parameters<typeof provideTestDependencies>[0]) =>
      provideTestDependencies(app, { api, initialState }),
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
  expect(page.findAll('nav.people-filter-active a')).toHaveLength(1)
  await page.get('[name="overdueDays"]').setValue('0')
  await page.get('form[novalidate]').trigger('submit')
  await flushPromises()
  expect([requested().length, page.get('form[novalidate]').text().includes(messages.invalid)]).toEqual([1, true])
  await page.get('[role="switch"]').setValue(true)
  await page.get('[name="joinedAfter"]').setValue('2026-03-01')
  await page.get('[name="overdueDays"]').setValue(' 7 ')
  await page.get('form[novalidate]').trigger('submit')
  await flushPromises()
  const query = { state: 'overdue', department: '12', partner: '1', joinedAfter: '2026-03-01', overdueDays: '7' }
  expect(router.currentRoute.value.query).toEqual(query)
  expect(requested().map((search) => Object.fromEntries(new URLSearchParams(search)))).toEqual([
    { state: 'overdue', department: '12', sort: 'state' },
    { ...query, sort: 'state' },
  ])
  expect(document.activeElement?.textContent).toBe(messages.open)
})

it('the filter form keeps a filter that it does not offer', async () => {
  const { router, page } = await openPage('?state=pending&olderOnly=0')
  await page.get('[name="overdueDays"]').setValue('7')
  await page.get('form[novalidate]').trigger('submit')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ state: 'pending', overdueDays: '7', olderOnly: '0' })
})

it('filters from the URL appear in the form, in all links and in the empty-list message', async () => {
  const { page, requested } = await openPage('?state=signed&partner=1&overdueDays=7&joinedAfter=nonsense')
  expect(requested()).toEqual(['?state=signed&partner=1&overdueDays=7&sort=state'])
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

it('a heading sorts on the server, says the order, and keeps it when a filter changes; a long list offers fewer orders', async () => {
  const people = [
    { ...person, userid: 'a' },
    { ...person, userid: 'b' },
  ]
  const sorts = ['state', 'due', 'opened', 'reminders']
  const answers = { people: { ...emptyPage, items: people, sort: 'state', sorts } }
  const { router, page, requested } = await openPage('?state=overdue', answers)
  const heading = (label: string) => page.findAll('thead th').find((cell) => cell.text() === label)
  expect(page.text()).toContain(policyAdmin.people.worstFirst)
  expect(heading(policyAdmin.people.columns.state)?.attributes('aria-sort')).toBe('ascending')
  await heading(policyAdmin.people.columns.due)?.get('button').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ state: 'overdue', sort: 'due' })
  expect(requested().at(-1)).toBe('?state=overdue&sort=due')
  expect(heading(policyAdmin.people.columns.due)?.attributes('aria-sort')).toBe('ascending')
  expect(page.get('.state-links a').attributes('href')).toBe('/policies/pol_0sample1/people?sort=due')
  // For a long list the server offers fewer sort keys.
  Object.assign(answers, { people: { ...answers.people, sorts: ['state'] } })
  await router.push({ query: { sort: 'due' } })
  await flushPromises()
  expect(heading(policyAdmin.people.columns.due)?.find('button').exists()).toBe(false)
  expect(heading(policyAdmin.people.columns.state)?.attributes('aria-sort')).toBe('ascending')
  Object.assign(answers, { people: { ...answers.people, sort: null, sorts: [] } })
  await router.push({ query: { q: '张', sort: 'due' } })
  await flushPromises()
  expect(page.findAll('[aria-sort]')).toHaveLength(0)
  expect(page.text()).not.toContain(policyAdmin.people.worstFirst)
  expect(page.text()).toContain(policyAdmin.people.byDepartment)
})

it.each([
  ['due', 'state'],
  ['-state', '-state'],
])(
  'the next page of a long list that was requested in the order %s is requested in the order %s',
  async (requestedOrder, next) => {
    const long = { ...emptyPage, items: [person], next: '0~12:guoji', sort: 'state', sorts: ['state'] }
    const answers = { people: long }
    const { page, requested } = await openPage(`?sort=${requestedOrder}`, answers)
    answers.people = { ...long, items: [{ ...person, userid: 'limin' }] }
    await page.get('.list-end button').trigger('click')
    await flushPromises()
    const queries = requested().map((search) => Object.fromEntries(new URLSearchParams(search)))
    expect(queries).toEqual([{ sort: requestedOrder }, { sort: next, after: '0~12:guoji' }])
    expect(page.findAll('tbody tr')).toHaveLength(2)
  },
)

it('the department in the URL is named, removed by a link, and chosen by its name', async () => {
  const north = { id: 12, name: '北区' }
  const answers = {
    people: { ...emptyPage, department: north, items: [person] },
  }
  const { router, page, requested } = await openPage('?department=12&state=overdue', answers)
  const chips = page.findAll('nav.people-filter-active a')
  expect(chips.map((chip) => [chip.text(), chip.attributes('href')])).toEqual([
    [messages.in('北区'), '/policies/pol_0sample1/people?state=overdue'],
  ])
  const form = page.get('form[novalidate]')
  expect(form.get('.department-chosen').text()).toContain('北区')
  await form.get('.department-chosen button').trigger('click')
  await form.get('input[type=search]').setValue('南')
  await eventually(() => {
    expect(form.find('.department-option').exists()).toBe(true)
  })
  await form.get('.department-option').trigger('click')
  Object.assign(answers, { people: { ...answers.people, department: { id: 13, name: '南区' } } })
  await form.trigger('submit')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ state: 'overdue', department: '13' })
  expect(requested().at(-1)).toBe('?department=13&state=overdue&sort=state')
  expect(page.get('nav.people-filter-active a').text()).toBe(messages.in('南区'))
})

it('the list offers saved views beside its states, once there is something to save', async () => {
  const { page } = await openPage('?state=overdue')
  expect(page.find('.people-views .state-links').exists()).toBe(true)
  // The states have a link to the whole list.
  expect(page.findAll('.people-views .saved-view')).toHaveLength(0)
  expect(page.find('.people-views .saved-views button').exists()).toBe(true)
  expect((await openPage('')).page.find('.saved-views').exists()).toBe(false)
})

it('on paper the foot of the list names its state and its filters', async () => {
  const { page } = await openPage('?state=overdue&partner=1&q=郭', { people: { ...emptyPage, items: [person] } })
  expect(page.get('.print-footer').text()).toContain(`郭、逾期、${messages.isPartner}`)
})

it('the export uses the filters of the list', async () => {
  const answers = {
    people: { ...emptyPage, items: [person] },
    export: { path: '/d/1', expiresAt: '2026-03-02T00:00:00.000Z' },
  }
  const { page, fetch } = await openPage('?state=overdue&department=12&partner=1', answers)
  await page.get('.roster-export button').trigger('click')
  await flushPromises()
  const body = fetch.mock.calls.map(([, init]) => init?.body).find((sent) => sent !== undefined)
  expect(JSON.parse(String(body))).toEqual({ format: 'xlsx', department: 12, state: 'overdue', partner: '1' })
  expect(page.get('.download-link').attributes('href')).toBe('/d/1')
})

it('the list says how many people are missing because their identity as signers was erased, and nothing when nobody is', async () => {
  const policy = { id: 'pol_0sample1', title: '旧制度', titleEn: null, label: '1.0' }
  const people = { ...emptyPage, policy, total: 0, erased: 2 }
  expect((await openPage('', { people })).page.text()).toContain(policyAdmin.people.erased(2))
  expect((await openPage('', { people: { ...people, erased: 0 } })).page.text()).not.toContain('已匿名化')
})

it('the links to the states have numbers, also for those who sign only the changes; another filter hides the numbers', async () => {
  const counts = { signed: 30, pending: 26, overdue: 0, questioned: 0, undelivered: 0, exempt: 1, excluded: 2 }
  const people = { ...emptyPage, total: 59, counts: { ...counts, changeOnly: 4 }, erased: 0 }
  const linksOf = async (query: string) =>
    (await openPage(query, { people })).page.findAll('.state-links a').map((link) => link.text().replace('\u00a0', ' '))
  const { board, people: texts } = policyAdmin
  const { page } = await openPage('', { people })
  expect(page.text()).toContain(board.register(57, 2))
  // The people of one state are counted beside those who have to sign.
  expect((await openPage('?state=pending', { people })).page.text()).toContain(board.register(57, 2))
  expect(await linksOf('')).toEqual([
    ...[`${texts.all} 59`, `${texts.unsigned} 26`, '已签 30', '待签 26', `${board.changeOnly} 4`],
    ...['逾期 0', '有疑问 0', '未送达 0', '豁免 1', '不计入 2'],
  ])
  expect((await linksOf('?partner=1')).slice(0, 2)).toEqual([texts.all, texts.unsigned])
})

it('a person who has yet to sign the current version is listed without the receipt of an older one', async () => {
  const old = { ...person, signedLabel: '2.0', signedAt: '2026-01-05T02:00:00.000Z', receipt: 'M4T1-22AB' }
  const items = [
    { ...old, userid: 'a', state: 'pending', isChangeOnly: true },
    { ...old, userid: 'b', state: 'signed', isChangeOnly: false },
  ]
  const { page } = await openPage('', { people: { ...emptyPage, items } })
  const [pending, signed] = page.findAll('tbody tr').map((row) => row.text())
  expect(pending).toContain(policyAdmin.board.changeOnly)
  expect([pending?.includes('M4T1-22AB'), signed?.includes('M4T1-22AB')]).toEqual([false, true])
})

it('on paper the times of people have their year', async () => {
  const times = { dueAt: '2026-03-24T10:00:00.000Z', openedAt: '2026-03-17T02:05:00.000Z' }
  const items = [{ ...person, ...times, state: 'pending', signedLabel: '2.0', signedAt: '2026-01-05T02:00:00.000Z' }]
  const { page } = await openPage('', { people: { ...emptyPage, items } })
  const printed = page.findAll('tbody .table-paper').map((text) => text.text())
  expect(printed).toHaveLength(3)
  for (const text of printed) expect(text).toMatch(/2026\s年/)
})

it('the department of a person stands below their name, and is a column only when it is chosen', async () => {
  const items = [{ ...person, department: ['南区', '二组'] }]
  const answers = { people: { ...emptyPage, items } }
  const headings = ({ page }: Awaited<ReturnType<typeof openPage>>) =>
    page.findAll('thead th').map((heading) => heading.text())
  const list = await openPage('', answers)
  expect(list.page.get('tbody th').text()).toContain('南区 · 二组')
  expect(list.page.get('tbody th a').attributes('href')).toBe('/signing-records/guoji?policy=pol_0sample1&from=people')
  expect(headings(list)).not.toContain(policyAdmin.people.columns.department)
  const chosen = await openPage('?columns=name,department', answers)
  expect(headings(chosen)).toContain(policyAdmin.people.columns.department)
})

it('the list offers reminders, a selection and changes according to the rights that come with it', async () => {
  const offered = async (rights: { mayRemind: boolean; mayChange: boolean }, me?: Partial<typeof sampleMe>) => {
    const { page } = await openPage('', { people: { ...emptyPage, items: [person], ...rights } }, me)
    const { record, past } = policyAdmin.people
    return {
      remind: page.text().includes(policyAdmin.bulk.remindAll),
      selects: page.find('tbody input[type=checkbox]').exists(),
      changes: page.text().includes(record) && !page.text().includes(past),
    }
  }
  expect(await offered({ mayRemind: true, mayChange: false }, { roles: [] })).toEqual({
    remind: true,
    selects: true,
    changes: false,
  })
  const nothing = { remind: false, selects: false, changes: false }
  expect(await offered({ mayRemind: false, mayChange: false })).toEqual(nothing)
})
