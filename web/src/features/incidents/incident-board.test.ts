import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { IncidentCaseRow } from '@desk/shared/incidents/incident-schemas'
import { describe, expect, it, vi } from 'vitest'
import incidentCases from '../../locales/zh-CN/incident-cases.ts'
import { home } from '../../locales/zh-CN/parts/home.ts'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import CaseBoard from './components/CaseBoard.vue'
import IncidentCasesPage from './pages/IncidentCasesPage.vue'

const { board, detail, commands, figures } = incidentCases
/** Returns a command of the open menu. */
const optionOf = (title: string) =>
  new DOMWrapper(document.body).findAll('.case-option').find((option) => option.text().startsWith(title))
const sample = samplePages['incident-case'].data
const row = (id: string, more: Partial<IncidentCaseRow> = {}): IncidentCaseRow => ({
  ...sample,
  id: `inc_${id}`,
  no: id,
  excerpt: `内容 ${id}`,
  isReplied: false,
  ...more,
})
const rows = {
  fresh: row('1', { state: 'routed', handler: null }),
  held: row('2', { state: 'submitted', handler: null, isReplied: true }),
  inHand: row('3', { state: 'investigating' }),
  asked: row('4', { state: 'waiting_reporter', dueAt: null }),
  replied: row('5', { state: 'acting', isReplied: true }),
  closed: row('6', { state: 'closed', dueAt: null, closedAt: '2026-03-17T02:00:00Z', isReplied: true }),
}
const { closed, ...open } = rows
const link = (id: string) => ({ to: `/incidents/cases/${id}`, 'data-opens': id }) as never
const mountBoard = (more: object = {}) =>
  mountUi(CaseBoard, {
    props: {
      items: Object.values(open),
      recent: { items: [closed], count: 3 },
      isFinished: true,
      isNarrow: false,
      link,
      closedTo: '/incidents/cases?show=closed',
      ...more,
    },
  })
type Board = ReturnType<typeof mountBoard>
const columnsOf = (page: Board) =>
  page
    .findAll('section')
    .map((column) => [column.get('h2').text(), column.findAll('a[data-opens]').map((a) => a.text())])

describe('CaseBoard', () => {
  it('CaseBoard puts each incident into the column of its progress', () => {
    expect(columnsOf(mountBoard())).toEqual([
      [`${board.columns.waiting} 2`, ['内容 1', '内容 2']],
      [`${board.columns.inHand} 2`, ['内容 3', '内容 4']],
      [`${board.columns.replied} 1`, ['内容 5']],
      [`${board.columns.closed} ${board.recent(7)} 3`, ['内容 6']],
    ])
  })

  it('CaseBoard marks a number as a minimum until all incidents are loaded', () => {
    expect(columnsOf(mountBoard({ isFinished: false }))[0]?.[0]).toBe(`${board.columns.waiting} 2+`)
  })

  it('a card says how old the incident is or how long it took, whether it was escalated or is paused, and who handles it', () => {
    const cards = mountBoard().findAll('li')
    const text = (index: number) => cards[index]?.text() ?? ''
    expect(text(2)).toContain(board.age(52))
    expect(text(2)).toContain(board.escalations.leads)
    expect(text(2)).toContain('白雪')
    expect(text(3)).toContain(detail.paused)
    expect(text(5)).toContain(board.took(19))
  })

  it('arrow keys move within a column and to the one beside it, past an empty one', async () => {
    const page = mountBoard({ items: [open.fresh, open.held, open.replied] })
    await flushPromises()
    const press = async (key: string) => {
      const { activeElement } = document
      activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await flushPromises()
      return document.activeElement?.textContent
    }
    ;(page.get('a[data-opens]').element as HTMLElement).focus()
    expect(await press('ArrowDown')).toBe('内容 2')
    expect(await press('ArrowDown')).toBe('内容 2')
    expect(await press('ArrowRight')).toBe('内容 5')
    expect(await press('ArrowRight')).toBe('内容 6')
    expect(await press('ArrowLeft')).toBe('内容 5')
    expect(await press('ArrowUp')).toBe('内容 5')
  })
})

/** The changes of an incident when its handler hands it over. */
const released = { state: 'routed', handler: null, mayViewReporter: false, allowed: ['acknowledge', 'note', 'recuse'] }

