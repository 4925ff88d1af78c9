import type { Browser, Page } from '@playwright/test'
import axe from 'axe-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../lib/launch-chromium.ts'
import { createMovableClock } from './clock.ts'
import { simulatorDefaults } from './defaults.ts'
import { startSimulator, type RunningSimulator } from './start-simulator.ts'
import { startFakeApp, type FakeApp } from './testing/fake-app.ts'
import { createSimulatorClient } from '../lib/simulator-client.ts'

let app: FakeApp
let simulator: RunningSimulator
let browser: Browser
let page: Page

beforeAll(async () => {
  app = await startFakeApp()
  const clock = createMovableClock(new Date('2026-03-17T02:00:00Z'))
  simulator = await startSimulator({ appUrl: app.url, clock, callbackTiming: { retryAfterMs: 0 } })
  app.setAddresses({ simulatorUrl: simulator.url, gatewayUrl: simulator.gatewayUrl })
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
  const response = await fetch(`${simulator.url}/cgi-bin/${path}?access_token=${access_token}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return (await response.json()) as Record<string, string>
}

const client = () => createSimulatorClient(simulator.url)

const memberOf = (userid: string) => {
  const member = simulator.simulator.state.directory.members[userid]
  if (!member) throw new Error(`no member ${userid}`)
  return member
}

const expandSection = (title: string) => page.locator('summary', { hasText: title }).click()

const openMember = async (name: string): Promise<void> => {
  await page.goto(simulator.url)
  await page.getByRole('tab', { name: '通讯录' }).click()
  for (const step of [/供应链/, /来料检验组/, new RegExp(name)]) {
    await page.getByRole('tabpanel').getByRole('button', { name: step }).click()
  }
}

const seriousViolations = async (): Promise<string[]> => {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
  })
}

const sendCard = (taskId = 'task-1') =>
  api('message/send', {
    touser: 'limin',
    msgtype: 'template_card',
    agentid: simulatorDefaults.agentId,
    template_card: {
      card_type: 'button_interaction',
      main_title: { title: '郭𠮷 改 1 项' },
      task_id: taskId,
      button_list: [
        { text: '同意', key: 'approve' },
        { text: '打开', type: 1, url: `${simulator.gatewayUrl}/r/1` },
      ],
    },
  })

describe('simulator page', () => {
  it('opening the app signs in the selected persona, even after a change of persona', async () => {
    await page.goto(simulator.url)
    await page.getByRole('tab', { name: '工作台' }).click()
    await page.getByRole('button', { name: /企微自助/ }).click()
    const heading = page.frameLocator('iframe[title="应用页面"]').getByRole('heading')
    await heading.filter({ hasText: 'guoji' }).waitFor()
    await page.getByRole('heading', { name: '你好 guoji' }).waitFor()
    await page.getByRole('radio', { name: /李敏/ }).click()
    await page.getByRole('tab', { name: '工作台' }).click()
    await page.getByRole('button', { name: /企微自助/ }).click()
    await heading.filter({ hasText: 'limin' }).waitFor()
    await page.getByRole('button', { name: '返回' }).click()
    await page.getByRole('region', { name: '应用页面' }).waitFor({ state: 'hidden' })
  })

  it('a card is counted as unread, can be clicked and shows its update', async () => {
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

  it('a card that arrives while the page opens is counted as unread', async () => {
    await page.route('**/__sim__/events', async (route) => {
      await sendCard()
      await route.continue()
    })
    await page.goto(simulator.url)
    await page.getByRole('radio', { name: /李敏.*1.*条未读/ }).waitFor()
  })

  it('a click is not lost when a message is drawn between mouse down and mouse up', async () => {
    await page.goto(simulator.url)
    await page.getByText('还没有消息').waitFor()
    await sendCard('task-2')
    await page.getByRole('radio', { name: /李敏/ }).click()
    await page.getByRole('button', { name: '同意' }).hover()
    await page.mouse.down()
    // The last response that a redraw needs; without a pressed button it would be drawn two frames later.
    const lastRead = page.waitForResponse(/workbench\/limin/)
    await sendCard('task-3')
    await (await lastRead).finished()
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    await page.mouse.up()
    await page.getByRole('listitem').filter({ hasText: '李敏 按了 approve' }).first().waitFor()
    await page.getByRole('article').nth(1).waitFor()
  })

  it('the contacts tab shows a change of a member', async () => {
    await openMember('郭𠮷')
    await page.getByText('0755-8601-2046').waitFor()
    await client().editMember({ userid: 'guoji', position: '高级质检工程师' })
    await page.getByRole('definition').filter({ hasText: '高级质检工程师' }).waitFor()
    await page.getByText('郭𠮷 岗位：质检工程师 → 高级质检工程师').waitFor()
  })

  it('editing a member saves the changes, or shows the error code of a refusal', async () => {
    await openMember('郭𠮷')
    await expandSection('编辑成员')
    await page.getByLabel('座机').fill('内线 12')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('alert').filter({ hasText: '301013' }).waitFor()
    await page.getByLabel('座机').fill('0755-1')
    await page.getByRole('checkbox', { name: '信息部 在' }).check()
    await page.getByRole('checkbox', { name: '信息部 负责' }).check()
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('definition').filter({ hasText: '信息部' }).first().waitFor()
    const { telephone, department, isLeaderInDept } = memberOf('guoji')
    expect([telephone, department.toSorted(), isLeaderInDept]).toEqual(['0755-1', [11, 8], expect.arrayContaining([1])])
    await page.getByText('update_user').first().waitFor()
  })

  it('typed text is kept when the directory changes', async () => {
    await openMember('郭𠮷')
    await expandSection('编辑成员')
    await page.getByLabel('岗位').fill('正在写')
    await client().editMember({ userid: 'guoji', telephone: '0755-2' })
    await page.getByText('郭𠮷 座机：0755-8601-2046 → 0755-2').waitFor()
    expect(await page.getByLabel('岗位').inputValue()).toBe('正在写')
  })

  it('the contacts tab adds and deletes members and departments', async () => {
    await page.goto(simulator.url)
    await page.getByRole('tab', { name: '通讯录' }).click()
    await expandSection('添加子部门')
    await page.getByLabel('名称').first().fill('法务部')
    await page.getByRole('button', { name: '添加' }).last().click()
    await page.getByRole('button', { name: /法务部/ }).click()
    await expandSection('添加成员')
    await page.getByLabel('userid').fill('guoji')
    await page.getByLabel('姓名').fill('新人')
    await page.getByRole('textbox', { name: '手机' }).fill('13900001111')
    await page.getByRole('button', { name: '添加' }).first().click()
    await page.getByRole('alert').filter({ hasText: '60102' }).waitFor()
    await page.getByLabel('userid').fill('xinren')
    await page.getByRole('button', { name: '添加' }).first().click()
    await page.getByText('未激活').waitFor()
    await expandSection('删除成员')
    await page.getByRole('button', { name: '删除成员' }).click()
    await page.getByText('删除 xinren').waitFor()
    await expandSection('删除部门')
    await page.getByRole('button', { name: '删除部门' }).click()
    await page.getByText('删除部门 法务部').waitFor()
  })

  it('the page shows the clock and moves it to the next working morning', async () => {
    await page.goto(simulator.url)
    await page.getByText(/3月17日 周二 10:/).waitFor()
    await page.getByRole('button', { name: '快进 1 小时' }).click()
    await page.getByText(/3月17日 周二 11:/).waitFor()
    await page.getByRole('button', { name: '到明天 09:00' }).click()
    await page.getByText(/3月18日 周三 09:/).waitFor()
    await page.getByRole('button', { name: '到下一个工作日 09:00' }).click()
    await page.getByText(/3月19日 周四 09:/).waitFor()
  })

  it('the page counts the messages sent to a member', async () => {
    await page.goto(`${simulator.url}/?as=limin`)
    await sendCard()
    await page.getByRole('region', { name: '李敏的消息额度' }).getByText('1 / 30').waitFor()
    await page.getByRole('region', { name: '李敏的消息额度' }).getByText('1 / 12000').waitFor()
  })

  it('the second factor keeps the client on the app’s page until the app lets the member pass', async () => {
    const url = `${simulator.url}/connect/oauth2/authorize?redirect_uri=${encodeURIComponent(`${simulator.gatewayUrl}/auth/callback`)}`
    await client().setSecondFactor({ on: false, url })
    await page.goto(simulator.url)
    await page.getByRole('switch', { name: '二次验证' }).check()
    await page.frameLocator('iframe[title="应用页面"]').getByRole('heading', { name: 'guoji' }).waitFor()
    expect(await page.locator('#tabs').evaluate((tabs: HTMLElement) => tabs.inert)).toBe(true)
    simulator.simulator.state.tfa.codes['tfa-1'] = {
      userid: 'guoji',
      issuedAtMs: Date.parse('2030-01-01'),
      used: false,
    }
    await api('user/tfa_succ', { userid: 'guoji', tfa_code: 'tfa-1' })
    await page.getByRole('region', { name: '应用页面' }).waitFor({ state: 'hidden' })
    await page.getByText('郭𠮷 已通过二次验证').waitFor()
    expect(await page.locator('#tabs').evaluate((tabs: HTMLElement) => tabs.inert)).toBe(false)
  })

  it('a late answer about the second factor of the previous persona does not lock the current one', async () => {
    const url = `${simulator.url}/connect/oauth2/authorize?redirect_uri=${encodeURIComponent(`${simulator.gatewayUrl}/auth/callback`)}`
    await client().setSecondFactor({ on: false, url })
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    await page.route('**/second-factor/open', async (route) => {
      const { userid } = route.request().postDataJSON() as { userid: string }
      if (userid === 'limin') await released
      await route.fulfill({ json: { url: userid === 'limin' ? url : null } })
    })
    await page.goto(simulator.url)
    await page.getByRole('radio', { name: /李敏/ }).click()
    await page.getByRole('radio', { name: /郭𠮷/ }).click()
    const late = page.waitForResponse((response) => response.request().postData()?.includes('limin') === true)
    release()
    await (await late).finished()
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    expect(await page.locator('#tabs').evaluate((tabs: HTMLElement) => tabs.inert)).toBe(false)
  })

  it.each(['light', 'dark'] as const)(
    'the page has no serious accessibility violation in the %s theme',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      await sendCard()
      await page.goto(`${simulator.url}/?as=limin`)
      await page.getByRole('button', { name: '同意' }).waitFor()
      expect(await seriousViolations()).toEqual([])
      await openMember('郭𠮷')
      await expandSection('编辑成员')
      await expandSection('删除成员')
      expect(await seriousViolations()).toEqual([])
    },
  )

  it('a message shows its day once the day is over', async () => {
    await page.goto(`${simulator.url}/?as=limin`)
    await page.getByText('还没有消息').waitFor()
    await sendCard()
    await page.getByText(/^\d\d:\d\d$/).waitFor()
    await page.getByRole('button', { name: '到明天 09:00' }).click()
    await page.getByText(/^3月\d+日 周. \d\d:\d\d$/).waitFor()
  })
})
