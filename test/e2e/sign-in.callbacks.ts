import { expect, test } from './fixtures.ts'
import { barePhone } from './sign-in.bare-phone.ts'
import {
  recordCallbacks,
  expectWelcomeMessage,
  expectRefused,
  holdPhoneOf,
  hop,
  redirectOf,
  signOut,
  countCodesSpentBy,
  statusOfApi,
  tryAgain,
  walkToCallback,
  signedInUserid,
} from './sign-in.steps.ts'

const otherBrowserRefusal = { title: '请在本机重新登录', todo: '点“再试一次”，在本机登录' }

const headersWithoutUser: Record<string, string>[] = [
  { 'sec-purpose': 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { 'sec-fetch-dest': 'iframe' },
]

/** Tests repeated, concurrent, changed and automated requests for the callback of a sign-in. */
export function callbackTests(): void {
  test('a callback with a used code creates no session in another browser', async ({
    openAs,
    page,
    browser,
    simulator,
    stack,
  }) => {
    const seen = recordCallbacks(page)
    await openAs('guoji')
    const used = new URL(seen[0] ?? '')
    const other = await (await browser.newContext()).newPage()
    await holdPhoneOf(other.request, stack.gatewayUrl, 'guoji')
    expect(await countCodesSpentBy(simulator, () => other.goto(used.href))).toBe(0)
    await expectRefused(other, stack.gatewayUrl, otherBrowserRefusal)
    // With its own state, the code is sent to WeCom, which refuses it.
    const own = new URL(await walkToCallback(other.request, `${stack.gatewayUrl}/auth/login`))
    own.searchParams.set('code', used.searchParams.get('code') ?? '')
    expect((await other.goto(own.href))?.status()).toBe(403)
    await expectRefused(other, stack.gatewayUrl, { title: '登录链接已使用', todo: '点“再试一次”，无需密码' })
    await tryAgain(other)
    await expectWelcomeMessage(other, '郭𠮷')
    await other.context().close()
  })

  test('a callback that is opened twice concurrently creates one session and no error', async ({
    page,
    simulator,
    stack,
  }) => {
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    const callback = await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login?to=/approvals`)
    const spent = await countCodesSpentBy(simulator, async () => {
      const answers = await Promise.all([hop(page.request, callback), hop(page.request, callback)])
      expect(answers.map((answer) => answer.status()).sort()).toEqual([200, 302])
      const second = answers.find((answer) => answer.status() === 302)
      expect(second && redirectOf(second)).toBe(`${stack.gatewayUrl}/approvals`)
    })
    expect(spent).toBe(1)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
  })

  test('a callback that is opened in two tabs shows the page in both', async ({ page, stack }) => {
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    const callback = await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login`)
    const tabs = [page, await page.context().newPage()]
    const answers = await Promise.all(tabs.map((tab) => tab.goto(callback)))
    expect(answers.map((answer) => answer?.status())).toEqual([200, 200])
    for (const tab of tabs) await expectWelcomeMessage(tab, '郭𠮷')
  })

  test('a callback without a state shows an explanation, and a second attempt succeeds', async ({
    page,
    simulator,
    stack,
  }) => {
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    const callback = new URL(await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login`))
    callback.searchParams.delete('state')
    const spent = await countCodesSpentBy(simulator, async () => {
      expect((await page.goto(callback.href))?.status()).toBe(403)
    })
    expect(spent).toBe(0)
    await expectRefused(page, stack.gatewayUrl, { title: '登录未完成', todo: '点“再试一次”，重新登录' })
    await tryAgain(page)
    await expectWelcomeMessage(page, '郭𠮷')
  })

  test("a callback with another browser's state creates no session", async ({ page, browser, simulator, stack }) => {
    const stranger = await browser.newContext()
    await holdPhoneOf(stranger.request, stack.gatewayUrl, 'limin')
    const callback = await walkToCallback(stranger.request, `${stack.gatewayUrl}/auth/login?to=/approvals`)
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    // This browser has also started a sign-in, so it has its own secret.
    await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login`)
    const spent = await countCodesSpentBy(simulator, async () => {
      expect((await page.goto(callback))?.status()).toBe(403)
    })
    expect(spent).toBe(0)
    await expectRefused(page, stack.gatewayUrl, otherBrowserRefusal)
    await tryAgain(page)
    await expect(page).toHaveURL(`${stack.gatewayUrl}/approvals`)
    expect(await signedInUserid(page, stack.gatewayUrl)).toBe('guoji')
    await stranger.close()
  })

  test('a callback with an expired state shows an explanation, and a second attempt succeeds', async ({
    page,
    stack,
  }) => {
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    const callback = new URL(await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login`))
    callback.searchParams.set('state', 'a1'.repeat(16))
    expect((await page.goto(callback.href))?.status()).toBe(403)
    await expectRefused(page, stack.gatewayUrl, { title: '登录超时', todo: '点“再试一次”，重新登录' })
    await tryAgain(page)
    await expectWelcomeMessage(page, '郭𠮷')
  })

  test('a callback without its session starts a new sign-in instead of reusing the code', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    const seen = recordCallbacks(page)
    await openAs('guoji')
    await signOut(page, stack.gatewayUrl)
    const spent = await countCodesSpentBy(simulator, async () => {
      await page.goto(seen[0] ?? '')
      await expectWelcomeMessage(page, '郭𠮷')
    })
    expect([spent, new Set(seen).size]).toEqual([1, 2])
  })

  for (const headers of headersWithoutUser) {
    test(`a callback that is requested without a user creates no session: ${JSON.stringify(headers)}`, async ({
      request,
      simulator,
      stack,
    }) => {
      const phone = await barePhone(request, stack, 'guoji')
      const callback = await phone.callback()
      const spent = await countCodesSpentBy(simulator, async () => {
        expect((await phone.open(callback, headers)).status()).toBe(403)
        expect((await phone.open('/', headers)).status()).toBe(401)
      })
      expect([spent, await phone.appCookies()]).toEqual([0, ['desk_state']])
      // The code was not used, so the member can still sign in with it.
      expect((await phone.open(callback)).status()).toBe(200)
      expect(await phone.appCookies()).toEqual(['desk_known', 'desk_session', 'desk_state'])
    })
  }
}
