import { describe, expect } from 'vitest'
import { initialStateOf, browser, desktopAgent } from '../../testing/browser.ts'
import { createTestApp } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { givenSignIn } from '../../testing/sign-in.ts'

const frameSrc = (response: Response) =>
  /frame-src ([^;]*)/.exec(response.headers.get('content-security-policy') ?? '')?.[1]

async function givenDesk(kit: Kit) {
  const { issueCode, live } = await givenSignIn(kit)
  const app = createTestApp(kit.deps, { hasLoginPanel: true, loginBase: 'https://login.work.weixin.qq.com' })
  return { app, desk: browser(app, desktopAgent), issueCode, live }
}

describe('the login panel', () => {
  test('the login panel signs in a desktop browser, which returns to the requested page', async ({ kit }) => {
    const { desk, issueCode, live } = await givenDesk(kit)
    const loginPage = await desk.open('/requests?from=card')
    expect(loginPage.headers.get('location')).toBe('/auth/panel?to=%2Frequests%3Ffrom%3Dcard')
    const { page } = await initialStateOf(await desk.open(loginPage.headers.get('location') ?? ''))
    const redirectUri = 'http://desk.test/auth/callback?to=%2Frequests%3Ffrom%3Dcard'
    expect(page).toMatchObject({
      name: 'panel',
      data: { corpId: 'wwtest', agentId: 1_000_002, redirectUri },
    })
    const { state, plainUrl } = page.data as { state: string; plainUrl: string }
    const plain = new URL(plainUrl).searchParams
    expect([plain.get('state'), plain.get('redirect_uri')]).toEqual([state, redirectUri])
    issueCode('c1')
    const back = await desk.open(`${redirectUri.replace('http://desk.test', '')}&code=c1&state=${state}`)
    expect((await initialStateOf(back)).page.name).toBe('requests')
    expect(await live()).toHaveLength(1)
  })

  test('the login panel binds its state to the browser', async ({ kit }) => {
    const { app, desk, issueCode, live } = await givenDesk(kit)
    const { page } = await initialStateOf(await desk.open('/auth/panel?to=/'))
    issueCode('c1')
    const response = await browser(app, desktopAgent).callback(page.data['state'] as string, 'c1')
    expect((await initialStateOf(response)).page.data['reason']).toBe('state_foreign')
    expect(await live()).toEqual([])
  })

  test('the login panel may frame Tencent’s login host, while other pages may frame nothing', async ({ kit }) => {
    const { desk } = await givenDesk(kit)
    expect(frameSrc(await desk.open('/auth/panel?to=/'))).toBe('https://login.work.weixin.qq.com')
    for (const path of ['/auth/login', '/', '/auth/panel/x', '/healthz'])
      expect([path, frameSrc(await desk.open(path))]).toEqual([path, "'none'"])
  })

  test('the login panel is not shown in WeCom’s own client', async ({ kit }) => {
    const { app } = await givenDesk(kit)
    const response = await browser(app).open('/auth/panel?to=/requests')
    expect(response.headers.get('location')).toBe('/auth/login?to=%2Frequests')
  })

  test('the login panel returns to no other origin, whether it is opened by the sign-in or directly', async ({
    kit,
  }) => {
    const { desk } = await givenDesk(kit)
    const loginPage = await desk.open('/auth/login?to=//evil.test')
    expect(loginPage.headers.get('location')).toBe('/auth/panel?to=%2F')
    const { page } = await initialStateOf(await desk.open('/auth/panel?to=//evil.test'))
    const { redirectUri, plainUrl } = page.data as { redirectUri: string; plainUrl: string }
    const uris = [redirectUri, new URL(plainUrl).searchParams.get('redirect_uri')]
    expect(uris).toEqual(['http://desk.test/auth/callback', 'http://desk.test/auth/callback'])
  })
})
