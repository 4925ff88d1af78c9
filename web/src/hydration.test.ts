import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renderToString } from 'vue/server-renderer'
import { sampleOfCases } from '@desk/server/testing/sample-of-cases'
import type { Role } from '@desk/shared/identity/actor'
import type { LoadedPage, PageName } from '@desk/shared/pages/page-table'
import { createDeskApp } from './create-app.ts'
import { extractInlineStyles } from './document/extract-inline-styles.ts'
import { collectPreHydrationInput } from './platform/pre-hydration-events.ts'
import { restoreInlineStyles } from './platform/restore-styles.ts'
import { sampleInitialState, samplePages } from './testing/samples/sample-pages.ts'
import { sampleRequests } from './testing/samples/sample-requests.ts'
import { sampleMe } from './testing/samples/sample-people.ts'
import { axeViolations } from './testing/axe.ts'
import { samplePaths } from './testing/samples/sample-paths.ts'
import { fakeApi, fakeDevice } from './testing/with-setup.ts'
import { noopBridge } from './wecom/bridge.ts'

const cases: [string, LoadedPage, string][] = [
  ...(Object.keys(samplePages) as PageName[]).map((name): [string, LoadedPage, string] => [
    name,
    samplePages[name],
    samplePaths[name],
  ]),
  ...Object.entries(sampleRequests).map(([name, data]): [string, LoadedPage, string] => [
    `request ${name}`,
    { name: 'request', data },
    samplePaths.request,
  ]),
]

type Overrides = Parameters<typeof sampleInitialState>[1]

/** Most members: without a role, and without the navigation of the desk, which other tests cover. */
const member = { ...sampleMe, isDeptAdmin: false }

const appFor = (page: LoadedPage, path: string, overrides: Overrides = {}) => {
  history.replaceState(null, '', path)
  const { me } = sampleInitialState(page)
  const initialState = sampleInitialState(page, { me: me && member, ...overrides })
  const parts = { initialState, api: fakeApi(), bridge: noopBridge, device: fakeDevice() }
  return createDeskApp(parts, path)
}

/** Puts the server's HTML into the document, as it is sent. */
async function serve(page: LoadedPage, path: string, overrides?: Overrides): Promise<void> {
  const { markup } = extractInlineStyles(await renderToString(await appFor(page, path, overrides)))
  document.body.innerHTML = `<div id="app">${markup}</div>`
}

const warn = vi.spyOn(console, 'warn')
const error = vi.spyOn(console, 'error')
beforeEach(() => {
  warn.mockClear()
  error.mockClear()
})
afterEach(() => {
  document.body.innerHTML = ''
})

/** The settings that a member can choose. `npm test` shows each page in one of them; the crawl opens every page with the defaults. */
const settings: [string, NonNullable<Overrides>][] = [
  ['with the defaults', {}],
  ['in care mode', { mode: 'care' }],
  ['in the dark theme', { theme: 'dark' }],
  ['in English', { language: 'en' }],
]

const inSettings = settings.map(
  ([setting, overrides], nth) => [setting, overrides, sampleOfCases(cases, nth, settings.length)] as const,
)

describe.each(inSettings)('hydration %s', (_setting, overrides, pages) => {
  beforeEach(() => {
    // As the server writes them into the document.
    const { dataset } = document.documentElement
    if (overrides.theme) dataset['theme'] = overrides.theme
    if (overrides.mode) dataset['mode'] = overrides.mode
  })
  afterEach(() => {
    const { dataset } = document.documentElement
    delete dataset['theme']
    delete dataset['mode']
  })

  it.each(pages)('page %s hydrates without a mismatch', async (_name, page, path) => {
    await serve(page, path, overrides)
    restoreInlineStyles()
    const before = document.querySelector('main')
    if (page.name === 'home') expect(document.querySelector('.desk-side')).toBeNull()
    const app = await appFor(page, path, overrides)
    app.mount('#app')
    expect(warn.mock.calls).toEqual([])
    expect(error.mock.calls).toEqual([])
    expect(document.querySelector('main')).toBe(before)
    app.unmount()
  })
})

/** A sixth of the pages each, before a release all; the crawl runs axe on every page in Chinese. */
const inEnglish = sampleOfCases(cases, 0)
const inDarkTheme = sampleOfCases(cases, 3)

describe('axe', () => {
  it.each([
    ...inEnglish.map(([name, page, path]) => [name, 'in English', page, path, { language: 'en' }] as const),
    ...inDarkTheme.map(([name, page, path]) => [name, 'in the dark theme', page, path, { theme: 'dark' }] as const),
  ])('axe finds nothing serious in page %s %s', async (_name, _setting, page, path, overrides) => {
    await serve(page, path, overrides)
    restoreInlineStyles()
    const { documentElement } = document
    documentElement.lang = sampleInitialState(page, overrides).language
    const app = await appFor(page, path, overrides)
    app.mount('#app')
    expect(await axeViolations(document.body)).toEqual([])
    app.unmount()
    documentElement.removeAttribute('lang')
  })
})

describe('hydration', () => {
  it.each([
    ['home', 'a role holder', ['ops']],
    ['approvals', 'a role holder', ['ops']],
    ['groups', 'a role holder', ['ops']],
    ['me', 'a role holder', ['ops']],
    ['home', 'a department admin on a computer', []],
  ] as ['home' | 'approvals' | 'groups' | 'me', string, Role[]][])(
    'page %s of %s hydrates beside the navigation',
    async (name, _who, roles) => {
      const ops = { me: { ...sampleMe, roles }, isComputer: true }
      await serve(samplePages[name], samplePaths[name], ops)
      restoreInlineStyles()
      expect(document.querySelector('.desk > .desk-side ~ .page main#main')).not.toBeNull()
      const app = await appFor(samplePages[name], samplePaths[name], ops)
      app.mount('#app')
      expect(warn.mock.calls).toEqual([])
      expect(error.mock.calls).toEqual([])
      app.unmount()
    },
  )

  it('input from before hydration is kept', async () => {
    await serve(samplePages['info-change'], samplePaths['info-change'])
    const input = document.querySelector<HTMLInputElement>('#field-position')
    if (input) input.value = '值班店长'
    collectPreHydrationInput()
    const app = await appFor(samplePages['info-change'], samplePaths['info-change'])
    app.mount('#app')
    await new Promise((resolve) => setTimeout(resolve))
    expect(document.querySelector<HTMLInputElement>('#field-position')?.value).toBe('值班店长')
    expect(document.body.textContent).toContain('提交 1 项变更')
    app.unmount()
  })
})
