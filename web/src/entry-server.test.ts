// @vitest-environment node
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleOfCases } from '@desk/server/testing/sample-of-cases'
import { roles } from '@desk/shared/identity/actor'
import { type LoadedPage, type PageName, routedPages } from '@desk/shared/pages/page-table'
import { frameKey, pageKey } from './document/client-build.ts'
import { createRenderer, type RenderInput } from './entry-server.ts'
import { sampleInitialState, samplePages } from './testing/samples/sample-pages.ts'
import { sampleRequests } from './testing/samples/sample-requests.ts'
import { sampleMe } from './testing/samples/sample-people.ts'
import { sampleForm } from './testing/samples/sample-form.ts'
import { samplePaths } from './testing/samples/sample-paths.ts'
import { sampleTask } from './testing/samples/policies/sample-policies.ts'

let clientDir = ''
let render: ReturnType<typeof createRenderer>
const names = Object.keys(samplePages) as PageName[]

beforeAll(() => {
  clientDir = mkdtempSync(join(tmpdir(), 'desk-client-'))
  mkdirSync(join(clientDir, '.vite'))
  const manifest = {
    'src/entry-client.ts': { file: 'assets/entry.js', css: ['entry.css'] },
    'src/locales/en/core.ts': { file: 'assets/en.js' },
    ...Object.fromEntries(
      names.map((name) => [pageKey(name), { file: `assets/${name}.js`, imports: ['_ui.js'], css: ['page.css'] }]),
    ),
    [frameKey]: { file: 'assets/frame.js', css: ['frame.css'] },
    '_ui.js': { file: 'assets/ui.js', css: ['ui.css'] },
  }
  writeFileSync(join(clientDir, '.vite/manifest.json'), JSON.stringify(manifest))
  writeFileSync(join(clientDir, 'entry.css'), ':root{--ink:#000}')
  writeFileSync(join(clientDir, 'ui.css'), '.card{color:red}')
  writeFileSync(join(clientDir, 'frame.css'), '.desk{color:green}')
  writeFileSync(join(clientDir, 'page.css'), '.page{color:blue}')
  render = createRenderer({ clientDir })
})
afterAll(() => {
  rmSync(clientDir, { recursive: true })
})

/**
 * Pages with more data of people than the search of colleagues shows, or with a text for internal use: they have a
 * watermark.
 */
const confidential: readonly PageName[] = [
  ...(['policy', 'policy-text', 'policy-people', 'receipt', 'signing-record', 'signing-records'] as const),
  ...(['people', 'person', 'hr-home', 'settings-partners', 'partner', 'console-deeds'] as const),
  ...(['joiners', 'joiner', 'joiner-batch', 'closings', 'closing', 'closing-record'] as const),
  ...(['incident', 'incident-case', 'incident-cases', 'lost-case', 'lost-board', 'lost-archive'] as const),
  ...(['audit', 'evidence-room', 'confirmation-board', 'request', 'request-sheet', 'my-data'] as const),
]

const noTask = { count: 0, oldestAt: null, first: null }
const titles = { title: sampleTask.title, titleEn: 'Using WeCom' }

/** A member without a role, who administers no department: without the navigation of the desk. */
const member = { ...sampleMe, isDeptAdmin: false }

function input(page: LoadedPage, overrides: Partial<RenderInput['initialState']> = {}): RenderInput {
  const { me } = sampleInitialState(page)
  return {
    path: samplePaths[page.name],
    initialState: sampleInitialState(page, { me: me && member, ...overrides }),
    nonce: 'n0nce',
    userAgent: 'Chrome',
  }
}

/** The pages as a member without a role sees them, each rendered once for all tests. */
const rendered = new Map<PageName, ReturnType<typeof render>>()
function renderSample(name: PageName): ReturnType<typeof render> {
  const result = rendered.get(name) ?? render(input(samplePages[name]))
  rendered.set(name, result)
  return result
}

