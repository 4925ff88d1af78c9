import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const greeting = (page: Page, name: string) => page.getByRole('heading', { name: new RegExp(`^${name}，`) })
const title = (page: Page, text: string) => page.getByRole('heading', { name: text })

test.describe('let in', () => {
  test('a member is greeted by name without typing, and the address shows no code', async ({ openAs }) => {
    const page = await openAs('guoji')
    await expect(greeting(page, '郭𠮷')).toBeVisible()
    expect(new URL(page.url()).search).toBe('')
    expect(new URL(page.url()).pathname).toBe('/')
  })

  test('the page asked for is the page one lands on', async ({ openAs }) => {
    const page = await openAs('guoji', '/requests?from=card')
    await expect(page).toHaveURL(/\/requests\?from=card$/)
    await expect(page).toHaveTitle('我的申请')
  })

  test('refresh and back never show an error', async ({ openAs }) => {
    const page = await openAs('guoji')
    await page.reload()
    await expect(greeting(page, '郭𠮷')).toBeVisible()
    await page.getByRole('link', { name: '改我的信息' }).click()
    await expect(page).toHaveTitle('改我的信息')
    await page.goBack()
    await expect(greeting(page, '郭𠮷')).toBeVisible()
    await page.reload()
    await expect(greeting(page, '郭𠮷')).toBeVisible()
  })

  test('the address of the sign-in itself, opened again, leads to the page', async ({ page, openAs }) => {
    const callback = page.waitForRequest(/\/auth\/callback\?/)
    await openAs('guoji')
    await expect(greeting(page, '郭𠮷')).toBeVisible()
    await page.goto((await callback).url())
    await expect(greeting(page, '郭𠮷')).toBeVisible()
  })

  test('two tabs that finish one sign-in at once exchange its code once', async ({
    page,
    context,
    openAs,
    simulator,
  }) => {
    const held = Promise.withResolvers<string>()
    await page.route(/\/auth\/callback\?/, async (route) => {
      held.resolve(route.request().url())
      await route.abort()
    })
    await openAs('guoji').catch(() => {})
    const callback = await held.promise
    await page.unroute(/\/auth\/callback\?/)
    const other = await context.newPage()
    await Promise.all([page.goto(callback), other.goto(callback)])
    await expect(greeting(page, '郭𠮷')).toBeVisible()
    await expect(greeting(other, '郭𠮷')).toBeVisible()
    const code = new URL(callback).searchParams.get('code')
    const exchanges = (await simulator.calls()).filter(
      ({ path, query }) => /getuserinfo/.test(path) && query['code'] === code,
    )
    expect(exchanges).toHaveLength(1)
    await page.reload()
    await expect(greeting(page, '郭𠮷')).toBeVisible()
  })
})

test.describe('not let in, and told why', () => {
  const refused = [
    { who: 'somebody who is no member', userid: 'outsider', says: '还差一步，才能进来' },
    { who: 'a member who never activated', userid: 'luyao', says: '账号还没激活' },
    { who: 'a member out of the range of the app', userid: 'shenguowei', says: '这个应用还没对你开放' },
  ]
  for (const { who, userid, says } of refused) {
    test(who, async ({ openAs }) => {
      const page = await openAs(userid)
      await expect(title(page, says)).toBeVisible()
      await expect(page.getByRole('link', { name: '再试一次' })).toBeVisible()
      await expect(page.getByText(/[0-9A-Z]{3}-[0-9A-Z]{2}/)).toBeVisible()
    })
  }

  for (const outOfRangeCode of [60011, 60021, 60111] as const) {
    test(`out of range, when the platform says ${outOfRangeCode}`, async ({ openAs, simulator }) => {
      await simulator.setSwitches({ outOfRangeCode })
      await expect(title(await openAs('shenguowei'), '这个应用还没对你开放')).toBeVisible()
      await simulator.setSwitches({ outOfRangeCode: 60011 })
    })
  }

  test('a disabled member, when the platform hands out a code all the same', async ({ openAs, simulator }) => {
    await simulator.setSwitches({ disabledMemberOAuth: 'code' })
    await expect(title(await openAs('hewenbin'), '账号停用着，进不来')).toBeVisible()
    await simulator.setSwitches({ disabledMemberOAuth: 'refused' })
  })

  test('a disabled member, when the platform refuses on its own page', async ({ openAs, stack }) => {
    const page = await openAs('hewenbin')
    await expect(page.getByText('你的账号已被禁用')).toBeVisible()
    expect(new URL(page.url()).origin).toBe(stack.simulatorUrl)
  })

  test('a code that was used before', async ({ page, openAs, browser, stack }) => {
    const first = await browser.newContext()
    const elsewhere = await first.newPage()
    const spent = elsewhere.waitForRequest(/\/auth\/callback\?/)
    await elsewhere.goto(`${stack.gatewayUrl}/__device__/open?userid=guoji&to=/`)
    await expect(greeting(elsewhere, '郭𠮷')).toBeVisible()
    const code = new URL((await spent).url()).searchParams.get('code') ?? ''
    await first.close()
    await page.route(/\/auth\/callback\?/, (route) => {
      const url = new URL(route.request().url())
      url.searchParams.set('code', code)
      return route.continue({ url: url.href })
    })
    await openAs('limin')
    await expect(title(page, '这个登录链接用过了')).toBeVisible()
    await page.unroute(/\/auth\/callback\?/)
    await page.getByRole('link', { name: '再试一次' }).click()
    await expect(greeting(page, '李敏')).toBeVisible()
  })

  test("somebody else's sign-in, opened on this phone", async ({ page, openAs, browser, stack }) => {
    const theirs = await browser.newContext()
    const attacker = await theirs.newPage()
    const started = attacker.waitForRequest(/\/auth\/callback\?/)
    await attacker.route(/\/auth\/callback\?/, (route) => route.abort())
    await attacker.goto(`${stack.gatewayUrl}/__device__/open?userid=guoji&to=/`).catch(() => {})
    const { search } = new URL((await started).url())
    await theirs.close()
    await openAs('limin', `/auth/callback${search}`)
    await expect(title(page, '登录不是从这台设备开始的')).toBeVisible()
  })

  test('a sign-in without its state', async ({ openAs }) => {
    await expect(title(await openAs('guoji', '/auth/callback?code=abc'), '登录没走完')).toBeVisible()
  })

  test('a state that nobody knows any more', async ({ openAs }) => {
    const page = await openAs('guoji', `/auth/callback?code=abc&state=${'x'.repeat(32)}`)
    await expect(title(page, '登录停得太久了')).toBeVisible()
  })
})

test.describe('a destination that is not ours leads home', () => {
  const spellings = [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    '/%2f%2fevil.example',
    '/%5cevil.example',
    '/%09/evil.example',
    '/\t/evil.example',
    '/@evil.example',
    'javascript:alert(1)',
    'http:evil.example',
    '/auth/login?to=//evil.example',
    '/../../evil.example',
    '/api/me',
  ]
  for (const to of spellings) {
    test(JSON.stringify(to), async ({ page, openAs, stack }) => {
      const hosts = new Set<string>()
      page.on('request', (request) => hosts.add(new URL(request.url()).hostname))
      await openAs('guoji', `/auth/login?${new URLSearchParams({ to }).toString()}`)
      await expect(greeting(page, '郭𠮷')).toBeVisible()
      expect(page.url()).toBe(`${stack.gatewayUrl}/`)
      expect([...hosts]).toEqual(['localhost'])
    })
  }
})
