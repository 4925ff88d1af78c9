import type { Page, Request } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps, printTaps } from './count-taps.ts'
import { deskTests, escalationTests } from './incidents.desk.ts'
import { groupTests } from './incidents.groups.ts'
import { columnOf, takeMeasure } from './incidents.steps.ts'
import { simulatedPhone } from './simulated-phone.ts'
import { openReporting } from '../lib/open-reporting.ts'
import { press, tabTo } from '../lib/press-keys.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { DESK } from './viewports.ts'
import { chatText } from './chat-text.ts'

/** Reports with and without a name, from the phone of a member to the desk of a handler. */
test.describe.configure({ mode: 'serial' })
test.use({ company: 'incidents' })
test.setTimeout(180_000)

/** In the open form: what happened, who receives it, send. From home there is one more tap. */
const TAPS_REPORT = 3
const TAPS_FROM_HOME = 4
const TAPS_UNNAMED = 4
const TAPS_MAILBOX = 3

const TEXT = '同事把账号借给外协用'

let casePath = ''
let receipt = ''

const rowOf = (page: Page, text: RegExp) => page.getByRole('row').filter({ hasText: text })

test('before two handlers and a contact exist, the page says that reporting is not open and takes no report', async ({
  openAs,
}) => {
  const page = await openAs('guoji', '/incidents/new')
  await expect(page.getByText('暂未开通上报')).toBeVisible()
  await expect(page.getByRole('button', { name: /^(上报|报给)/ })).toHaveCount(0)
})

test('郭𠮷 reads who will see the report, and reports with their name in three taps', async ({ openAs, stack }) => {
  await openReporting(stack.gatewayUrl)
  const page = await openAs('guoji')
  const report = countTaps()
  await report.tap(page.getByRole('link', { name: '上报异常' }))
  const tapsToForm = report.taps()
  await report.tap(page.getByRole('radio', { name: '账号共用' }))
  await report.tap(page.getByRole('radio', { name: /^管理部门/ }))
  await expect(page.getByText(/只有.*会看到/)).toBeVisible()
  await expect(page.getByText(/超时未处理会转给独立联系人/)).toBeVisible()
  await page.getByRole('textbox', { name: /补充说明/ }).fill(TEXT)
  await report.tap(page.getByRole('button', { name: '报给管理部门' }))
  await expect(page.getByRole('heading', { level: 1, name: '上报进展' })).toBeVisible()
  await expect(page.locator('[aria-current=step]')).toHaveText('待受理')
  expectTaps('report an incident, in the open form, no text', report.taps() - tapsToForm, TAPS_REPORT)
  expectTaps('from home to a sent report, no text', report.taps(), TAPS_FROM_HOME)
})

test('a handler finds the report among their tasks at home, where nothing says who sent it', async ({ openAs }) => {
  const page = await openAs('linshuqing')
  const task = page.getByRole('link', { name: /待处理的上报|去处理/ }).first()
  await expect(task).toBeVisible()
  await expect(page.getByText('郭𠮷')).toHaveCount(0)
  await task.click()
  await expect(page.getByRole('heading', { level: 1, name: '账号共用' })).toBeVisible()
  await expect(page.getByText(/前受理$/).first()).toBeVisible()
})

test('a suspicious sign-in offers to lock the account first', async ({ openAs }) => {
  const page = await openAs('guoji', '/incidents/new')
  await page.getByRole('radio', { name: '异常登录' }).click()
  await page.getByRole('link', { name: '先锁定我的账号' }).click()
  await expect(page.getByRole('slider', { name: /锁定「郭𠮷」的账号/ })).toBeVisible()
})

