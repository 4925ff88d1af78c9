import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, describe, expect, it, type Mock, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { AuditDays } from '@desk/shared/audit/audit-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import type { DeskApi } from '../../api/desk-api.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import messages from '../../locales/zh-CN/audit.ts'
import AuditPage from './pages/AuditPage.vue'

const { byDay } = messages
const page = { items: [], next: null, names: {}, chain: null }
const days = [
  { day: '2026-03-15', entries: 3, looks: 3, losses: 0 },
  { day: '2026-03-16', entries: 0, looks: 0, losses: 0 },
  { day: '2026-03-17', entries: 12, looks: 7, losses: 1 },
]

afterEach(() => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

it('a filter of the audit log is saved under a name, and applied again by that name', async () => {
  const fetch = vi.fn((_input: RequestInfo | URL) => Promise.resolve(Response.json({ ...page, days })))
  const view = mountUi(AuditPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const requestedNames = () =>
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
  expect(requestedNames().at(-1)).toBeNull()
  await views
    .findAll('.saved-view')
    .find((button) => button.text() === '李敏')!
    .trigger('click')
  await flushPromises()
  expect(requestedNames().at(-1)).toBe('limin')
  expect((view.get('input[name=who]').element as HTMLInputElement).value).toBe('limin')
})

it('the filter is above the list, which has no other column beside it', async () => {
  const view = mountUi(AuditPage, { parts: { initialState: sampleInitialState(samplePages.audit) } })
  await flushPromises()
  const html = view.html()
  expect(html.indexOf('audit-filter')).toBeLessThan(html.indexOf('<table'))
  expect(view.find('.admin-aside').exists()).toBe(false)
})

it('on paper the foot of the log names the filters by which it was searched', async () => {
  const { items } = samplePages.audit.data
  const fetch = vi.fn(() => Promise.resolve(Response.json({ ...page, items, days })))
  const parts = { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) }
  const view = mountUi(linked, { parts, path: '/audit?who=limin&from=2026-03-17&to=2026-03-17' })
  await flushPromises()
  await flushPromises()
  const range = messages.rangeText({ from: '2026-03-17', to: '2026-03-17', fromTime: '', toTime: '' })
  expect(view.get('.print-footer').text()).toContain(`${messages.actor} limin、${messages.range} ${range}`)
})

/** Returns an API with an empty log and counts, and a function that returns the requested URLs of the log. */
function countingApi(counts: AuditDays = { days }) {
  const fetch = vi.fn((input: RequestInfo | URL) => {
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input)
    if (pathname.endsWith('/days')) return Promise.resolve(Response.json(counts))
    return Promise.resolve(Response.json(searchParams.has('days') ? { ...page, ...counts } : page))
  })
  return apiOf(fetch)
}
function apiOf(fetch: Mock<(input: RequestInfo | URL) => Promise<Response>>) {
  const auditRequests = () =>
    fetch.mock.calls
      .map(([input]) => new URL(input instanceof Request ? input.url : input))
      .filter(({ pathname }) => pathname.startsWith('/api/audit'))
  return { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }), auditRequests }
}
/** The page, once the router has read the address. */
const linked = defineComponent(() => {
  const [router, isReady] = [useRouter(), shallowRef(false)]
  void router.isReady().then(() => (isReady.value = true))
  return () => (isReady.value ? h(AuditPage) : null)
})
/** Mounts the page at a desk, with the lazy plot. */
async function mountDesk(api: DeskApi, path = '/audit') {
  stubDesk()
  const view = mountUi(linked, { parts: { api }, path })
  await flushPromises()
  await vi.dynamicImportSettled()
  await flushPromises()
  return view
}
const stubDesk = () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener() {}, removeEventListener() {} }))
}

