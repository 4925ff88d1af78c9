import { expect, test } from './fixtures.ts'
import { faqTests, moveToIncidentsTest } from './feedback.desk.ts'
import { giveFeedback, readOwnFeedback, waitForProblem } from './feedback.steps.ts'
import { countTaps, expectTaps, printTaps } from './count-taps.ts'
import { openPhone } from '../lib/phone-session.ts'
import { press, tabTo } from '../lib/press-keys.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { simulatedPhone } from './simulated-phone.ts'
import { DESK } from './viewports.ts'
import { chatText } from './chat-text.ts'

/** One problem from the first tap to the confirmation by everybody who had it. */
test.describe.configure({ mode: 'serial' })
test.use({ company: 'feedback' })
test.setTimeout(180_000)

const TITLE = '夜班打不开签收卡片，一直转圈'
const ANSWER = '车间夜里的无线网断了一会儿，今晚起不再断。'

let id = ''
let mergedId = ''

test('郭𠮷 gives feedback in two taps and a text', async ({ page, stack }) => {
  const phone = simulatedPhone(page)
  await page.goto(stack.simulatorUrl)
  await phone.become('郭𠮷')
  await phone.show('工作台')
  await phone.appTile().click()
  const { app } = phone
  await phone.tap(app.getByRole('link', { name: '反馈问题' }))
  await app.getByRole('textbox', { name: '遇到了什么问题' }).fill(TITLE)
  await phone.tap(app.getByRole('button', { name: '提交', exact: true }))
  await expect(app.getByRole('heading', { level: 1, name: TITLE })).toBeVisible()
  await expect(app.getByText('等李敏处理')).toBeVisible()
  expectTaps('give feedback, text not counted', phone.taps(), 2)
  const [item] = (await readOwnFeedback(stack.gatewayUrl, 'guoji')).items
  id = item?.id ?? ''
})

test('孙浩 finds the same problem while typing, and joins it in one tap without sending', async ({ openAs, stack }) => {
  const page = await openAs('sunhao', '/feedback')
  await page.getByRole('textbox', { name: '遇到了什么问题' }).fill('签收卡片打不开')
  const same = page.getByRole('button', { name: `我也是：${TITLE}` })
  await expect(same).toBeVisible()
  // Nobody's name is shown to colleagues.
  await expect(page.getByText('郭𠮷')).toHaveCount(0)
  await same.click()
  await expect(page.getByText('已加入，有答复会通知你').first()).toBeVisible()
  await expect(page.getByRole('link', { name: new RegExp(TITLE) })).toBeVisible()
  expect((await readOwnFeedback(stack.gatewayUrl, 'sunhao')).items).toMatchObject([{ id, people: 2 }])
})

test('an empty or too long text says what to do, and nothing typed is lost', async ({ openAs }) => {
  const page = await openAs('zhaolixia', '/feedback')
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await expect(page.getByText('请写一下遇到的问题')).toBeVisible()
  const long = '卡'.repeat(501)
  const field = page.getByRole('textbox', { name: '遇到了什么问题' })
  await field.fill(long)
  await page.getByRole('button', { name: /提交$/ }).click()
  await expect(page.getByText('最多 500 字')).toBeVisible()
  await expect(field).toHaveValue(long)
})

test('李敏 opens the problem from home and forwards it under a title for everybody', async ({ openAs }) => {
  const page = await openAs('limin')
  const { tap, taps } = countTaps()
  await tap(page.getByRole('link', { name: /待处理的反馈|去处理/ }).first())
  await expect(page.getByText('2 人遇到').first()).toBeVisible()
  await tap(page.getByRole('button', { name: '转交管理部门' }))
  await expect(page.getByRole('textbox', { name: '标题（所有人可见）' })).toHaveValue(TITLE)
  await tap(page.getByRole('dialog').getByRole('button', { name: '转交管理部门' }))
  await expect(page.getByText('等陈海燕处理')).toBeVisible()
  expectTaps('forward feedback from home', taps(), 3)
})

