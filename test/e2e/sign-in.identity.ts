import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Browser, Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import {
  closePage,
  expectWelcomeMessage,
  expectRefused,
  holdPhoneOf,
  countCodesSpentBy,
  statusOfApi,
  signedInUserid,
} from './sign-in.steps.ts'

/** Opens a page on another device of a member. */
async function deviceOf(
  browser: Browser,
  gatewayUrl: string,
  userid: string,
  to: string,
  ua = 'android',
): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
  await page.goto(`${gatewayUrl}/__device__/open?${new URLSearchParams({ userid, to, ua })}`)
  await waitForHydration(page)
  return page
}

/** Tests the list of own sessions, and the events that end sessions. */
export function ownSessionTests(): void {
  test('own sessions are listed and can be ended one by one or all at once', async ({
    openAs,
    page,
    browser,
    stack,
  }) => {
    await openAs('guoji', '/')
    const desk = await deviceOf(browser, stack.gatewayUrl, 'guoji', '/me/sessions', 'windows')
    await expect(desk.getByText(/不在公用电脑、非官方客户端上登录，离开时锁屏或退出/)).toBeVisible()
    const other = await deviceOf(browser, stack.gatewayUrl, 'guoji', '/', 'ios')
    for (const device of [desk, other]) await closePage(device)
    await page.getByRole('link', { name: '我的', exact: true }).click()
    await page.getByRole('link', { name: '登录管理' }).click()
    await expect(page.getByRole('listitem').first()).toContainText('企业微信 · 安卓手机')
    await expect(page.getByRole('listitem').first()).toContainText('本机')
    const onDesk = page.getByRole('button', { name: '结束 企业微信 · Windows 电脑 的登录' })
    await waitForHydration(page)
    await onDesk.click()
    await page.getByRole('dialog').getByRole('button', { name: '结束 企业微信 · Windows 电脑 的登录' }).click()
    await expect(onDesk).toHaveCount(0)
    expect(await statusOfApi(desk, stack.gatewayUrl)).toBe(401)
    expect(await statusOfApi(other, stack.gatewayUrl)).toBe(200)
    await page.getByRole('button', { name: /^结束其他/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^结束其他/ })
      .click()
    await expect(page.getByText('仅本机已登录。')).toBeVisible()
    expect(await statusOfApi(other, stack.gatewayUrl)).toBe(401)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    for (const device of [desk, other]) await device.context().close()
  })

  test('退出登录 ends the session, and a new sign-in requires a tap', async ({ openAs, page, simulator, stack }) => {
    await openAs('limin', '/me')
    await waitForHydration(page)
    await page.getByRole('button', { name: '退出登录' }).click()
    await expect(page.getByRole('heading', { level: 1, name: '已退出登录' })).toBeVisible()
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(401)
    const spent = await countCodesSpentBy(simulator, async () => {
      await page.getByRole('link', { name: '重新登录' }).click()
      await expectWelcomeMessage(page, '李敏')
    })
    expect(spent).toBe(1)
  })

  test('sessions end after the callback about a disabled member, and do not return when the member is enabled', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await openAs('wangfang', '/')
    await closePage(page)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    await simulator.editMember({ userid: 'wangfang', enable: 0 })
    await expect.poll(() => statusOfApi(page, stack.gatewayUrl), { intervals: [100] }).toBe(401)
    await simulator.editMember({ userid: 'wangfang', enable: 1 })
    // Enabling the member does not restore the session.
    await simulator.settleCallbacks()
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(401)
  })

  test('sessions end with the next read of the directory when the callback was lost', async ({
    openAs,
    page,
    browser,
    simulator,
    stack,
  }) => {
    const ops = await deviceOf(browser, stack.gatewayUrl, 'chenhaiyan', '/settings/directory')
    await openAs('wangfang2', '/')
    await closePage(page)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    await simulator.setSwitches({ callbacks: 'dropped' })
    await simulator.deleteMember('wangfang2')
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    const headers = { origin: stack.gatewayUrl, 'x-requested-with': 'desk' }
    const sync = await ops.request.post(`${stack.gatewayUrl}/api/settings/directory/sync`, { headers, data: {} })
    expect(sync.ok()).toBe(true)
    await expect.poll(() => statusOfApi(page, stack.gatewayUrl)).toBe(401)
    await simulator.setSwitches({ callbacks: 'delivered' })
    await ops.context().close()
  })

  test('a session loses a removed role at the next request while its page is open', async ({
    openAs,
    page,
    browser,
    stack,
  }) => {
    const lead = await deviceOf(browser, stack.gatewayUrl, 'chenhaiyan', '/settings/roles')
    const headers = { origin: stack.gatewayUrl, 'x-requested-with': 'desk' }
    const grant = { role: 'ops', userid: 'zhouqiming' }
    const granted = await lead.request.post(`${stack.gatewayUrl}/api/settings/roles`, { headers, data: grant })
    expect(granted.status()).toBe(200)
    const { company } = (await granted.json()) as {
      company: { id: string; role: string; member: { userid: string } }[]
    }
    await openAs('zhouqiming', '/settings/outbox')
    await waitForHydration(page)
    const id = company.find(({ role, member }) => role === 'ops' && member.userid === 'zhouqiming')?.id
    const end = await lead.request.post(`${stack.gatewayUrl}/api/settings/roles/${id}/end`, { headers, data: {} })
    expect(end.ok()).toBe(true)
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/settings/outbox'))
    await page.getByRole('button', { name: '刷新' }).click()
    expect((await answer).status()).toBe(404)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    await lead.context().close()
  })
}