test('a handler acknowledges an incident beside the board, views the reporter, asks them, and closes it with a sentence', async ({
  openAs,
  page: tab,
}) => {
  await tab.setViewportSize(DESK)
  const page = await openAs('linshuqing', '/incidents/cases', { ua: 'windows' })
  await waitForHydration(page)
  await expect(page.getByText(/^1 件待受理，最久的已等/)).toBeVisible()
  await expect(page.getByRole('table')).toBeHidden()
  const column = (name: string) => columnOf(page, name)
  await expect(page.getByText('郭𠮷')).toHaveCount(0)
  const { tap, taps } = countTaps()
  await tap(column('待受理').getByRole('link', { name: TEXT }))
  const pane = page.getByRole('region', { name: '账号共用' })
  await expect(pane.getByRole('heading', { level: 2, name: '账号共用' })).toBeVisible()
  casePath = `/incidents/cases/${new URL(page.url()).searchParams.get('open') ?? ''}`
  await expect(pane.getByText(TEXT)).toBeVisible()
  await expect(page.getByText('郭𠮷')).toHaveCount(0)
  await tap(pane.getByRole('button', { name: '受理', exact: true }))
  expectTaps('acknowledge an incident at the desk', taps(), 2)
  await expect(column('处理中').getByRole('link', { name: TEXT })).toBeVisible()
  await pane.getByRole('button', { name: '查看上报人' }).click()
  await expect(pane.getByText('郭𠮷')).toBeVisible()
  await pane.getByRole('button', { name: '开始核实' }).click()
  await expect(pane.getByText('核实中').first()).toBeVisible()
  await pane.getByRole('textbox', { name: '写给上报人' }).fill('是哪个账号？')
  await pane.getByRole('button', { name: '向上报人提问' }).click()
  await expect(column('处理中').getByText('等上报人补充，暂停计时')).toBeVisible()
  await expect(page.getByText(/前办结/)).toHaveCount(0)
  await pane.getByRole('textbox', { name: /内部记录/ }).fill('先查登录记录')
  await pane.getByRole('button', { name: '写内部记录' }).click()
  await expect(pane.getByText('先查登录记录')).toBeVisible()
  await takeMeasure(page, { action: '其他措施', text: '已请外协退出登录' })
  await pane.getByRole('button', { name: '办结' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('radio', { name: '属实', exact: true }).click()
  await sheet.getByRole('button', { name: '办结' }).click()
  await expect(sheet.getByText('请填写说明')).toBeVisible()
  await sheet.getByRole('textbox', { name: '结果说明' }).fill('属实，已收回账号')
  await sheet.getByRole('button', { name: '办结' }).click()
  await expect(column('办结').getByRole('link', { name: TEXT })).toBeVisible()
  await expect(pane.getByText('属实，已收回账号')).toBeVisible()
  await expect(column('待受理').getByText('没有待受理的')).toBeVisible()
})

test('郭𠮷 learns in the chat that a handler asks and that there is news, but nothing about the incident', async ({
  page,
  simulator,
  stack,
}) => {
  for (const title of ['处理人想向你了解情况', '你的上报有新进展'])
    await expect.poll(() => chatText(simulator, 'guoji')).toContain(title)
  expect(await chatText(simulator, 'guoji')).not.toMatch(/账号共用|外协|哪个账号|收回账号/)
  const phone = simulatedPhone(page)
  await page.goto(stack.simulatorUrl)
  await phone.become('郭𠮷')
  await phone.show('消息')
  await expect(phone.screen.getByText('你的上报有新进展').last()).toBeVisible()
  await phone.screen.getByRole('button', { name: '查看详情' }).last().click()
  await expect(phone.app.getByRole('heading', { level: 1, name: '上报进展' })).toBeVisible()
})

test('郭𠮷 reads the outcome and nothing of the notes, and asks to reopen it', async ({ openAs }) => {
  const page = await openAs('guoji', '/incidents')
  await page.getByRole('link', { name: /账号共用/ }).click()
  await expect(page.getByText('属实，已收回账号')).toBeVisible()
  await expect(page.getByText(/先查登录记录|已请外协退出登录/)).toHaveCount(0)
  await page.getByRole('textbox', { name: '补充或回复' }).fill('又借出去了')
  await page.getByRole('switch', { name: /重新核实/ }).click()
  await page.getByRole('button', { name: '发送' }).click()
  await expect(page.getByText('又借出去了')).toBeVisible()
  await expect(page.locator('.reported-head').getByText('重新核实')).toBeVisible()
})

test('for everybody but its handlers the page of the incident does not exist', async ({ openAs }) => {
  for (const userid of ['chenhaiyan', 'tangzhenhua', 'qinyue', 'limin', 'guoji', 'wangfang']) {
    const page = await openAs(userid, casePath)
    await expect(page.getByRole('heading', { name: '页面不存在' })).toBeVisible()
  }
})

test('赵丽霞 reports without a name: the call has no cookie and no referrer, and a receipt is shown until noted', async ({
  openAs,
}) => {
  const page = await openAs('zhaolixia', '/incidents/new')
  const sent: Request[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/incidents/unnamed')) sent.push(request)
  })
  const { tap, taps } = countTaps()
  await tap(page.getByRole('radio', { name: '泄密' }))
  await tap(page.getByRole('radio', { name: /^管理部门/ }))
  await tap(page.getByRole('radio', { name: /^匿名/ }))
  await expect(page.getByText('系统不保存能对应到你账号的信息；提交时间可能被推测')).toBeVisible()
  await page.getByRole('textbox', { name: /补充说明/ }).fill('大群里发了客户图纸')
  await tap(page.getByRole('button', { name: '报给管理部门' }))
  await expect(page.getByRole('button', { name: '我记下了' })).toBeVisible()
  expectTaps('report without a name, in the open form', taps(), TAPS_UNNAMED)
  const headers = await sent[0]!.allHeaders()
  expect([headers['cookie'], headers['referer']]).toEqual([undefined, undefined])
  receipt = await page.getByRole('textbox', { name: '查询码，只有你有' }).inputValue()
  expect(receipt).toMatch(/^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/)
  await page.getByRole('button', { name: '保存在本机' }).click()
  await expect(page.getByText('使用这台设备的其他人也能看到')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('textbox', { name: '查询码，只有你有' })).toHaveValue(receipt)
  await page.getByRole('button', { name: '我记下了' }).click()
  await expect(page.getByText('还没有上报')).toBeVisible()
})

test('a handler answers the unnamed report, and its mailbox shows the answer to the holder of the receipt', async ({
  openAs,
}) => {
  const desk = await openAs('hujianing', '/incidents/cases')
  await rowOf(desk, /泄密/).getByRole('link').click()
  await expect(desk.getByText('匿名上报，不保存能对应到上报人账号的信息')).toBeVisible()
  await desk.getByRole('button', { name: '受理', exact: true }).click()
  await desk.getByRole('textbox', { name: '写给上报人' }).fill('收到，图纸已撤回')
  await desk.getByRole('button', { name: '答复上报人' }).click()
  await expect(desk.locator('.thread').getByText('收到，图纸已撤回')).toBeVisible()

  const page = await openAs('zhaolixia')
  const { tap, taps } = countTaps()
  await tap(page.getByRole('link', { name: '上报异常' }))
  await tap(page.getByRole('link', { name: '匿名信箱' }))
  await page.getByRole('textbox', { name: '查询码' }).fill('2222-3333-4444-5555')
  await page.getByRole('button', { name: '打开' }).click()
  await expect(page.getByText('查询码无效，请核对后再试')).toBeVisible()
  await page.getByRole('textbox', { name: '查询码' }).fill(receipt.toLowerCase())
  await tap(page.getByRole('button', { name: '打开' }))
  expectTaps('open the mailbox from home', taps(), TAPS_MAILBOX)
  await expect(page.getByText('收到，图纸已撤回')).toBeVisible()
  await page.getByRole('textbox', { name: '补充或回复' }).fill('谢谢')
  await page.getByRole('button', { name: '发送' }).click()
  await expect(page.locator('.thread').getByText('谢谢')).toBeVisible()
})

test('by keyboard alone: an incident is opened beside the board, answered and left, the next card is reached, and a reload keeps the pane', async ({
  openAs,
  page: tab,
}) => {
  await tab.setViewportSize(DESK)
  const page = await openAs('linshuqing', '/incidents/cases', { ua: 'windows' })
  await waitForHydration(page)
  const sharing = page.getByRole('link', { name: TEXT })
  // The reporter wrote the last message.
  await expect(columnOf(page, '待答复').getByRole('link', { name: TEXT })).toBeVisible()
  await press(page, sharing)
  const pane = page.getByRole('region', { name: '账号共用' })
  await expect(pane).toBeFocused()
  await tabTo(page, pane.getByRole('textbox', { name: '写给上报人' }))
  await page.keyboard.type('收到，再核实')
  await press(page, pane.getByRole('button', { name: '答复上报人' }))
  await expect(columnOf(page, '处理中').getByRole('link', { name: TEXT })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(pane).toBeHidden()
  await expect(sharing).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('link', { name: '大群里发了客户图纸' })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(pane.getByText('收到，再核实')).toBeVisible()
  await page.reload()
  await expect(pane.getByText('收到，再核实')).toBeVisible()
})

test('on paper, the board is a table', async ({ openAs, page: tab }) => {
  await tab.setViewportSize({ width: 1024, height: 800 })
  const page = await openAs('linshuqing', '/incidents/cases', { ua: 'windows' })
  await waitForHydration(page)
  await expect(columnOf(page, '处理中')).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('table')).toBeVisible()
  await expect(columnOf(page, '处理中')).toBeHidden()
})

deskTests()
groupTests()
// Last, since days pass in these tests.
escalationTests()

test.afterAll(printTaps)