describe('createRenderer', () => {
  it.each([
    ['home', 200, '郭𠮷，早上好'],
    ['requests', 200, '岗位改为“高级质检工程师”'],
    ['approvals', 200, '阿依古丽·买买提'],
    ['request', 200, '核对一致，1 项已生效'],
    ['info-change', 200, 'value="质检工程师"'],
    ['refusal', 403, 'R4M-88'],
    ['not-found', 404, '页面不存在'],
    ['error', 500, 'evt_0sample9'],
  ] as [PageName, number, string][])(
    'the first response of page %s has its status, its content and its script',
    async (name, status, text) => {
      const { status: sent, html } = await renderSample(name)
      expect(sent).toBe(status)
      expect(html).toContain(text)
      expect(html).toContain(`/assets/${name}.js`)
    },
  )

  it.each<LoadedPage>([
    {
      ...samplePages.home,
      data: { ...samplePages.home.data, waiting: { ...samplePages.home.data.waiting, own: noTask, guardians: noTask } },
    },
    samplePages.policies,
    samplePages.receipts,
    samplePages['policy-board'],
    samplePages['policy-people'],
    samplePages['settings-policies'],
    { name: 'info-change', data: { ...sampleForm, readFirst: { policyId: 'pol_0sample1', ...titles, label: '3.0' } } },
  ])('page $name shows the policy title only in the page language', async (page) => {
    const shownTitles = async (language: 'zh-CN' | 'en') => {
      const { html } = await render(input(page, { language }))
      const shown = html.slice(0, html.indexOf('id="initial-state"'))
      return [titles.title, titles.titleEn].map((title) => shown.includes(title))
    }
    expect([await shownTitles('zh-CN'), await shownTitles('en')]).toEqual([
      [true, false],
      [false, true],
    ])
  })

  it('the greeting is that of the time of day in the time zone of the company', async () => {
    const greeting = async (timeZone: string) =>
      /早上好|下午好|晚上好/.exec((await render(input(samplePages.home, { timeZone }))).html)?.[0]
    expect(await greeting('America/Los_Angeles')).toBe('晚上好')
    expect(await greeting('Asia/Shanghai')).toBe('早上好')
  })

  it('the document lists styles, content, initial state and scripts in this order', async () => {
    const { html } = await render(input(samplePages.home))
    const positions = ['<style', 'id="app"', 'id="initial-state"', '/assets/entry.js'].map((part) => html.indexOf(part))
    expect(positions).not.toContain(-1)
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
  })

  it('the parts of a document joined are the document, and its fixed parts do not depend on the viewer', async () => {
    const fixedOf = async (overrides: Partial<RenderInput>) => {
      const { html, parts } = await render({ ...input(samplePages.home), ...overrides })
      expect(parts.map(({ text }) => text).join('')).toBe(html)
      return parts.filter(({ kind }) => kind === 'fixed').map(({ text }) => text)
    }
    const fixed = await fixedOf({})
    expect(fixed).toContain(':root{--ink:#000}\n.card{color:red}\n.page{color:blue}')
    const me = { ...member, userid: 'limin', name: '李敏' }
    const waiting = { ...samplePages.home.data.waiting, own: noTask }
    const page = { ...samplePages.home, data: { ...samplePages.home.data, waiting } }
    const { initialState } = input(page, { me, now: '2026-03-18T09:00:00.000Z' })
    expect(await fixedOf({ initialState, nonce: 'other', path: '/?from=card' })).toEqual(fixed)
  })

  it.each(['wecom_unavailable', 'busy'] as const)('a refusal page with reason %s has status 503', async (reason) => {
    const data = { ...samplePages.refusal.data, reason }
    expect((await render(input({ name: 'refusal', data }))).status).toBe(503)
  })

  it.each(names)(
    'page %s satisfies the content security policy: no style attributes, no inline handlers, a nonce on every inline tag',
    async (name) => {
      const { html } = await renderSample(name)
      expect(html).not.toMatch(/<[^>]+\s(style|on\w+)=/)
      const inline = html.match(/<(script|style)(?![^>]*(src=|application\/json))[^>]*>/g) ?? []
      expect(inline.length).toBeGreaterThan(1)
      for (const tag of inline) expect(tag).toContain('nonce="n0nce"')
    },
  )

  it('the document inlines each stylesheet once and lists its file in a disabled link', async () => {
    const { html } = await render(input(samplePages.home))
    for (const rule of [/:root\{--ink:#000\}/g, /\.card\{color:red\}/g, /\.page\{color:blue\}/g])
      expect(html.match(rule)).toHaveLength(1)
    for (const file of ['entry', 'ui', 'page'])
      expect(html).toContain(`<link rel="stylesheet" href="/${file}.css" disabled>`)
    // Page rules come after component rules so that they override them.
    expect(html).toContain(':root{--ink:#000}\n.card{color:red}\n.page{color:blue}')
  })

  it.each(['home', 'groups'] as const)(
    'the first response of page %s has the navigation and its assets for a role holder, and for a department admin at a computer',
    async (name) => {
      const me = { ...sampleMe, roles: ['ops' as const] }
      const [without, ops] = await Promise.all([
        render(input(samplePages[name])),
        render(input(samplePages[name], { me })),
      ])
      const has = (html: string) =>
        ['class="desk-side"', '.desk{color:green}', '/assets/frame.js'].map((part) => html.includes(part))
      expect(has(ops.html)).toEqual([true, true, true])
      expect(has(without.html)).toEqual([false, false, false])
      const admin = await render(input(samplePages[name], { me: { ...sampleMe, roles: [] }, isComputer: true }))
      expect(has(admin.html)).toEqual([true, true, true])
    },
  )

  const named = routedPages.map(({ name }) => name)
  it.each(sampleOfCases(named, 0, 3))('page %s of a role holder has the navigation once', async (name) => {
    const { html } = await render(input(samplePages[name], { me: { ...sampleMe, roles: [...roles] } }))
    expect(html.match(/class="desk-side"/g)).toHaveLength(1)
  })

  it.each(routedPages.map(({ name }) => name))(
    'page %s has one watermark if it is confidential, else none',
    async (name) => {
      // Members see nothing of others in their own request.
      const me = name === 'request' ? { ...member, userid: 'limin', name: '李敏' } : member
      const isSample = input(samplePages[name]).initialState.me === me
      const { html } = await (isSample ? renderSample(name) : render(input(samplePages[name], { me })))
      expect(html.match(/class="watermark"/g) ?? []).toHaveLength(confidential.includes(name) ? 1 : 0)
    },
  )

  it('a page without a session has no watermark', async () => {
    const { html } = await render(input(samplePages['lost-case'], { me: null }))
    expect(html).toContain('id="main"')
    expect(html).not.toContain('class="watermark"')
  })

  it('a name that contains markup is escaped in HTML and in the initial state', async () => {
    const name = '</script><script>alert(1)</script><!--\u2028"&'
    const applicant = { ...sampleRequests.done.applicant, name }
    const { html } = await render(input({ name: 'request', data: { ...sampleRequests.done, applicant } }))
    expect(html).not.toContain('<script>alert')
    const initialState = /<script type="application\/json" id="initial-state">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
    expect(initialState).not.toMatch(/[<\u2028\u2029]/)
    expect(JSON.parse(initialState)).toMatchObject({ page: { data: { applicant: { name } } } })
  })

  it('theme and mode come from the initial state; with theme auto, ColorScheme/Dark in the user agent selects dark', async () => {
    const dark = await render(input(samplePages.home, { theme: 'dark', mode: 'care' }))
    expect(dark.html).toContain('<html lang="zh-CN" data-theme="dark" data-mode="care">')
    const auto = await render({ ...input(samplePages.home), userAgent: 'wxwork/4.1 ColorScheme/Dark' })
    expect(auto.html).toContain('<html lang="zh-CN" data-theme="dark">')
    const light = await render({ ...input(samplePages.home, { theme: 'light' }), userAgent: 'ColorScheme/Dark' })
    expect(light.html).toContain('<html lang="zh-CN">')
  })

  it('a page in English renders English text and preloads the English messages', async () => {
    const { html } = await render(input(samplePages.home, { language: 'en' }))
    expect(html).toContain('Good morning, 郭𠮷')
    expect(html).toContain('/assets/en.js')
  })
})