/** Tests the step-up, which confirms the identity for sensitive actions and for pages that stay open for a long time. */
export function stepUpTests(): void {
  test('a step-up on the phone needs no input, keeps the typed text, and requires one more tap where the response is shown once', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await openAs('chenhaiyan', '/settings/api-keys')
    await waitForHydration(page)
    await simulator.advanceClock(6 * MINUTE_MS)
    await page.getByRole('textbox', { name: '名称' }).fill('人事后台')
    await page.getByLabel('有效期至').fill('2026-06-30')
    await page.getByRole('switch', { name: /^读取部门/ }).click()
    const generate = page.getByRole('button', { name: '生成密钥' })
    const spent = await countCodesSpentBy(simulator, async () => {
      await generate.click()
      await expect(page.getByRole('status').filter({ hasText: '已确认为本人，请再点一次' })).toBeVisible()
    })
    expect([spent, page.url()]).toEqual([1, `${stack.gatewayUrl}/settings/api-keys`])
    await expect(page.getByRole('textbox', { name: '名称' })).toHaveValue('人事后台')
    await expect(page.getByLabel('有效期至')).toHaveValue('2026-06-30')
    await generate.click()
    await expect(page.getByRole('heading', { name: '密钥只显示一次' })).toBeVisible()
  })

  test('a step-up continues with the action that required it', async ({ openAs, page, browser, stack, simulator }) => {
    const other = await deviceOf(browser, stack.gatewayUrl, 'guoji', '/', 'ios')
    await closePage(other)
    await openAs('guoji', '/me/sessions')
    await waitForHydration(page)
    await simulator.advanceClock(6 * MINUTE_MS)
    await page.getByRole('button', { name: /^结束其他/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^结束其他/ })
      .click()
    await expect(page.getByRole('status').filter({ hasText: '已确认为本人，操作已完成' })).toBeVisible()
    await expect(page.getByRole('button', { name: /^结束其他/ })).toHaveCount(0)
    expect(await statusOfApi(other, stack.gatewayUrl)).toBe(401)
    await other.context().close()
  })

  test('a step-up happens automatically on a page that was left for half an hour', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await openAs('chenhaiyan', '/settings')
    await simulator.advanceClock(31 * MINUTE_MS)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    const spent = await countCodesSpentBy(simulator, async () => {
      await page.goto(`${stack.gatewayUrl}/settings`)
      await expect(page).toHaveTitle('设置')
    })
    expect([spent, page.url()]).toEqual([1, `${stack.gatewayUrl}/settings`])
  })

  test('a step-up by another member is refused, and the session continues', async ({ openAs, page, stack }) => {
    await openAs('-', '/me/sessions', { ua: 'browser' })
    await page.getByRole('link', { name: '郭𠮷' }).click()
    await expect(page).toHaveURL(`${stack.gatewayUrl}/me/sessions`)
    await page.goto(`${stack.gatewayUrl}/auth/login?to=/me/sessions&fresh=1`)
    await page.getByRole('link', { name: '李敏' }).click()
    await expect(page.getByRole('heading', { level: 1, name: '登录账号不一致' })).toBeVisible()
    expect(await signedInUserid(page, stack.gatewayUrl)).toBe('guoji')
  })
}

