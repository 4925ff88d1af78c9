import type { Browser, Page } from '@playwright/test'
import { join } from 'node:path'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { setLook } from './set-look.ts'

/** The looks. They are changed in an open page, because opening it again would end its loading state. */
const looks = {
  light: { theme: 'light', mode: '', textScale: 1 },
  dark: { theme: 'dark', mode: '', textScale: 1 },
  care: { theme: 'light', mode: 'care', textScale: 1 },
  'large-text': { theme: 'light', mode: '', textScale: 1.4 },
} as const

/** Make the API requests of a page hang or fail. */
const failures = {
  loading: (page: Page) => page.route('**/api/**', () => new Promise(() => undefined)),
  error: (page: Page) =>
    page.route('**/api/**', (route) =>
      route.fulfill({ status: 500, json: { error: { code: 'internal', requestId: 'screens', details: {} } } }),
    ),
  offline: async (page: Page) => {
    await page.route('**/api/**', (route) => route.abort('internetdisconnected'))
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'onLine', { get: () => false })
      dispatchEvent(new Event('offline'))
    })
  },
} as const satisfies Record<string, (page: Page) => Promise<unknown>>
type StateName = keyof typeof failures

/** Navigates within the app, as a click on a link does. */
const navigateTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }, path)

async function captureVariants(page: Page, folder: string, name: string): Promise<void> {
  for (const [lookName, look] of Object.entries(looks)) {
    await setLook(page, look)
    await page.screenshot({ path: join(folder, `${name}-${lookName}.png`), animations: 'disabled' })
  }
}

type Route = { name: string; userid: string; path: string }

/** Returns the first member who may see a page. */
async function findViewer(
  open: (userid: string) => Promise<Page>,
  gatewayUrl: string,
  userids: readonly string[],
  path: string,
) {
  for (const userid of userids) {
    const page = await open(userid)
    if ((await page.request.get(gatewayUrl + path, { headers: { accept: 'text/html' } })).status() === 200)
      return userid
  }
  return null
}

/** Captures the pages without a parameter, and two of a request, while they load, after a server error and offline, in each look. */
export async function captureStates(
  browser: Browser,
  { gatewayUrl, folder, ids }: { gatewayUrl: string; folder: string; ids: { request: string; returned: string } },
): Promise<void> {
  const pages = new Map<string, Promise<Page>>()
  const open = (userid: string) => {
    const page = pages.get(userid) ?? openSignedInPage(browser, gatewayUrl, userid)
    pages.set(userid, page)
    return page
  }
  const requestPages = [
    { name: 'request', path: pagePaths.request(ids.request) },
    { name: 'resubmission', path: pagePaths.resubmission(ids.returned) },
  ]
  const fixedPages = Object.entries(pagePaths).flatMap(([name, path]) =>
    typeof path === 'string' ? [{ name, path }] : [],
  )
  for (const { name, path } of [...fixedPages, ...requestPages]) {
    const userid = await findViewer(open, gatewayUrl, ['zhaolixia', 'guoji', 'limin', 'chenhaiyan', 'qinyue'], path)
    if (userid !== null) await takeStatesOf(await open(userid), { gatewayUrl, folder, route: { name, userid, path } })
  }
  for (const page of pages.values()) await (await page).context().close()
}

async function takeStatesOf(
  page: Page,
  { gatewayUrl, folder, route }: { gatewayUrl: string; folder: string; route: Route },
): Promise<void> {
  for (const state of Object.keys(failures) as StateName[]) {
    // Starts from another page, so that the data of this one is not loaded yet.
    await page.goto(gatewayUrl + (route.path === pagePaths.privacy ? pagePaths.me : pagePaths.privacy))
    await waitForHydration(page)
    await failures[state](page)
    const before = await page.locator('#main').innerHTML()
    await navigateTo(page, route.path)
    await page.waitForFunction((old) => document.querySelector('#main')?.innerHTML !== old, before)
    // Waits for the error: a 500 is retried once, and the placeholder appears after a delay.
    await page.waitForTimeout(500)
    await captureVariants(page, folder, `${route.name}-${state}`)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }
}

async function openSignedInPage(browser: Browser, gatewayUrl: string, userid: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 375, height: 812 },
    deviceScaleFactor: 2,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  const page = await context.newPage()
  await page.goto(`${gatewayUrl}/__device__/open?${new URLSearchParams({ userid, to: '/' }).toString()}`)
  // Home preloads the data that is shown offline.
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('desk:duty:')))
  return page
}