/** Opens the page of these incidents, at a desk or on a phone. The server returns a separate text for each of them. */
async function openPage(isDesk = true) {
  vi.stubGlobal('matchMedia', () => ({ matches: isDesk, addEventListener() {}, removeEventListener() {} }))
  const requests: string[] = []
  const fetch = vi.fn(async (url: RequestInfo | URL, init?: RequestInit) => {
    const { pathname } = new URL(String(url))
    requests.push(`${init?.method ?? 'GET'} ${pathname}`)
    if (pathname === '/api/incidents/cases/export')
      return Promise.resolve(Response.json({ path: '/d/once', expiresAt: '2026-03-17T02:05:12Z' }))
    const id = pathname.split('/')[4]
    if (pathname.endsWith('/reporter'))
      return Promise.resolve(
        Response.json({ reporter: { userid: 'sunhao', name: '孙浩', department: [] }, lostCaseId: null }),
      )
    if (pathname.endsWith('/commands')) {
      const { command } = JSON.parse(String(init?.body)) as { command: string }
      return Promise.resolve(Response.json({ incident: { ...sample, id, ...(command === 'release' && released) } }))
    }
    if (id !== undefined) return Promise.resolve(Response.json({ ...sample, id, text: `全文 ${id}` }))
    const {
      'incident-cases': { data },
    } = samplePages
    return Promise.resolve(
      Response.json({ ...data, items: Object.values(open), recent: { items: [closed], count: 1 } }),
    )
  })
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(IncidentCasesPage, { parts: { api } })
  await flushPromises()
  const click = async (text: string) => {
    const card = page.findAll('a[data-opens]').find((candidate) => candidate.text() === text)
    // As the app's router does: typed text is stored per address.
    history.replaceState(null, '', card?.attributes('href'))
    await card?.trigger('click')
    await flushPromises()
    await vi.dynamicImportSettled()
    await flushPromises()
  }
  const button = (text: string) => page.findAll('button').find((candidate) => candidate.text() === text)
  return { page, requests, click, button }
}

describe('IncidentCasesPage at a desk', () => {
  it('IncidentCasesPage at a desk opens an incident beside the board, and Esc closes it and returns to its card', async () => {
    const { page, click } = await openPage()
    await click('内容 3')
    expect(page.get('.desk-pane').text()).toContain('全文 inc_3')
    expect(page.get('[data-opens="inc_3"]').attributes('aria-current')).toBe('true')
    const pane = page.get('.desk-pane')
    await pane.trigger('keydown', { key: 'Escape', isComposing: true })
    await flushPromises()
    expect(page.find('.desk-pane').exists()).toBe(true)
    // Not while the focus is elsewhere, as in the list or a dialog.
    ;(page.get('[data-opens="inc_5"]').element as HTMLElement).focus()
    await page.get('[data-opens="inc_5"]').trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(page.find('.desk-pane').exists()).toBe(true)
    ;(document.activeElement as HTMLElement).blur()
    await page.trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(page.find('.desk-pane').exists()).toBe(false)
    expect(document.activeElement).toBe(page.get('[data-opens="inc_3"]').element)
  })

  it('IncidentCasesPage at a desk keeps what was typed for an incident while another one is open, and shows its reporter only when asked again', async () => {
    const { page, requests, click, button } = await openPage()
    await click('内容 3')
    await page.get('textarea[name=reply]').setValue('请补充时间')
    await button(detail.showReporter)?.trigger('click')
    await flushPromises()
    expect(page.get('.desk-pane').text()).toContain('孙浩')
    await click('内容 5')
    expect((page.get('textarea[name=reply]').element as HTMLTextAreaElement).value).toBe('')
    expect(page.text()).not.toContain('孙浩')
    await click('内容 3')
    expect((page.get('textarea[name=reply]').element as HTMLTextAreaElement).value).toBe('请补充时间')
    expect(page.text()).not.toContain('孙浩')
    // The incident is loaded again: a person who lost access must not see cached data.
    expect(requests.filter((call) => call === 'GET /api/incidents/cases/inc_3')).toHaveLength(2)
  })

  it('IncidentCasesPage at a desk loads the board again after a command', async () => {
    const { requests, click, button } = await openPage()
    await click('内容 3')
    const lists = () => requests.filter((call) => call === 'GET /api/incidents/cases').length
    const before = lists()
    await button(commands.investigate)?.trigger('click')
    await flushPromises()
    expect(requests).toContain('POST /api/incidents/cases/inc_3/commands')
    expect(lists()).toBe(before + 1)
  })

  it('IncidentCasesPage at a desk hands an incident to the other handlers, and then hides its reporter', async () => {
    const { page, click, button } = await openPage()
    await click('内容 3')
    await button(detail.showReporter)?.trigger('click')
    await flushPromises()
    expect(page.get('.desk-pane').text()).toContain('孙浩')
    await button(home.more)?.trigger('click')
    await flushPromises()
    await optionOf(commands.release)?.trigger('click')
    await eventually(() => expect(page.text()).not.toContain('孙浩'))
    expect([optionOf(commands.release), button(detail.showReporter)]).toEqual([undefined, undefined])
    expect(button(commands.acknowledge)).toBeDefined()
  })

  it('IncidentCasesPage at a desk exports the figures by a link that is offered once, and says what they do not contain', async () => {
    const { page, requests, button } = await openPage()
    expect(page.find('a[href="/d/once"]').exists()).toBe(false)
    await button(figures.export)?.trigger('click')
    await flushPromises()
    expect(requests.filter((call) => call.startsWith('POST'))).toEqual(['POST /api/incidents/cases/export'])
    const link = page.get('a[href="/d/once"]')
    expect(link.text()).toBe(figures.download)
    expect(page.text()).toContain(figures.hint)
    link.element.addEventListener('click', (event) => event.preventDefault())
    await link.trigger('click')
    expect(page.find('a[href="/d/once"]').exists()).toBe(false)
  })

  it('where nothing is opened beside the board, the link of a card leads to the page of its incident', async () => {
    const { page } = await openPage(false)
    expect(page.get('[data-opens="inc_3"]').attributes('href')).toBe('/incidents/cases/inc_3')
  })
})