const loginHost = 'https://login.work.weixin.qq.com'

/** Returns a document that replaces WeCom's login panel and the phone that scans it: it runs this script. */
const renderPanel = (script: string) =>
  `<!doctype html><html lang="zh"><title>登录</title><script>${script}</script></html>`

/** Tests the login panel in a desktop browser outside WeCom. */
export function panelTests(): void {
  test('the login panel signs in and returns to the requested page', async ({ openAs, page, request, stack }) => {
    const seen: URL[] = []
    await page.route(`${loginHost}/**`, async (route) => {
      const requested = new URL(route.request().url())
      seen.push(requested)
      // The simulator creates the code that WeCom would send after the scan.
      const scan = new URL('/wwlogin/sso/scan', stack.simulatorUrl)
      scan.search = requested.search
      scan.searchParams.set('userid', 'guoji')
      const { location } = (await request.get(scan.href, { maxRedirects: 0 })).headers()
      await route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: renderPanel(`top.location.href = ${JSON.stringify(location)}`),
      })
    })
    await openAs('-', '/auth/panel?to=%2Frequests', { ua: 'browser' })
    await expect(page).toHaveURL(`${stack.gatewayUrl}/requests`)
    expect(await signedInUserid(page, stack.gatewayUrl)).toBe('guoji')
    expect(seen.map(({ pathname, searchParams }) => [pathname, searchParams.get('redirect_type')])).toEqual([
      ['/wwlogin/sso/login', 'top'],
    ])
  })

  test('an error of the login panel is shown with a plain link', async ({ openAs, page, stack }) => {
    const failure = { type: 'call', name: 'onLoginFail', payload: { errCode: -31020, errMsg: 'redirect_uri' } }
    const message = JSON.stringify({ type: 'ww-iframe-handle:call', args: failure })
    await page.route(`${loginHost}/**`, (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: renderPanel(`parent.postMessage(${JSON.stringify(message)}, '*')`),
      }),
    )
    await openAs('-', '/auth/panel?to=%2Frequests', { ua: 'browser' })
    await expect(page.getByRole('alert')).toContainText('可信域名')
    await expect(page.locator('iframe')).toHaveAttribute('title', '企业微信登录')
    await page.getByRole('link', { name: '用企业微信扫码登录' }).click()
    expect(page.url()).toContain(`${stack.simulatorUrl}/wwlogin/sso/login?`)
    await page.getByRole('link', { name: '郭𠮷' }).click()
    await expect(page).toHaveURL(`${stack.gatewayUrl}/requests`)
  })

  test('a code from another browser creates no session through the login panel', async ({
    openAs,
    page,
    browser,
    request,
    stack,
  }) => {
    await page.route(`${loginHost}/**`, (route) => route.fulfill({ contentType: 'text/html', body: renderPanel('') }))
    await openAs('-', '/auth/panel?to=%2F', { ua: 'browser' })
    const plain = new URL((await page.getByRole('link', { name: '用企业微信扫码登录' }).getAttribute('href')) ?? '')
    plain.pathname = '/wwlogin/sso/scan'
    plain.searchParams.set('userid', 'guoji')
    const { location = '' } = (await request.get(plain.href, { maxRedirects: 0 })).headers()
    const stranger = await (await browser.newContext()).newPage()
    await holdPhoneOf(stranger.request, stack.gatewayUrl, 'limin')
    await stranger.goto(location)
    const words = { title: '请在本机重新登录', todo: '点“再试一次”，在本机登录' }
    await expectRefused(stranger, stack.gatewayUrl, words)
    await stranger.context().close()
  })
}
