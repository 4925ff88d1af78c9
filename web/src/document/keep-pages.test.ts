// @vitest-environment node
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { InitialState } from '@desk/shared/pages/initial-state'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import { createRenderer } from '../entry-server.ts'
import { sampleMe } from '../testing/samples/sample-people.ts'
import { sampleInitialState, samplePages } from '../testing/samples/sample-pages.ts'
import { createPageStore } from './keep-pages.ts'

const clientDir = mkdtempSync(join(tmpdir(), 'desk-client-'))
mkdirSync(join(clientDir, '.vite'))
writeFileSync(join(clientDir, '.vite/manifest.json'), '{}')
afterAll(() => {
  rmSync(clientDir, { recursive: true })
})

type Render = ReturnType<typeof createRenderer>

const show = (render: Render, initialState: InitialState, { path = '/', nonce = 'n0nce', userAgent = 'Chrome' } = {}) =>
  render({ path, initialState, nonce, userAgent })

/** Returns the page, or the error of data that no page can show. */
const htmlOf = async (...args: Parameters<typeof show>) => {
  try {
    return (await show(...args)).html
  } catch (error) {
    return String(error)
  }
}

/** Returns the same page from a renderer that has kept nothing. */
const newHtmlOf = (...[, ...args]: Parameters<typeof show>) => htmlOf(createRenderer({ clientDir }), ...args)

const keptBodyOf = async (...args: Parameters<typeof show>) =>
  (await show(...args)).parts.find(({ kind }) => kind === 'kept') ?? null

const { data } = samplePages.home
const homeWith = (waiting: Partial<HomeView['waiting']>, overrides: Partial<InitialState> = {}) =>
  sampleInitialState({ name: 'home', data: { ...data, waiting: { ...data.waiting, ...waiting } } }, overrides)

const home = homeWith({})
const none = { count: 0, oldestAt: null }
const noneFirst = { ...none, first: null }
const nothingToDo = {
  ...{ policies: [], approvals: none, byHand: none, guardians: none, own: noneFirst, groups: noneFirst },
  lost: { ...data.waiting.lost, ...noneFirst, careLeft: null },
}
const urgent = {
  id: 'req_0sample1' as const,
  name: '赵丽霞',
  reporter: '孙浩',
  phone: '',
  reportedAt: '2026-03-17T02:31:07Z',
  decideUntil: '2026-03-17T02:36:07Z',
  deputies: ['罗文静'],
  deputiesAt: '2026-03-17T02:33:07Z',
  onCall: null,
}
const taken = { id: 'req_0sample1' as const, name: '赵丽霞', by: '罗文静', at: '2026-03-17T02:31:07Z' }

const otherText = (text: string): string => {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return `${text}x`
  return `2026-04-02${text.slice(10)}`
}
const otherValue = (value: unknown): unknown => {
  if (typeof value === 'string') return otherText(value)
  return typeof value === 'number' ? value + 1 : !value
}

/** Yields, for each value within `value`, its place and a copy of the whole in which only that value differs. */
function* changesOf(value: unknown, place: string): Generator<[string, unknown]> {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  if (items.length > 0) {
    yield [place, items.slice(1)]
    for (const [index, item] of items.entries())
      for (const [name, changed] of changesOf(item, `${place}.${String(index)}`))
        yield [name, items.with(index, changed)]
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, item] of Object.entries(value))
      for (const [name, changed] of changesOf(item, `${place}.${key}`)) yield [name, { ...value, [key]: changed }]
  } else yield [place, otherValue(value)]
}

const fields = ['page', 'me', 'isComputer', 'timeZone'] as const
const changedStates = fields.flatMap((field) =>
  [...changesOf(home[field], field)]
    // Only home is kept.
    .filter(([place]) => place !== 'page.name')
    .map(([place, value]): [string, InitialState] => [
      place,
      { ...home, [field]: field === 'timeZone' ? 'America/New_York' : value },
    ]),
)

