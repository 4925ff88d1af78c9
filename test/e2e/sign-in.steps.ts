import { expect, type APIRequestContext, type APIResponse, type Page } from '@playwright/test'
import { navigation } from '../lib/navigation.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'

type Headers = Record<string, string>

const isCallback = (url: string) => new URL(url).pathname === '/auth/callback'

/** Requests one hop of a navigation without following a redirect. */
export const hop = (request: APIRequestContext, url: string, headers: Headers = {}): Promise<APIResponse> =>
  request.get(url, { maxRedirects: 0, headers: { ...navigation, ...headers } })

/** Returns the target of a redirect. */
export function redirectOf(response: APIResponse): string {
  const { location } = response.headers()
  if (location === undefined) throw new Error(`${response.url()} answered ${response.status()} and no redirect`)
  return new URL(location, response.url()).href
}

/** Makes the browser of `request` the WeCom client of that member, without opening a page of the app. */
export async function holdPhoneOf(request: APIRequestContext, gatewayUrl: string, userid: string): Promise<void> {
  await hop(request, `${gatewayUrl}/__device__/open?${new URLSearchParams({ userid, to: '/' })}`)
}

/** Starts a sign-in and returns the callback address to which WeCom redirects. */
export async function walkToCallback(request: APIRequestContext, loginUrl: string, headers?: Headers): Promise<string> {
  const authorize = redirectOf(await hop(request, loginUrl, headers))
  const callback = redirectOf(await hop(request, authorize, headers))
  if (!isCallback(callback)) throw new Error(`${loginUrl} led to ${callback}`)
  return callback
}

/** Records the callbacks that this page requests from now on. */
export function recordCallbacks(page: Page): string[] {
  const seen: string[] = []
  page.on('request', (request) => void (isCallback(request.url()) && seen.push(request.url())))
  return seen
}

export async function statusOfApi(page: Page, gatewayUrl: string): Promise<number> {
  return (await page.request.get(`${gatewayUrl}/api/home`)).status()
}

/** Leaves the app. An open page loads in the background, and signs in again when its session has ended. */
export const closePage = (page: Page) => page.goto('about:blank')

export async function expectWelcomeMessage(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`^${name}，(早上|下午|晚上)好$`))
  await waitForHydration(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`^${name}，`))
}

/** Expects a page with the reason, the next step and a help code, and no session. */
export async function expectRefused(page: Page, gatewayUrl: string, words: { title: string; todo: string }) {
  await waitForHydration(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.title)
  await expect(page.getByRole('listitem').filter({ hasText: words.todo })).toBeVisible()
  await expect(page.locator('.help-code')).toHaveText(/^[0-9A-Z]{3}-[0-9A-Z]{2}$/)
  await expect(page.getByRole('link', { name: '再试一次' })).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/auth/login')
  expect(await statusOfApi(page, gatewayUrl)).toBe(401)
}

export const tryAgain = (page: Page) => page.getByRole('link', { name: '再试一次' }).click()

/** Returns how many codes were sent to WeCom so far. */
async function countSpentCodes(simulator: SimulatorClient): Promise<number> {
  const calls = await simulator.calls()
  return calls.filter(({ path }) => path === '/cgi-bin/auth/getuserinfo').length
}

/** Returns how many codes were sent to WeCom while `act` ran. */
export async function countCodesSpentBy(simulator: SimulatorClient, act: () => Promise<unknown>): Promise<number> {
  const before = await countSpentCodes(simulator)
  await act()
  return (await countSpentCodes(simulator)) - before
}

export async function signedInUserid(page: Page, gatewayUrl: string): Promise<string> {
  const { userid } = (await (await page.request.get(`${gatewayUrl}/api/me`)).json()) as { userid: string }
  return userid
}

export async function signOut(page: Page, gatewayUrl: string): Promise<void> {
  const headers = { origin: gatewayUrl, 'x-requested-with': 'desk' }
  const answer = await page.request.post(`${gatewayUrl}/api/sign-out`, { headers, data: {} })
  expect(answer.status()).toBe(204)
}
