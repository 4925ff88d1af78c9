import { expect, test } from './fixtures.ts'
import { barePhone } from './sign-in.bare-phone.ts'
import {
  callbacksOf,
  expectWelcomeMessage,
  expectRefused,
  holdPhoneOf,
  hop,
  redirectOf,
  signOut,
  spentBy,
  statusOfApi,
  tryAgain,
  walkToCallback,
  whoIsIn,
} from './sign-in.steps.ts'

const foreign = { title: '请在本机重新登录', todo: '点“再试一次”，在本机登录' }

const nobodyLooks: Record<string, string>[] = [
  { 'sec-purpose': 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { 'sec-fetch-dest': 'iframe' },
]

/** The last step of a sign-in, replayed, doubled, bent and fetched by machines. */
export function callbackTests(): void {
  test('with a used code, replayed in another browser, signs nobody in', async ({
    openAs,
    page,
    browser,
    simulator,
    stack,
  }) => {
    const seen = callbacksOf(page)
    await openAs('guoji')
    const used = new URL(seen[0] ?? '')
    const other = await (await browser.newContext()).newPage()
    await holdPhoneOf(other.request, stack.gatewayUrl, 'guoji')
    expect(await spentBy(simulator, () => other.goto(used.href))).toBe(0)
    await expectRefused(other, stack.gatewayUrl, foreign)
    // The same code behind a state of his own gets as far as WeCom, which knows it.
    const own = new URL(await walkToCallback(other.request, `${stack.gatewayUrl}/auth/login`))
    own.searchParams.set('code', used.searchParams.get('code') ?? '')
    expect((await other.goto(own.href))?.status()).toBe(403)
    await expectRefused(other, stack.gatewayUrl, { title: '登录链接已使用', todo: '点“再试一次”，无需密码' })
    await tryAgain(other)
    await expectWelcomeMessage(other, '郭𠮷')
    await other.context().close()
  })

  test('opened twice at once makes one session and no error', async ({ page, simulator, stack }) => {
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    const callback = await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login?to=/approvals`)
    const spent = await spentBy(simulator, async () => {
      const answers = await Promise.all([hop(page.request, callback), hop(page.request, callback)])
      expect(answers.map((answer) => answer.status()).sort()).toEqual([200, 302])
      const second = answers.find((answer) => answer.status() === 302)
      expect(second && redirectOf(second)).toBe(`${stack.gatewayUrl}/approvals`)
    })
    expect(spent).toBe(1)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
  })

  test('opened in two tabs at once shows the page in both', async ({ page, stack }) => {
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    const callback = await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login`)
    const tabs = [page, await page.context().newPage()]
    const answers = await Promise.all(tabs.map((tab) => tab.goto(callback)))
    expect(answers.map((answer) => answer?.status())).toEqual([200, 200])
    for (const tab of tabs) await expectWelcomeMessage(tab, '郭𠮷')
  })

  test('without its state explains itself, and a second try works', async ({ page, simulator, stack }) => {
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    const callback = new URL(await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login`))
    callback.searchParams.delete('state')
    const spent = await spentBy(simulator, async () => {
      expect((await page.goto(callback.href))?.status()).toBe(403)
    })
    expect(spent).toBe(0)
    await expectRefused(page, stack.gatewayUrl, { title: '登录未完成', todo: '点“再试一次”，重新登录' })
    await tryAgain(page)
    await expectWelcomeMessage(page, '郭𠮷')
  })

  test("with another browser's state signs nobody in to a stranger's account", async ({
    page,
    browser,
    simulator,
    stack,
  }) => {
    const stranger = await browser.newContext()
    await holdPhoneOf(stranger.request, stack.gatewayUrl, 'limin')
    const callback = await walkToCallback(stranger.request, `${stack.gatewayUrl}/auth/login?to=/approvals`)
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    // This browser has begun a sign-in, too, and so has a secret of its own.
    await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login`)
    const spent = await spentBy(simulator, async () => {
      expect((await page.goto(callback))?.status()).toBe(403)
    })
    expect(spent).toBe(0)
    await expectRefused(page, stack.gatewayUrl, foreign)
    await tryAgain(page)
    await expect(page).toHaveURL(`${stack.gatewayUrl}/approvals`)
    expect(await whoIsIn(page, stack.gatewayUrl)).toBe('guoji')
    await stranger.close()
  })

  test('with a state that is long forgotten explains itself, and a second try works', async ({ page, stack }) => {
    await holdPhoneOf(page.request, stack.gatewayUrl, 'guoji')
    const callback = new URL(await walkToCallback(page.request, `${stack.gatewayUrl}/auth/login`))
    callback.searchParams.set('state', 'a1'.repeat(16))
    expect((await page.goto(callback.href))?.status()).toBe(403)
    await expectRefused(page, stack.gatewayUrl, { title: '登录超时', todo: '点“再试一次”，重新登录' })
    await tryAgain(page)
    await expectWelcomeMessage(page, '郭𠮷')
  })

  test('whose session is gone begins anew instead of taking its code again', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    const seen = callbacksOf(page)
    await openAs('guoji')
    await signOut(page, stack.gatewayUrl)
    const spent = await spentBy(simulator, async () => {
      await page.goto(seen[0] ?? '')
      await expectWelcomeMessage(page, '郭𠮷')
    })
    expect([spent, new Set(seen).size]).toEqual([1, 2])
  })

  for (const headers of nobodyLooks) {
    test(`that nobody looks at signs nobody in: ${JSON.stringify(headers)}`, async ({ request, simulator, stack }) => {
      const phone = await barePhone(request, stack, 'guoji')
      const callback = await phone.callback()
      const spent = await spentBy(simulator, async () => {
        expect((await phone.open(callback, headers)).status()).toBe(403)
        expect((await phone.open('/', headers)).status()).toBe(401)
      })
      expect([spent, await phone.appCookies()]).toEqual([0, ['desk_state']])
      // Nothing was spent: the person still gets in with it.
      expect((await phone.open(callback)).status()).toBe(200)
      expect(await phone.appCookies()).toEqual(['desk_known', 'desk_session', 'desk_state'])
    })
  }
}
