import { sampleOfCases } from '@desk/server/testing/sample-of-cases'
import { expect, test } from './fixtures.ts'
import { callbackTests } from './sign-in.callbacks.ts'
import { cookieHeaderOf, expectToStayInApp, openRedirects } from './sign-in.open-redirects.ts'
import { olderBuildTests } from './sign-in.older-build.ts'
import { ownSessionTests, panelTests, stepUpTests } from './sign-in.identity.ts'
import { refusalTests } from './sign-in.refusals.ts'
import {
  recordCallbacks,
  expectWelcomeMessage,
  expectRefused,
  holdPhoneOf,
  signOut,
  countCodesSpentBy,
  statusOfApi,
  tryAgain,
  signedInUserid,
} from './sign-in.steps.ts'

test.use({ company: 'sign-in' })

test.describe('signing in', () => {
  test('a sign-in shows the name without any input and removes the code from the address', async ({
    openAs,
    simulator,
    stack,
  }) => {
    const spent = await countCodesSpentBy(simulator, async () => {
      const page = await openAs('guoji')
      await expectWelcomeMessage(page, '郭𠮷')
      expect(page.url()).toBe(`${stack.gatewayUrl}/`)
      expect(await page.evaluate(() => [location.search, document.referrer])).toEqual(['', ''])
    })
    expect(spent).toBe(1)
  })

  test('a sign-in on a phone with HarmonyOS is listed as such', async ({ openAs }) => {
    const page = await openAs('guoji', '/me/sessions', { ua: 'harmony' })
    await expect(page.getByText(/鸿蒙手机/).first()).toBeVisible()
  })

  test('a sign-in returns to a deep link', async ({ openAs, page, stack }) => {
    await openAs('limin', '/requests/new/info-change')
    await expect(page.getByRole('heading', { level: 1, name: '改我的信息' })).toBeAttached()
    expect(page.url()).toBe(`${stack.gatewayUrl}/requests/new/info-change`)
  })

  test('a sign-in keeps the query of a deep link', async ({ openAs, page, stack }) => {
    await openAs('limin', '/requests?from=card')
    await expect(page).toHaveTitle('我的申请')
    expect(page.url()).toBe(`${stack.gatewayUrl}/requests?from=card`)
  })

  test('a reload, back and forward right after a sign-in show no error and spend no code', async ({
    page,
    simulator,
    stack,
  }) => {
    const seen = recordCallbacks(page)
    const failed: string[] = []
    page.on('response', (answer) => void (answer.status() >= 400 && failed.push(`${answer.status()} ${answer.url()}`)))
    await page.goto(`${stack.gatewayUrl}/healthz`)
    const spent = await countCodesSpentBy(simulator, async () => {
      // Before any script runs.
      await page.goto(`${stack.gatewayUrl}/__device__/open?userid=guoji&to=/`, { waitUntil: 'commit' })
      // The browser refuses to reload during a navigation.
      await expect(() => page.reload()).toPass({ timeout: 5_000 })
      await expectWelcomeMessage(page, '郭𠮷')
      await page.goBack()
      expect(page.url()).toBe(`${stack.gatewayUrl}/healthz`)
      await page.goForward()
      await expectWelcomeMessage(page, '郭𠮷')
      // Some clients reload the address of the callback.
      await page.goto(seen[0] ?? '')
      await expectWelcomeMessage(page, '郭𠮷')
      expect(page.url()).toBe(`${stack.gatewayUrl}/`)
      await page.getByRole('link', { name: '改我的信息' }).click()
      await expect(page).toHaveTitle('改我的信息')
      await page.goBack()
      await expectWelcomeMessage(page, '郭𠮷')
    })
    expect(spent).toBe(1)
    expect(failed).toEqual([])
  })

  test('a desktop browser signs in on the login page of WeCom', async ({ openAs, page, stack }) => {
    await openAs('-', '/requests', { ua: 'browser' })
    expect(page.url()).toContain(`${stack.simulatorUrl}/wwlogin/sso/login?`)
    await page.getByRole('link', { name: '郭𠮷' }).click()
    await expect(page).toHaveURL(`${stack.gatewayUrl}/requests`)
    await expect(page).toHaveTitle('我的申请')
    expect(await signedInUserid(page, stack.gatewayUrl)).toBe('guoji')
  })

  test('two members on one phone get separate sessions', async ({ openAs, page, simulator, stack }) => {
    await openAs('guoji')
    await expectWelcomeMessage(page, '郭𠮷')
    await openAs('limin')
    await expectWelcomeMessage(page, '李敏')
    const spent = await countCodesSpentBy(simulator, async () => {
      await signOut(page, stack.gatewayUrl)
      expect(await statusOfApi(page, stack.gatewayUrl)).toBe(401)
      await openAs('guoji')
      await expectWelcomeMessage(page, '郭𠮷')
    })
    expect(spent).toBe(0)
  })

  test('a sign-in fails with an explanation while WeCom is unreachable, and succeeds afterwards', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await simulator.addFault({ endpoint: 'auth/getuserinfo', kind: 'drop' })
    const answer = page.waitForResponse((response) => response.url().includes('/auth/callback'))
    await openAs('guoji', '/approvals')
    expect((await answer).status()).toBe(503)
    await expectRefused(page, stack.gatewayUrl, { title: '暂时无法连接企业微信', todo: '稍后点“再试一次”' })
    await simulator.clearFaults()
    await tryAgain(page)
    await expect(page).toHaveURL(`${stack.gatewayUrl}/approvals`)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
  })
})

test.describe('a callback', callbackTests)

test.describe('a refused sign-in', refusalTests)

test.describe('own sessions', ownSessionTests)

test.describe('a step-up', stepUpTests)

test.describe('the login panel', panelTests)

test.describe('an older build', olderBuildTests)

test.describe('the address to return to', () => {
  test('to= never redirects outside the app', async ({ request, stack }) => {
    expect(openRedirects.length).toBeGreaterThanOrEqual(60)
    await holdPhoneOf(request, stack.gatewayUrl, 'guoji')
    const cookie = cookieHeaderOf(await request.storageState())
    // test/attacks/identity-attacks.ts tries all of them.
    for (const query of sampleOfCases(openRedirects, 0)) await expectToStayInApp(cookie, stack, query)
  })

  test('to= causes no request to another host', async ({ openAs, page, stack }) => {
    const seen = recordCallbacks(page)
    const hosts = new Set<string>()
    page.on('request', (request) => void hosts.add(new URL(request.url()).hostname))
    await openAs('guoji', `/auth/login?${new URLSearchParams({ to: '/\\evil.test' })}`)
    await expectWelcomeMessage(page, '郭𠮷')
    await page.goto(seen[0] ?? '')
    await expectWelcomeMessage(page, '郭𠮷')
    expect([page.url(), [...hosts]]).toEqual([`${stack.gatewayUrl}/`, ['localhost']])
  })
})
