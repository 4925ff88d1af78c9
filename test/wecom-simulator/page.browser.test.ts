import type { Browser, Page } from '@playwright/test'
import axe from 'axe-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../lib/launch-chromium.ts'
import { simulatorDefaults } from './defaults.ts'
import { startSimulator, type RunningSimulator } from './start-simulator.ts'
import { startFakeApp, type FakeApp } from './testing/fake-app.ts'

let app: FakeApp
let simulator: RunningSimulator
let browser: Browser
let page: Page

beforeAll(async () => {
  app = await startFakeApp()
  simulator = await startSimulator({ appUrl: app.url, callbackTiming: { retryAfterMs: 0 } })
  app.use({ simulatorUrl: simulator.url, gatewayUrl: simulator.gatewayUrl })
  browser = await launchChromium()
}, 60_000)

afterAll(async () => {
  await browser.close()
  await simulator.stop()
  app.stop()
})

beforeEach(async () => {
  simulator.simulator.reset()
  await page?.context().close()
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
})

const api = async (path: string, body: unknown): Promise<Record<string, string>> => {
  const { corpId, agentSecret } = simulatorDefaults
  const token = await fetch(`${simulator.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${agentSecret}`)
  const { access_token } = (await token.json()) as { access_token: string }
  const answer = await fetch(`${simulator.url}/cgi-bin/${path}?access_token=${access_token}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return (await answer.json()) as Record<string, string>
}

const sendCard = () =>
  api('message/send', {
    touser: 'limin',
    msgtype: 'template_card',
    agentid: simulatorDefaults.agentId,
    template_card: {
      card_type: 'button_interaction',
      main_title: { title: '郭𠮷 改 1 项' },
      task_id: 'task-1',
      button_list: [
        { text: '同意', key: 'approve' },
        { text: '打开', type: 1, url: `${simulator.gatewayUrl}/r/1` },
      ],
    },
  })

describe('the page', () => {
  it('signs the chosen person in when the app is tapped, and another after a switch', async () => {
    await page.goto(simulator.url)
    await page.getByRole('tab', { name: '工作台' }).click()
    await page.getByRole('button', { name: /企微自助/ }).click()
    const shown = page.frameLocator('iframe[title="应用页面"]').getByRole('heading')
    await shown.filter({ hasText: 'guoji' }).waitFor()
    await page.getByRole('heading', { name: '你好 guoji' }).waitFor()
    await page.getByRole('radio', { name: /李敏/ }).click()
    await page.getByRole('tab', { name: '工作台' }).click()
    await page.getByRole('button', { name: /企微自助/ }).click()
    await shown.filter({ hasText: 'limin' }).waitFor()
    await page.getByRole('button', { name: '返回' }).click()
    await page.getByRole('region', { name: '应用页面' }).waitFor({ state: 'hidden' })
  })

  it('tells who got a card, lets it be pressed, and shows what became of it', async () => {
    await page.goto(simulator.url)
    await page.getByText('还没有消息').waitFor()
    const { response_code } = await sendCard()
    await page.getByRole('radio', { name: /李敏.*1.*条未读/ }).click()
    await page.getByRole('button', { name: '同意' }).click()
    await page.getByRole('listitem').filter({ hasText: '李敏 按了 approve' }).first().waitFor()
    const change = { userids: ['limin'], agentid: simulatorDefaults.agentId, response_code }
    await api('message/update_template_card', { ...change, button: { replace_name: '已同意' } })
    await page.getByRole('article').getByText('已同意').waitFor()
    expect(await page.getByRole('button', { name: '同意' }).count()).toBe(0)
  })

  it('shows in the contacts what really changed', async () => {
    await page.goto(simulator.url)
    await page.getByRole('tab', { name: '通讯录' }).click()
    for (const name of [/供应链/, /来料检验组/, /郭𠮷/])
      await page.getByRole('tabpanel').getByRole('button', { name }).click()
    await page.getByText('0755-8601-2046').waitFor()
    await fetch(`${simulator.url}/__sim__/console/member`, {
      method: 'POST',
      body: JSON.stringify({ userid: 'guoji', position: '高级质检工程师' }),
    })
    await page.getByRole('definition').filter({ hasText: '高级质检工程师' }).waitFor()
    await page.getByText('郭𠮷 岗位：质检工程师 → 高级质检工程师').waitFor()
  })

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await sendCard()
    await page.goto(`${simulator.url}/?as=limin`)
    await page.getByRole('button', { name: '同意' }).waitFor()
    await page.evaluate(axe.source)
    const found = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run()
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
    })
    expect(found).toEqual([])
  })
})