test('陈海燕 merges a duplicate at a desk after a preview, and answers all three people at once', async ({
  openAs,
  page,
  stack,
}) => {
  mergedId = await giveFeedback(stack.gatewayUrl, 'wangfang', '晚上点开卡片签收不了')
  await page.setViewportSize(DESK)
  await openAs('chenhaiyan', '/feedback/board', { ua: 'windows' })
  await waitForHydration(page)
  const table = page.getByRole('table')
  await expect(table.getByRole('row')).toHaveCount(3)
  await table.getByRole('checkbox').nth(1).check()
  await table.getByRole('checkbox').nth(2).check()
  await page.getByRole('button', { name: '合并 2 个…' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByText(TITLE).click()
  await expect(sheet.getByText('合并后共 3 人，每个人都保留')).toBeVisible()
  await sheet.getByRole('button', { name: '合并，共 3 人' }).click()
  await expect(table.getByRole('row')).toHaveCount(2)
  const { tap, taps } = countTaps()
  await tap(table.getByRole('link', { name: TITLE }))
  const pane = page.getByRole('region', { name: TITLE })
  await expect(pane.getByRole('heading', { level: 2, name: TITLE })).toBeVisible()
  await expect(table).toBeVisible()
  await pane.getByRole('textbox', { name: '答复' }).fill(ANSWER)
  await pane.getByRole('button', { name: '答复 3 人' }).click()
  await expect(pane.getByText('请选择结果')).toBeVisible()
  await tap(pane.getByRole('button', { name: '加入常见问题' }))
  await expect(pane.getByRole('textbox', { name: '常见问题的标题' })).toHaveValue(TITLE)
  const clause = pane.getByRole('combobox', { name: '所属条款' })
  await expect(clause).toBeVisible()
  await tap(pane.getByRole('button', { name: '答复 3 人' }))
  expectTaps('answer beside the board, text not counted', taps(), 3)
  await expect(pane.getByText(ANSWER).first()).toBeVisible()
  await expect(pane.getByText('还没有人确认')).toBeVisible()
  // It was the last open problem of this list, which is empty without it.
  await expect(table).toBeHidden()
})

test('all three get a card: one confirms in the chat, and another reopens the problem with “not solved”', async ({
  openAs,
  page,
  simulator,
  stack,
}) => {
  for (const userid of ['guoji', 'sunhao', 'wangfang'])
    await expect.poll(() => chatText(simulator, userid)).toContain('你反馈的问题有答复了')
  const phone = simulatedPhone(page)
  await page.goto(stack.simulatorUrl)
  await phone.become('郭𠮷')
  await phone.show('消息')
  await phone.tap(phone.screen.getByRole('button', { name: '已解决', exact: true }).last())
  expectTaps('confirm an answer from the message', phone.taps(), 1)
  await waitForProblem(stack.gatewayUrl, 'guoji', id, ({ confirmed }) => confirmed === 1)
  await openAs('sunhao', `/feedback/${id}`)
  await page.getByRole('button', { name: '没解决' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: '没解决，重新处理' }).click()
  await expect(sheet.getByText('请填写原因')).toBeVisible()
  await sheet.getByRole('textbox').fill('换了手机还是一直转圈')
  await sheet.getByRole('button', { name: '没解决，重新处理' }).click()
  await expect(page.getByText('等陈海燕处理')).toBeVisible()
  await expect.poll(() => chatText(simulator, 'chenhaiyan')).toContain('没解决，待再次答复')
})

test('by keyboard alone: a problem is found, opened beside the list and given a note, and the focus returns to its row', async ({
  openAs,
  page,
}) => {
  await page.setViewportSize(DESK)
  await openAs('chenhaiyan', '/feedback/board', { ua: 'windows' })
  await waitForHydration(page)
  await page.keyboard.press('/')
  await page.keyboard.type('qianshou')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/q=qianshou/)
  const row = page.getByRole('link', { name: TITLE })
  await press(page, row)
  const pane = page.getByRole('region', { name: TITLE })
  await expect(pane).toBeFocused()
  await press(page, pane.getByRole('button', { name: '加备注' }))
  const sheet = page.getByRole('dialog')
  await tabTo(page, sheet.getByRole('textbox'))
  await page.keyboard.type('网关日志已取')
  await press(page, sheet.getByRole('button', { name: '加备注' }))
  await expect(pane.getByText('网关日志已取')).toBeVisible()
  await pane.getByRole('button', { name: '加备注' }).focus()
  await page.keyboard.press('Escape')
  await expect(pane).toBeHidden()
  await expect(row).toBeFocused()
})

test('the second answer is promised for a day, and the problem ends as confirmed by everybody', async ({
  openAs,
  stack,
}) => {
  const page = await openAs('chenhaiyan', `/feedback/${id}`)
  await page.getByRole('button', { name: '约定答复日期' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: '约定这天' }).click()
  await expect(sheet.getByText('请选择日期')).toBeVisible()
  await sheet.getByLabel('哪天前答复').fill('2026-03-25')
  await sheet.getByRole('button', { name: '约定这天' }).click()
  await expect(page.getByText(/约定 3.月.25.日前答复/).first()).toBeVisible()
  // Members who have the problem read the date in their list.
  await openAs('sunhao', '/feedback')
  await expect(page.getByText(/约定 3.月.25.日前答复/)).toBeVisible()
  await openAs('chenhaiyan', `/feedback/${id}`)
  await page.getByRole('textbox', { name: '答复' }).fill('换了新的网关。')
  await page.getByRole('button', { name: '已处理' }).click()
  await page.getByRole('button', { name: '答复 3 人' }).click()
  await expect(page.getByText('换了新的网关。').first()).toBeVisible()
  await openAs('sunhao')
  await page
    .getByRole('link', { name: /待处理的反馈|去处理/ })
    .first()
    .click()
  await page.getByRole('button', { name: '已解决' }).click()
  await expect(page.getByText('你已确认解决')).toBeVisible()
  // The page of the problem that 王芳 reported shows the one that it was merged into.
  await openAs('wangfang', `/feedback/${mergedId}`)
  await expect(page.getByText('晚上点开卡片签收不了')).toBeVisible()
  await page.getByRole('button', { name: '已解决' }).click()
  await expect(page.getByText('已解决', { exact: true }).first()).toBeVisible()
  expect(await waitForProblem(stack.gatewayUrl, 'chenhaiyan', id, ({ state }) => state === 'confirmed')).toMatchObject({
    confirmed: 3,
  })
})

test('the answer is in the FAQ, and a member who types the same question reads it before asking', async ({
  openAs,
}) => {
  const page = await openAs('maxiaoyu', '/feedback')
  await page.getByRole('textbox', { name: '遇到了什么问题' }).fill('签收卡片转圈')
  await expect(page.getByText(ANSWER)).toBeVisible()
  await page.getByRole('link', { name: /常见问题/ }).click()
  await expect(page.getByRole('heading', { name: TITLE })).toBeVisible()
})

test('陈海燕 exports the board as a spreadsheet, by a link that opens once', async ({ openAs, page }) => {
  await page.setViewportSize(DESK)
  await openAs('chenhaiyan', '/feedback/board?view=answered', { ua: 'windows' })
  await waitForHydration(page)
  await page.getByText('导出', { exact: true }).click()
  await page.getByRole('button', { name: 'Excel 表格' }).click()
  const link = page.getByRole('link', { name: '下载' })
  const path = (await link.getAttribute('href')) ?? ''
  const download = page.waitForEvent('download')
  await link.click()
  expect((await download).suggestedFilename()).toMatch(/^反馈 .*\.xlsx$/)
  expect((await page.request.get(new URL(path, page.url()).href)).status()).toBe(410)
})

moveToIncidentsTest()

test('while 李敏 is away the delegate handles the feedback, and a stranger does not find it', async ({
  openAs,
  stack,
}) => {
  const admin = await openPhone(stack.gatewayUrl, 'limin')
  const away = { delegate: 'zhaolixia', startsOn: '2026-03-17', endsOn: '2026-03-20' }
  expect((await admin.post('/api/delegations', away)).status).toBeLessThan(300)
  const newId = await giveFeedback(stack.gatewayUrl, 'maxiaoyu', '检验台的扫码枪连不上')
  const page = await openAs('zhaolixia')
  await page
    .getByRole('link', { name: /待处理的反馈|去处理/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1, name: '检验台的扫码枪连不上' })).toBeVisible()
  await page.getByRole('button', { name: '转交管理部门' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '转交管理部门' }).click()
  await expect(page.getByText('等陈海燕处理')).toBeVisible()
  await openAs('wangfang', `/feedback/${newId}`)
  await expect(page.getByText('页面不存在')).toBeVisible()
})

test('郭𠮷 confirms once a year how the account is kept, with nothing ticked beforehand, and sees it among their own activity', async ({
  openAs,
  page,
}) => {
  await openAs('guoji', '/me/custody')
  await waitForHydration(page)
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0)
  await page.getByRole('button', { name: '还差 3 项' }).click()
  await expect(page.getByText(/还有 3 项没有勾选/)).toBeVisible()
  for (const statement of await page.getByRole('checkbox').all()) await statement.check()
  await page.getByRole('button', { name: '三项都属实，确认' }).click()
  await expect(page.getByText('明年会再请你确认')).toBeVisible()
  await openAs('guoji', '/me/activity')
  await expect(page.getByText('确认账号安全')).toBeVisible()
  await expect(page.getByText('提交反馈').first()).toBeVisible()
  await expect(page.getByText('本机', { exact: true }).first()).toBeVisible()
})

faqTests()

test.afterAll(printTaps)
