import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { BoardView } from '@desk/shared/policies/board-schemas'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { clickButton } from '../../testing/click-button.ts'
import { sampleBoard, samplePeople } from '../../testing/samples/policies/sample-board.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { lists } from '../../locales/zh-CN/parts/home.ts'
import { policyAdmin } from '../../locales/zh-CN/policy-admin.ts'
import BoardPage from './pages/BoardPage.vue'

const stubWindow = (isDesk: boolean) =>
  vi.stubGlobal('matchMedia', () => ({ matches: isDesk, addEventListener() {}, removeEventListener() {} }))

// At a desk the list of names is loaded separately.
beforeEach(() => {
  stubWindow(false)
})
afterEach(() => {
  document.body.innerHTML = ''
})

it('BoardPage shows the first departments, loads all on request and retries after a failure', async () => {
  const [first] = sampleBoard.departments
  if (!first) throw new Error('the sample holds no department')
  const board = { ...sampleBoard, allowed: [] }
  const answers = [
    Response.json({ ...board, departments: [first] }),
    new Response(null, { status: 500 }),
    Response.json(board),
  ]
  const fetch = vi.fn((_input: RequestInfo | URL) => Promise.resolve(answers.shift()!))
  const page = mountUi(BoardPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const rows = () => page.findAll('.department-item').length
  const press = clickButton(page)
  expect([rows(), page.get('#departments + .meta').text()]).toEqual([1, '2 个部门'])
  await press(policyAdmin.board.departments.rest(1))
  expect([rows(), page.text().includes(lists.notRead)]).toEqual([1, true])
  await press(lists.retry)
  // The list of all departments has a row for people in none of them.
  expect(rows()).toBe(3)
  expect(page.find('.list-end button').exists()).toBe(false)
  const requested = fetch.mock.calls.map(([input]) => new URL(input instanceof Request ? input.url : input).search)
  expect(requested).toEqual(['', '?departments=all', '?departments=all'])
})

it('BoardPage shows no numbers and no actions until the department of the URL is loaded', async () => {
  const company = { ...sampleBoard, allowed: ['urge'] }
  const north = { ...company, department: { id: 3, name: '北区', parentId: 0 } }
  let release = (_board: Response) => {}
  const fetch = vi.fn((_input: RequestInfo | URL) =>
    fetch.mock.calls.length === 1
      ? Promise.resolve(Response.json(company))
      : new Promise<Response>((resolve) => (release = resolve)),
  )
  const page = mountUi(BoardPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  expect(page.find('[data-early=urge]').exists()).toBe(true)
  await page.vm.$router.push({ query: { department: '3' } })
  await flushPromises()
  expect(page.find('[data-early=urge]').exists()).toBe(false)
  expect(page.text()).not.toContain(policyAdmin.board.whole)
  release(Response.json(north))
  await flushPromises()
  expect(page.get('#where').text()).toBe('北区')
  const [, requested] = fetch.mock.calls.map(([input]) => new URL(input instanceof Request ? input.url : input).search)
  expect(requested).toBe('?department=3')
})

it('the share counts the people who have to sign and are not exempt, and the equation is shown below it', async () => {
  const none = { pending: 0, overdue: 0, questioned: 0, undelivered: 0, changeOnly: 0 }
  const counts = { ...sampleBoard.counts, ...none, signed: 55, exempt: 2 }
  const fetch = () => Promise.resolve(Response.json({ ...sampleBoard, counts, allowed: [] }))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(BoardPage, { parts: { api } })
  await flushPromises()
  expect(page.text()).toContain(policyAdmin.board.share('100'))
  expect(page.findAll('.equation > li').map((part) => part.text())).toEqual([
    '57 应签 = 55 已签 + 0 待签 + 2 豁免',
    '签收率 = 已签 55 ÷（应签 57 − 豁免 2）',
    '应签 57 = 在册 88 − 不计入 31',
  ])
})

it('when some people have only the change to sign, the others have a separate label, so that no label has two numbers', async () => {
  const none = { signed: 0, overdue: 0, questioned: 0, undelivered: 0, exempt: 0 }
  const counts = { ...sampleBoard.counts, ...none, pending: 57, changeOnly: 2 }
  const fetch = () => Promise.resolve(Response.json({ ...sampleBoard, counts, allowed: [] }))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(BoardPage, { parts: { api } })
  await flushPromises()
  const cells = page.findAll('.state-cell').map((cell) => cell.text().replaceAll(/\s/g, ''))
  expect(cells.slice(0, 3)).toEqual(['已签0', '需签全文55', '需签变化条款2'])
  expect(page.findAll('.equation > li')[2]?.text()).toBe('待签含需签全文 55，需签变化条款 2')
})

it('BoardPage links to the final numbers of older versions in the same department, and back to the current ones', async () => {
  const linksOf = async (board: BoardView) => {
    const fetch = () => Promise.resolve(Response.json({ ...board, allowed: [] }))
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const page = mountUi(BoardPage, { parts: { api } })
    await flushPromises()
    return page.findAll('.version-link > *').map((link) => [link.text(), link.attributes('href')])
  }
  const [now, old] = sampleBoard.versions
  const path = pagePaths.policyBoard('undefined')
  const [nowText, oldText] = [
    '3.0 版，2026 年 3 月 9 日起，现行',
    '2.2 版，2025 年 11 月 3 日起，截至 2026 年 3 月 8 日',
  ]
  const plainLinks = (links: readonly (readonly (string | undefined)[])[]) =>
    links.map(([text, to]) => [text?.replaceAll('\u00a0', ' '), to])
  expect(plainLinks(await linksOf(sampleBoard))).toEqual([
    [nowText, undefined],
    [oldText, `${path}?department=12&day=2026-03-08`],
  ])
  const past = {
    ...sampleBoard,
    asOf: '2026-03-08',
    versions: [
      { ...now!, isShown: false },
      { ...old!, isShown: true },
    ],
  }
  expect(plainLinks(await linksOf(past))).toEqual([
    [nowText, `${path}?department=12`],
    [oldText, undefined],
  ])
  expect(await linksOf({ ...sampleBoard, versions: [] })).toEqual([])
  // Members who may read all texts get a link to them.
  expect(document.querySelector('.version-texts')).toBeNull()
  const auditor = { ...sampleMe, roles: ['auditor' as const] }
  mountUi(BoardPage, {
    parts: { initialState: sampleInitialState({ name: 'policy-board', data: sampleBoard }, { me: auditor }) },
  })
  expect(document.querySelector('.version-texts a')?.getAttribute('href')).toBe(pagePaths.policyText('undefined'))
})

it('BoardPage links only to the people who have not signed, from the reminder and from a department', async () => {
  const fetch = () => Promise.resolve(Response.json({ ...sampleBoard, allowed: ['urge'] }))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(BoardPage, { parts: { api } })
  await flushPromises()
  const path = pagePaths.policyPeople('undefined')
  const links = page.findAll('a').map((link) => link.attributes('href') ?? '')
  expect(links.filter((href) => href.startsWith(path) && !href.includes('state=')).length).toBe(0)
  expect(links).toContain(`${path}?state=unsigned&department=12`)
  expect(links).toContain(`${path}?state=unsigned&department=22`)
})

it('BoardPage says since when a policy is retired, and does not call its last version current', async () => {
  const board = { ...sampleBoard, policy: { ...sampleBoard.policy, retiredAt: '2026-03-16T16:30:00Z' }, allowed: [] }
  const fetch = () => Promise.resolve(Response.json(board))
  const page = mountUi(BoardPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const { retired, versionThen } = policyAdmin.board
  expect(page.get('.admin-name .sub').text()).toBe(retired('3.0', '2026-03-17'))
  expect(page.get('.version-link').text()).toBe(versionThen('3.0', '2026-03-09', '2026-03-17'))
})

it('BoardPage shows a past day with its equation, its own export, and links to the stored days before and after it', async () => {
  const { burnUp } = sampleBoard
  const past = {
    ...sampleBoard,
    asOf: '2026-03-15',
    storedDays: { first: '2026-03-09', before: '2026-03-09', after: '2026-03-16' },
    allowed: ['export', 'evidence'],
    burnUp: { ...burnUp, forecast: null },
  }
  const fetch = vi.fn((input: RequestInfo | URL, _init?: RequestInit) =>
    Promise.resolve(
      String(input instanceof Request ? input.url : input).endsWith('/export')
        ? Response.json({ path: '/downloads/x' }, { status: 201 })
        : Response.json(past),
    ),
  )
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(BoardPage, { parts: { api } })
  await flushPromises()
  expect(page.findAll('.equation > li')).toHaveLength(4)
  const path = pagePaths.policyBoard('undefined')
  const links = page.findAll('.board-day a').map((link) => link.attributes('href'))
  expect(links).toEqual([`${path}?department=12&day=2026-03-09`, `${path}?department=12&day=2026-03-16`])
  // The web page of signatures shows the present, so a past day does not offer it.
  expect(page.get('.roster-export').text()).not.toContain(policyAdmin.board.html)
  await clickButton(page)(policyAdmin.board.csv)
  const body = fetch.mock.calls.at(-1)?.[1]?.body
  expect(JSON.parse(String(body))).toEqual({ format: 'csv', department: 12, day: '2026-03-15' })
})

it('the day is chosen in the head of the page, beside its title', async () => {
  const storedDays = { first: '2026-03-09', before: '2026-03-16', after: null }
  const fetch = () => Promise.resolve(Response.json({ ...sampleBoard, storedDays, allowed: [] }))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(BoardPage, { parts: { api } })
  await flushPromises()
  expect(page.get<HTMLInputElement>('.admin-head input[name=day]').element.value).toBe('2026-03-16')
  expect(page.findAll('input[name=day]')).toHaveLength(1)
})

it.each([
  ['none', '名单未存证'],
  ['same', '名单已存证，全公司的人数一致'],
  ['differs', '但全公司的人数与存证的不同'],
])('BoardPage says for a past day how its roster compares with the evidence log: %s', async (commitment, text) => {
  const past = { ...sampleBoard, asOf: '2026-03-15', commitment, allowed: ['export'] }
  const fetch = () => Promise.resolve(Response.json(past))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(BoardPage, { parts: { api } })
  await flushPromises()
  expect(page.get('.note').text()).toContain(text)
})

it.each([
  ['a past day', '2026-03-15', '2026-03-15', [policyAdmin.board.xlsx, policyAdmin.board.csv, policyAdmin.board.bundle]],
  [
    'the present day',
    null,
    '2026-03-17',
    [policyAdmin.board.xlsx, policyAdmin.board.csv, policyAdmin.board.html, policyAdmin.board.bundle],
  ],
])('BoardPage exports the evidence of %s for reviewers', async (_when, asOf, day, formats) => {
  const board = { ...sampleBoard, asOf, commitment: asOf && 'none', allowed: ['export', 'evidence'] }
  const fetch = vi.fn((input: RequestInfo | URL, _init?: RequestInit) =>
    Promise.resolve(
      String(input instanceof Request ? input.url : input).endsWith('/export')
        ? Response.json({ path: '/downloads/x' }, { status: 201 })
        : Response.json(board),
    ),
  )
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(BoardPage, { parts: { api } })
  await flushPromises()
  expect(page.findAll('.roster-export button').map((button) => button.text())).toEqual(formats)
  await clickButton(page)(policyAdmin.board.bundle)
  const [url, init] = fetch.mock.calls.at(-1) ?? []
  expect(String(url)).toContain('/evidence-room/export')
  expect(JSON.parse(String(init?.body))).toEqual({ format: 'bundle', policy: 'undefined', day })
})

it.each([
  ['2026-03-01', policyAdmin.board.days.notStored('2026-03-01', '2026-03-09'), '2026-03-09'],
  ['2026-02-30', policyAdmin.board.days.noDay('2026-02-30'), '2026-03-16'],
])('BoardPage says why %s is not shown, and offers the nearest day that is stored', async (day, reason, nearest) => {
  const storedDays = { first: '2026-03-09', before: '2026-03-16', after: null }
  const fetch = vi.fn((_: RequestInfo | URL) =>
    Promise.resolve(Response.json({ ...sampleBoard, storedDays, asOf: null })),
  )
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(BoardPage, { parts: { api }, path: `/?day=${day}` })
  await flushPromises()
  const note = page.get('.note-warning')
  expect(note.text()).toContain(reason)
  expect(note.get('a').attributes('href')).toContain(`day=${nearest}`)
  const requestedSearches = fetch.mock.calls.map(
    ([input]) => new URL(input instanceof Request ? input.url : input).search,
  )
  expect(requestedSearches.some((search) => search.includes(day))).toBe(day === '2026-03-01')
})

it('at a desk, the board also lists those who have not signed, each with a link to their record', async () => {
  stubWindow(true)
  const [, unsigned] = samplePeople.page.items
  const people = { ...samplePeople.page, items: [unsigned] }
  const fetch = vi.fn((input: RequestInfo | URL) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    return Promise.resolve(Response.json(pathname.endsWith('/people') ? people : { ...sampleBoard, allowed: [] }))
  })
  const page = mountUi(BoardPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  await vi.dynamicImportSettled()
  await flushPromises()
  const link = page.get('.unsigned-row a')
  expect(link.text()).toBe(unsigned?.name)
  expect(link.attributes('href')).toContain(pagePaths.signingRecord(unsigned?.userid ?? ''))
  const [, requested] = fetch.mock.calls.map(([input]) => new URL(input instanceof Request ? input.url : input))
  expect(Object.fromEntries(requested?.searchParams ?? [])).toMatchObject({ state: 'unsigned', sort: 'state' })
})