it('a desk draws the entries of each day, and a chosen day is the filter of the list', async () => {
  stubDesk()
  const { api, auditRequests } = countingApi()
  const view = mountUi(AuditPage, { parts: { api } })
  await flushPromises()
  await vi.dynamicImportSettled()
  await flushPromises()
  const plot = view.get('[aria-labelledby=audit-days]')
  expect(plot.get('h2').text()).toBe(byDay.title(15, '2026-03-15', '2026-03-17'))
  expect(plot.get('.column-plot').attributes('aria-label')).toContain(byDay.most('2026-03-17', null, 12))
  expect(plot.findAll('tbody a').map((link) => link.attributes('href'))).toEqual(
    ['2026-03-17', '2026-03-15'].map((day) => `/audit?from=${day}&to=${day}`),
  )
  const slider = plot.get('[role=slider]')
  expect(slider.attributes('aria-valuetext')).toBe(
    '2026\u00a0年 3\u00a0月\u00a017\u00a0日，12 条，查看和导出 7，修改、决定及其他 4，丢失设备与锁定 1',
  )
  // The day of one kind has one part, and the last day three; the slider has two more.
  expect(plot.findAll('.column-plot g[aria-hidden] rect').map((bar) => bar.classes())).toEqual([
    ['audit-looks'],
    ['audit-looks'],
    ['audit-changes'],
    ['audit-losses'],
  ])
  expect(plot.findAll('.plot-legend li').map((item) => item.text())).toEqual([
    '查看和导出 10',
    '修改、决定及其他 4',
    '丢失设备与锁定 1',
  ])
  expect(
    plot
      .findAll('tbody tr')[0]
      ?.findAll('th, td')
      .map((cell) => cell.text())
      .slice(1),
  ).toEqual(['12', '7', '4', '1'])
  await slider.trigger('keydown', { key: 'Home' })
  await slider.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(view.get<HTMLInputElement>('input[name=from]').element.value).toBe('2026-03-15')
  // The counts come with their lists: a view is one request, and one entry of the audit log.
  expect(auditRequests().map(({ pathname }) => pathname)).toEqual(['/api/audit', '/api/audit'])
  expect(Object.fromEntries(auditRequests().at(-1)?.searchParams ?? [])).toEqual({
    from: '2026-03-14T16:00:00.000Z',
    to: '2026-03-15T16:00:00.000Z',
    days: '1',
  })
})

it('a desk loads the counts of a list that the server rendered, and loads a filtered list with its counts in one request', async () => {
  stubDesk()
  const { api, auditRequests } = countingApi()
  const view = mountUi(AuditPage, { parts: { api, initialState: sampleInitialState(samplePages.audit) } })
  await flushPromises()
  await view.get('input[name=who]').setValue('limin')
  await view.get('form[novalidate]').trigger('submit')
  await flushPromises()
  expect(auditRequests().map(({ pathname, search }) => pathname + search)).toEqual([
    '/api/audit/days',
    '/api/audit?who=limin&days=1',
  ])
})

it('the line about the log is updated with the counts, which are read after the list that the server rendered', async () => {
  stubDesk()
  const { chain } = samplePages.audit.data
  const { api } = countingApi({ days, chain: { ...chain, tail: { ...chain.tail, rows: 9 } } })
  const view = mountUi(AuditPage, { parts: { api, initialState: sampleInitialState(samplePages.audit) } })
  expect(view.get('.audit-chain-line').text()).toContain(messages.tail(chain.tail.rows))
  await flushPromises()
  expect(view.get('.audit-chain-line').text()).toContain(messages.tail(9))
})

it('a further page, whose reading is an entry of the log, neither changes the line about the log nor loads the counts again', async () => {
  const { items, chain } = samplePages.audit.data
  const rowsAfter = (rows: number) => ({ ...chain, tail: { ...chain.tail, rows } })
  const fetch = vi.fn((input: RequestInfo | URL) => {
    const isFirst = !new URL(input instanceof Request ? input.url : input).searchParams.has('after')
    const rows = items.map((row) => ({ ...row, seq: isFirst ? row.seq : row.seq - 100 }))
    const list = { ...page, items: rows, next: isFirst ? '809' : null, chain: rowsAfter(isFirst ? 5 : 6) }
    return Promise.resolve(Response.json(isFirst ? { ...list, days } : list))
  })
  const { api, auditRequests } = apiOf(fetch)
  const view = await mountDesk(api)
  await view.get('.list-end button').trigger('click')
  await flushPromises()
  expect(view.findAll('tbody .audit-at')).toHaveLength(2 * items.length)
  expect(view.get('.audit-chain-line').text()).toContain(messages.tail(5))
  expect(auditRequests().map(({ pathname }) => pathname)).toEqual(['/api/audit', '/api/audit'])
})

it('a link with a filter loads the filtered list, without loading the whole list first', async () => {
  const { api, auditRequests } = countingApi()
  mountUi(linked, { parts: { api }, path: '/audit?who=limin' })
  await flushPromises()
  await flushPromises()
  const lists = auditRequests().filter(({ pathname }) => pathname === '/api/audit')
  expect(lists.map(({ searchParams }) => searchParams.get('who'))).toEqual(['limin'])
})