describe('a home that is kept', () => {
  it('a kept home is used again for the same data with another nonce, at another time', async () => {
    const render = createRenderer({ clientDir })
    const first = await keptBodyOf(render, home)
    expect(first?.text).toContain('郭𠮷')
    const later = { ...home, now: '2026-03-17T02:33:59.000Z' }
    expect(await keptBodyOf(render, later, { nonce: 'other' })).toBe(first)
    const html = await htmlOf(render, later, { nonce: 'other' })
    expect(html).toBe(await newHtmlOf(render, later, { nonce: 'other' }))
    expect(html).not.toContain('n0nce')
    expect(/"now":"([^"]*)"/.exec(html)?.[1]).toBe(later.now)
  })

  it.each(changedStates)(
    'when %s has changed, home is not the kept one but as a new renderer shows it',
    async (_place, changed) => {
      const render = createRenderer({ clientDir })
      await show(render, home)
      expect(await htmlOf(render, changed)).toBe(await newHtmlOf(render, changed))
      expect(await htmlOf(render, home)).toBe(await newHtmlOf(render, home))
    },
  )

  it.each<[string, InitialState, Parameters<typeof show>[2]]>([
    ['language', { ...home, language: 'en' }, {}],
    ['theme', { ...home, theme: 'dark' }, {}],
    ['mode', { ...home, mode: 'care' }, {}],
    ['roles', { ...home, me: { ...sampleMe, roles: ['ops'] } }, {}],
    ['path', home, { path: '/?from=card' }],
    ['theme that the client reports', home, { userAgent: 'wxwork/4.1 ColorScheme/Dark' }],
  ])('a kept home has the %s of each response', async (_what, state, request) => {
    const render = createRenderer({ clientDir })
    await show(render, home)
    for (const times of [1, 2]) {
      expect(await htmlOf(render, state, request), String(times)).toBe(await newHtmlOf(render, state, request))
      expect(await htmlOf(render, home), String(times)).toBe(await newHtmlOf(render, home))
    }
  })

  const begunAt = Date.parse(home.now)
  const seconds = [
    0, 1, 27, 59, 60, 61, 420, 3_599, 7_200, 9_000, 21_600, 35_000, 60_000, 86_399, 86_460, 90_000, 200_000,
  ]
  it.each<[string, InitialState]>([
    ['in Chinese', home],
    ['in English', { ...home, language: 'en' }],
    ['of a role holder', { ...home, me: { ...sampleMe, roles: ['ops'] } }],
    ['with nothing to do, where only the greeting changes', homeWith(nothingToDo)],
    ['with an urgent case', homeWith({ lost: { ...data.waiting.lost, urgent: [urgent] } })],
    ['with a case that another person took', homeWith({ lost: { ...data.waiting.lost, taken } })],
  ])('at any time a kept home shows what a new one shows: %s', async (_what, state) => {
    const render = createRenderer({ clientDir })
    for (const later of seconds) {
      const now = new Date(begunAt + later * 1000).toISOString()
      expect(await htmlOf(render, { ...state, now }), now).toBe(await newHtmlOf(render, { ...state, now }))
    }
  })

  it('a home that counts seconds, and any other page, is not kept', async () => {
    const render = createRenderer({ clientDir })
    expect(await keptBodyOf(render, homeWith({ lost: { ...data.waiting.lost, urgent: [urgent] } }))).toBeNull()
    expect(await keptBodyOf(render, sampleInitialState(samplePages.me), { path: '/me' })).toBeNull()
  })
})

describe('createPageStore', () => {
  const texts = (body: string) => ({ css: '', head: '', body, end: '' })

  it('createPageStore keeps the last page of each reader', () => {
    const store = createPageStore()
    const first = store.keep('guoji', 'a', texts('first'))
    store.keep('limin', 'a', texts('other'))
    expect([store.find('guoji', 'a'), store.find('guoji', 'b'), store.find('sunhao', 'a')]).toEqual([first, null, null])
    store.keep('guoji', 'b', texts('second'))
    expect([store.find('guoji', 'a'), store.find('guoji', 'b')?.body.text]).toEqual([null, 'second'])
  })

  it('createPageStore forgets the least recently used pages when all together are too long', () => {
    const store = createPageStore(30)
    for (const reader of ['guoji', 'limin', 'sunhao']) store.keep(reader, 'a', texts('123456789'))
    store.find('guoji', 'a')
    store.keep('ayiguli', 'a', texts('123456789'))
    const isKept = (reader: string) => store.find(reader, 'a') !== null
    expect(['guoji', 'limin', 'sunhao', 'ayiguli'].map(isKept)).toEqual([true, false, true, true])
    for (const times of [1, 2, 3]) store.keep('guoji', String(times), texts('123456789'))
    expect(['sunhao', 'ayiguli'].map(isKept)).toEqual([true, true])
  })
})
