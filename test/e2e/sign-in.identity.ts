import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Browser, Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import { expectWelcomeMessage, expectRefused, holdPhoneOf, spentBy, statusOfApi, whoIsIn } from './sign-in.steps.ts'

/** From WeCom's callback to the next request. Source: issue 3, acceptance 3. */
const AT_ONCE = { timeout: 5_000, intervals: [100] }

/** A page of its own for one person: another device. */
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

/** What a person sees and does about his own sessions, and how they end without him. */
export function ownSessionTests(): void {
  test('are listed in plain words, and end one by one and all at once', async ({ openAs, page, browser, stack }) => {
    const desk = await deviceOf(browser, stack.gatewayUrl, 'guoji', '/', 'windows')
    const other = await deviceOf(browser, stack.gatewayUrl, 'guoji', '/', 'ios')
    await openAs('guoji', '/')
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

  test('are left by 退出登录, and nothing signs in again until a tap', async ({ openAs, page, simulator, stack }) => {
    await openAs('limin', '/me')
    await waitForHydration(page)
    await page.getByRole('button', { name: '退出登录' }).click()
    await expect(page.getByRole('heading', { level: 1, name: '已退出登录' })).toBeVisible()
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(401)
    const spent = await spentBy(simulator, async () => {
      await page.getByRole('link', { name: '重新登录' }).click()
      await expectWelcomeMessage(page, '李敏')
    })
    expect(spent).toBe(1)
  })

  test('end within five seconds of the callback that tells of a disabled member', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await openAs('wangfang', '/')
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    await simulator.editMember({ userid: 'wangfang', enable: 0 })
    await expect.poll(() => statusOfApi(page, stack.gatewayUrl), AT_ONCE).toBe(401)
    await simulator.editMember({ userid: 'wangfang', enable: 1 })
    // Enabled again is not signed in again.
    await simulator.settleCallbacks()
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(401)
  })

  test('end with the next reading of the directory where the callback was lost', async ({
    openAs,
    page,
    browser,
    simulator,
    stack,
  }) => {
    const ops = await deviceOf(browser, stack.gatewayUrl, 'chenhaiyan', '/settings/directory')
    await openAs('wangfang2', '/')
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    await simulator.setSwitches({ callbacks: 'dropped' })
    await simulator.deleteMember('wangfang2')
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    const headers = { origin: stack.gatewayUrl, 'x-requested-with': 'desk' }
    await ops.request.post(`${stack.gatewayUrl}/api/settings/directory/sync`, { headers, data: {} })
    await expect.poll(() => statusOfApi(page, stack.gatewayUrl), { timeout: 20_000 }).toBe(401)
    await simulator.setSwitches({ callbacks: 'delivered' })
    await ops.context().close()
  })

  test('lose a role at the next call, while its page is open', async ({ openAs, page, browser, stack }) => {
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
    await lead.request.post(`${stack.gatewayUrl}/api/settings/roles/${id}/end`, { headers, data: {} })
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/settings/outbox'))
    await page.getByRole('button', { name: '刷新' }).click()
    expect((await answer).status()).toBe(404)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    await lead.context().close()
  })
}

/** What a dangerous act asks for, and what is left open too long. */
export function stepUpTests(): void {
  test('is silent on the phone, keeps what was typed, and wants one more tap', async ({
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
    const make = page.getByRole('button', { name: '生成密钥' })
    const spent = await spentBy(simulator, async () => {
      await make.click()
      await expect(page.getByRole('status').filter({ hasText: '确认过了，再点一次就办' })).toBeVisible()
    })
    expect([spent, page.url()]).toEqual([1, `${stack.gatewayUrl}/settings/api-keys`])
    await expect(page.getByRole('textbox', { name: '名称' })).toHaveValue('人事后台')
    await expect(page.getByLabel('有效期至')).toHaveValue('2026-06-30')
    await make.click()
    await expect(page.getByRole('heading', { name: '密钥只显示一次' })).toBeVisible()
  })

  test('opens a page left for half an hour by itself, without a word', async ({ openAs, page, simulator, stack }) => {
    await openAs('chenhaiyan', '/settings')
    await simulator.advanceClock(31 * MINUTE_MS)
    expect(await statusOfApi(page, stack.gatewayUrl)).toBe(200)
    const spent = await spentBy(simulator, async () => {
      await page.goto(`${stack.gatewayUrl}/settings`)
      await expect(page).toHaveTitle('设置')
    })
    expect([spent, page.url()]).toEqual([1, `${stack.gatewayUrl}/settings`])
  })

  test('takes nobody else for him, and leaves him signed in', async ({ openAs, page, stack }) => {
    await openAs('-', '/me/sessions', { ua: 'browser' })
    await page.getByRole('link', { name: '郭𠮷' }).click()
    await expect(page).toHaveURL(`${stack.gatewayUrl}/me/sessions`)
    await page.goto(`${stack.gatewayUrl}/auth/login?to=/me/sessions&fresh=1`)
    await page.getByRole('link', { name: '李敏' }).click()
    await expect(page.getByRole('heading', { level: 1, name: '登录账号不一致' })).toBeVisible()
    expect(await whoIsIn(page, stack.gatewayUrl)).toBe('guoji')
  })
}

const loginHost = 'https://login.work.weixin.qq.com'

/** WeCom's panel, with a script in place of the phone that would scan it. */
const panelThat = (script: string) =>
  `<!doctype html><html lang="zh"><title>登录</title><script>${script}</script></html>`

/** A desktop browser outside WeCom's client. */
export function panelTests(): void {
  test('signs in on the whole window, and comes back to the page', async ({ openAs, page, request, stack }) => {
    const seen: URL[] = []
    await page.route(`${loginHost}/**`, async (route) => {
      const asked = new URL(route.request().url())
      seen.push(asked)
      // What the platform would do once the phone agreed, by the simulator that knows the codes.
      const scan = new URL('/wwlogin/sso/scan', stack.simulatorUrl)
      scan.search = asked.search
      scan.searchParams.set('userid', 'guoji')
      const { location } = (await request.get(scan.href, { maxRedirects: 0 })).headers()
      await route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: panelThat(`top.location.href = ${JSON.stringify(location)}`),
      })
    })
    await openAs('-', '/auth/panel?to=%2Frequests', { ua: 'browser' })
    await expect(page).toHaveURL(`${stack.gatewayUrl}/requests`)
    expect(await whoIsIn(page, stack.gatewayUrl)).toBe('guoji')
    expect(seen.map(({ pathname, searchParams }) => [pathname, searchParams.get('redirect_type')])).toEqual([
      ['/wwlogin/sso/login', 'top'],
    ])
  })

  test('says what the panel reports, and offers the plain link', async ({ openAs, page, stack }) => {
    const failure = { type: 'call', name: 'onLoginFail', payload: { errCode: -31020, errMsg: 'redirect_uri' } }
    const message = JSON.stringify({ type: 'ww-iframe-handle:call', args: failure })
    await page.route(`${loginHost}/**`, (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: panelThat(`parent.postMessage(${JSON.stringify(message)}, '*')`),
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

  test('lets nobody in by a code that another browser fetched', async ({ openAs, page, browser, request, stack }) => {
    await page.route(`${loginHost}/**`, (route) => route.fulfill({ contentType: 'text/html', body: panelThat('') }))
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