describe('the hours of a short range', () => {
  const hours = ['2026-03-16', '2026-03-17'].flatMap((day) =>
    Array.from({ length: 12 }, (_, index) => ({ day, hour: index * 2, entries: 0, looks: 0, losses: 0 })),
  )
  hours[20] = { day: '2026-03-17', hour: 16, entries: 3, looks: 2, losses: 0 }
  const counts = { days, hours }

  it('a short range is drawn by two hours; the label names the hours with the most entries, and the table all with entries', async () => {
    const view = await mountDesk(countingApi(counts).api, '/audit?from=2026-03-17&to=2026-03-17')
    const plot = view.get('[aria-labelledby=audit-days]')
    expect(plot.get('.column-plot').attributes('aria-label')).toBe(
      byDay.finding(byDay.title(3, '2026-03-16', '2026-03-17'), byDay.most('2026-03-17', '16:00–18:00', 3)),
    )
    expect(plot.findAll('.column-plot text').map((tick) => tick.text())).toEqual(
      ['2026-03-16', '2026-03-17'].map(byDay.tick),
    )
    expect(plot.get('caption').text()).toBe(byDay.caption.hours)
    expect(plot.findAll('tbody a').map((link) => link.attributes('href'))).toEqual([
      '/audit?from=2026-03-17&to=2026-03-17&fromTime=16%3A00&toTime=18%3A00',
    ])
    // The whole day is the range of the filter.
    expect(plot.get('[role=slider]').attributes('aria-valuenow')).toBe('24')
    expect(plot.findAll('.column-end')).toHaveLength(2)
  })

  it('hours that are marked by keys are the range of the list, until their filter chip is removed', async () => {
    const { api, auditRequests } = countingApi(counts)
    const view = await mountDesk(api, '/audit?who=limin&from=2026-03-17&to=2026-03-17')
    const slider = view.get('[aria-labelledby=audit-days] [role=slider]')
    await slider.trigger('keydown', { key: 'ArrowLeft' })
    for (const key of ['ArrowLeft', 'ArrowLeft', 'Enter']) await slider.trigger('keydown', { key, shiftKey: true })
    await flushPromises()
    const [from, to] = ['2026-03-17T08:00:00.000Z', '2026-03-17T14:00:00.000Z']
    expect(Object.fromEntries(auditRequests().at(-1)?.searchParams ?? [])).toEqual({
      who: 'limin',
      from,
      to,
      days: '1',
    })
    const chip = view.get('.filter-chip')
    expect(chip.text()).toContain(
      messages.rangeText({ from: '2026-03-17', to: '2026-03-17', fromTime: '16:00', toTime: '22:00' }),
    )
    await chip.trigger('click')
    await flushPromises()
    expect(Object.fromEntries(auditRequests().at(-1)?.searchParams ?? [])).toEqual({ who: 'limin', days: '1' })
    expect(view.find('.filter-chip').exists()).toBe(false)
  })

  it('a time of the filter is dropped when the day for which it was chosen is changed', async () => {
    const { api, auditRequests } = countingApi(counts)
    const path = '/audit?from=2026-03-16&to=2026-03-17&fromTime=12:00&toTime=18:00'
    const view = await mountDesk(api, path)
    await view.get('input[name=to]').setValue('2026-03-16')
    await view.get('form[novalidate]').trigger('submit')
    await flushPromises()
    expect(Object.fromEntries(auditRequests().at(-1)?.searchParams ?? [])).toEqual({
      from: '2026-03-16T04:00:00.000Z',
      to: '2026-03-16T16:00:00.000Z',
      days: '1',
    })
  })
})

describe('a server of 0.18.0', () => {
  const unkinded = { days: days.map(({ day, entries }) => ({ day, entries })) }
  const olderFetch = () =>
    vi.fn((input: RequestInfo | URL) => {
      const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input)
      const fields = [{ path: 'days', code: 'unrecognized_keys' }]
      const refusal = { error: { code: 'input.invalid', requestId: 'r', details: { fields } } }
      if (searchParams.has('days')) return Promise.resolve(Response.json(refusal, { status: 422 }))
      return Promise.resolve(Response.json(pathname.endsWith('/days') ? unkinded : page))
    })

  it('the list of a server of 0.18.0 is shown with its counts, and the plot says that their kinds are not known', async () => {
    const { api, auditRequests } = apiOf(olderFetch())
    const view = await mountDesk(api)
    expect(auditRequests().map(({ pathname, search }) => pathname + search)).toEqual([
      '/api/audit?days=1',
      '/api/audit',
      '/api/audit/days',
    ])
    const plot = view.get('[aria-labelledby=audit-days]')
    expect(plot.text()).toContain(byDay.kindsUnknown)
    expect(plot.find('.plot-legend').exists()).toBe(false)
    const bars = plot.findAll('.column-plot g[aria-hidden] rect')
    expect(bars.map((bar) => bar.classes()[0])).toEqual(['audit-entries', 'audit-entries'])
    expect(bars.map((bar) => bar.attributes('height'))).toEqual(['24', '96'])
    expect(plot.html()).not.toContain('NaN')
    expect(plot.findAll('thead th')).toHaveLength(2)
  })
})
