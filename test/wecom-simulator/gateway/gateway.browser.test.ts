import { chromium, type Browser, type Page } from '@playwright/test'
import type * as WeComSdk from '@wecom/jssdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimulator, type RunningSimulator } from '../start-simulator.ts'
import { chromiumArgs, findChromium } from '../../lib/chromium.mjs'
import { startFakeApp, type FakeApp } from '../testing/fake-app.ts'

type Sdk = {
  register(kind: string): void
  log: string[]
  ready: boolean
  ww: typeof WeComSdk
}
declare const window: Window & Sdk

let app: FakeApp
let simulator: RunningSimulator
let browser: Browser

beforeAll(async () => {
  app = await startFakeApp()
  simulator = await startSimulator({ appUrl: app.url, callbacks: null })
  app.setAddresses({ simulatorUrl: simulator.url, gatewayUrl: simulator.gatewayUrl })
  browser = await chromium.launch({ executablePath: findChromium() ?? '/usr/bin/chromium', args: chromiumArgs })
}, 60_000)

afterAll(async () => {
  await browser.close()
  await simulator.stop()
  app.stop()
})

const openAs = async (page: Page, userid: string, parameters = ''): Promise<Page> => {
  await page.goto(`${simulator.gatewayUrl}/__device__/open?userid=${userid}&to=/home?x=1${parameters}`)
  await page.waitForFunction(() => window.ready)
  return page
}

/** Registers the page and returns the log of the SDK. */
const register = (page: Page, kind: string): Promise<string[]> =>
  page.evaluate(async (signature) => {
    window.register(signature)
    await window.ww.ensureConfigReady().catch(() => undefined)
    return window.log
  }, kind)

describe('the unmodified @wecom/jssdk in the gateway', () => {
  it.each(['android', 'ios', 'harmony', 'windows'])(
    'the unmodified @wecom/jssdk in the gateway registers with a valid signature on %s, under a content security policy with a nonce',
    async (kind) => {
      const page = await openAs(await browser.newPage(), 'guoji', `&ua=${kind}`)
      expect(await page.textContent('h1')).toBe('guoji')
      expect(await page.evaluate(() => window.ww.env.isWeCom)).toBe(true)
      expect(await register(page, 'agent')).toEqual(['agentConfigSuccess'])
      const picked = await page.evaluate(() =>
        window.ww.selectEnterpriseContact({
          fromDepartmentId: 0,
          mode: window.ww.SelectEnterpriseContactMode.single,
          type: [window.ww.SelectEnterpriseContactType.user],
        }),
      )
      expect(picked.result.userList).toHaveLength(1)
      await page.close()
    },
  )

  it('the SDK registers with a corp signature and no agent signature', async () => {
    const page = await openAs(await browser.newPage(), 'guoji')
    expect(await register(page, 'corp')).toEqual(['configSuccess'])
    await page.close()
  })

  it('the SDK is refused with a wrong signature and then cannot call an API', async () => {
    const page = await openAs(await browser.newPage(), 'guoji')
    expect(await register(page, 'wrong')).toEqual([expect.stringContaining('agentConfigFail agentConfig:invalid')])
    const call = page.evaluate(() =>
      window.ww.getContext().then(
        () => 'done',
        (error: { errMsg: string }) => error.errMsg,
      ),
    )
    expect(await call).toContain('invalid')
    await page.close()
  })

  it('the SDK cannot call an API that is not in jsApiList', async () => {
    const page = await openAs(await browser.newPage(), 'guoji')
    await register(page, 'agent')
    const call = page.evaluate(() =>
      window.ww.openUserProfile({ type: 1, userid: 'limin' }).then(
        () => 'done',
        (error: { errMsg: string }) => error.errMsg,
      ),
    )
    expect(await call).toContain('permission denied')
    await page.close()
  })
})

describe('cookies and frames in the gateway', () => {
  it('two members on one device have separate cookies, and the browser gets none of them', async () => {
    const context = await browser.newContext()
    const page = await openAs(await context.newPage(), 'guoji')
    expect(await page.textContent('h1')).toBe('guoji')
    await openAs(page, 'limin')
    expect(await page.textContent('h1')).toBe('limin')
    const codes = Object.keys(simulator.simulator.state.codes).length
    await openAs(page, 'guoji')
    expect(await page.textContent('h1')).toBe('guoji')
    expect(Object.keys(simulator.simulator.state.codes)).toHaveLength(codes)
    expect((await context.cookies()).map((cookie) => cookie.name).sort()).toEqual(['wecom_device', 'wecom_persona'])
    await context.close()
  })

  it('the app gets a top-level navigation although it is in a frame', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${simulator.url}/__sim__/state`)
    app.requests.length = 0
    await page.evaluate((url) => {
      const frame = document.createElement('iframe')
      frame.src = url
      document.body.append(frame)
    }, `${simulator.gatewayUrl}/__device__/open?userid=limin&to=/`)
    await page.frameLocator('iframe').getByRole('heading', { name: 'limin' }).waitFor()
    const navigation = app.requests.find((request) => request.headers.get('sec-fetch-mode') === 'navigate')
    expect(navigation?.headers.get('sec-fetch-dest')).toBe('document')
    expect(navigation?.headers.get('sec-fetch-site')).toBe('none')
    expect(navigation?.headers.get('user-agent')).toContain('wxwork/')
    expect(navigation?.headers.get('cookie')).toBeNull()
    await context.close()
  })

  it('a navigation without a persona is redirected to the simulator', async () => {
    const page = await (await browser.newContext()).newPage()
    const response = await page.request.get(`${simulator.gatewayUrl}/`, {
      headers: { accept: 'text/html' },
      maxRedirects: 0,
    })
    expect([response.status(), response.headers().location]).toEqual([302, `${simulator.url}/`])
    await page.context().close()
  })
})
