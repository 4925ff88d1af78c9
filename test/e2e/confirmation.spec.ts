import type { ConfirmationView } from '@desk/shared/confirmations/confirmation-schemas'
import { waitForDirectory } from '../lib/directory-read.ts'
import { infoField } from '../lib/info-form.ts'
import { openPhone } from '../lib/phone-session.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { until } from '../lib/wait-until.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps, printTaps } from './count-taps.ts'
import { simulatedPhone } from './simulated-phone.ts'
import { DESK, PHONE } from './viewports.ts'
import { dayAfter, todayOf } from './days.ts'

/** A campaign from its first day to the confirmation in person. 来料检验组 has 李敏 as admin. */
test.describe.configure({ mode: 'serial' })
test.use({ company: 'confirmation' })
test.setTimeout(180_000)

const TITLE = '上半年信息核对'
const DAYS = 5
/** The second tap says that the values shown were checked in person. */
const EXCEPTION_TAPS = 2

let boardPath = ''

test.afterAll(printTaps)

test('HR creates a campaign for one department, after seeing how many people it asks', async ({
  openAs,
  stack,
  simulator,
  page,
}) => {
  await page.setViewportSize(DESK)
  await waitForDirectory(stack.gatewayUrl)
  await openAs('xiaolan', '/settings/confirmations', { ua: 'windows' })
  await waitForHydration(page)
  const form = page.locator('form')
  await form.getByRole('button', { name: '发起核对' }).click()
  await expect(form.getByText('请填写名称')).toBeVisible()
  await expect(form.getByText('请选择范围')).toBeVisible()
  await expect(form.getByText('请至少选一项')).toBeVisible()
  await form.getByRole('textbox', { name: '名称' }).fill(TITLE)
  await form.getByText('部分部门').click()
  await form.getByRole('searchbox', { name: '搜索部门' }).fill('来料检验')
  await form.getByRole('button', { name: /来料检验组/ }).click()
  await form.getByRole('button', { name: '查看人数' }).click()
  await expect(form.getByText(/^会请 \d+ 人核对/)).toBeVisible()
  for (const field of ['姓名', '部门', '岗位', '座机']) await form.getByText(field, { exact: true }).click()
  const today = await todayOf(simulator)
  await form.getByLabel('开始日期').fill(today)
  await form.getByLabel('截止日期').fill(await dayAfter(simulator, DAYS))
  await form.getByRole('button', { name: '发起核对' }).click()
  const row = page.getByRole('link', { name: new RegExp(TITLE) })
  await expect(async () => {
    await page.reload()
    await expect(row).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
  boardPath = (await row.getAttribute('href')) ?? ''
})

test('郭𠮷 confirms with one tap on the card', async ({ page, stack }) => {
  await page.setViewportSize(DESK)
  const phone = simulatedPhone(page)
  await page.goto(stack.simulatorUrl)
  await phone.become('郭𠮷')
  await phone.show('消息')
  await expect(phone.screen.getByText('请核对你的信息').last()).toBeVisible()
  await expect(phone.screen.getByText('质检工程师').last()).toBeVisible()
  await phone.tap(phone.screen.getByRole('button', { name: '都对', exact: true }).last())
  await expect(phone.screen.getByText('已核对，信息正确').last()).toBeVisible()
  expectTaps('confirm my data, from the card', phone.taps(), 1)
})

test('赵丽霞 finds a mistake, and the form opens with that field', async ({ openAs, page }) => {
  await page.setViewportSize(PHONE)
  await openAs('zhaolixia', boardPath.replace('/board', ''))
  await waitForHydration(page)
  await expect(page.getByRole('heading', { name: '这些信息对吗' })).toBeVisible()
  await expect(page.getByText('手机、邮箱、企业邮箱要你授权后才能看到')).toBeVisible()
  await page.getByRole('button', { name: '姓名正确' }).click()
  await expect(page.getByRole('button', { name: '其余 3 项都正确' })).toBeVisible()
  await page.getByRole('button', { name: '改岗位' }).click()
  await expect(infoField(page, '岗位')).toBeVisible()
  await page.goBack()
  await expect(page.getByText('已反映有误')).toBeVisible()
})

test('at a desk a stale page confirms nothing and shows the new values; a new position reopens a confirmation', async ({
  openAs,
  page,
  stack,
  simulator,
}) => {
  await page.setViewportSize(DESK)
  await openAs('sunhao', boardPath.replace('/board', ''), { ua: 'windows' })
  await waitForHydration(page)
  await simulator.editMember({ userid: 'sunhao', position: '检验组长' })
  const other = await openPhone(stack.gatewayUrl, 'sunhao')
  await until('the new position', async () => {
    const { fields } = await other.get<ConfirmationView>(`/api${boardPath.replace('/board', '')}`)
    return fields.some(({ value }) => value === '检验组长') || null
  })
  await expect(page.getByText('检验员')).toBeVisible()
  await page.getByRole('button', { name: '4 项都正确' }).click()
  await expect(page.getByText('信息刚有变动，请按现在的内容核对。')).toBeVisible()
  await expect(page.getByText('检验组长')).toBeVisible()
  await page.getByRole('button', { name: '4 项都正确' }).click()
  await expect(page.getByText(/核对，信息正确$/)).toBeVisible()
  await page.setViewportSize(PHONE)
  await simulator.editMember({ userid: 'guoji', position: '高级质检工程师' })
  await expect(async () => {
    await openAs('guoji', boardPath.replace('/board', ''), { ua: 'android' })
    await expect(page.getByText('岗位在你核对后有变动，请再核对一次。')).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
})

test('郭𠮷 consents on WeCom’s page, recognizes the number by its last digits, and confirms it with the rest', async ({
  openAs,
  page,
}) => {
  await page.setViewportSize(PHONE)
  await openAs('guoji', boardPath.replace('/board', ''))
  await waitForHydration(page)
  const askForContact = page.getByRole('button', { name: /^也核对手机/ })
  await askForContact.click()
  await page.getByRole('button', { name: '拒绝' }).click()
  await expect(page.getByText('没有取到联系方式，请再点一次')).toBeVisible()
  await askForContact.click()
  await page.getByRole('checkbox', { name: '企业邮箱' }).uncheck()
  await page.getByRole('button', { name: '同意' }).click()
  await expect(page.getByText(/^尾号 \d{4}$/)).toBeVisible()
  await expect(page.getByText('企业邮箱没有取到')).toBeVisible()
  await expect(page).toHaveURL(/\/confirmations\/\w+$/)
  await page.getByRole('button', { name: /^\d 项都正确$/ }).click()
  await expect(page.getByText(/也已核对/)).toBeVisible()
  await expect(page.getByText(/^尾号/)).toHaveCount(0)
})

test('李敏 reads how many of the five confirmed, and what each exception is about', async ({
  openAs,
  page,
  simulator,
}) => {
  await page.setViewportSize(PHONE)
  const department = page.getByRole('region', { name: '来料检验组' })
  const expectFigure = (figure: string) =>
    expect(async () => {
      await openAs('limin', boardPath)
      await expect(department).toContainText(figure, { timeout: 2_000 })
    }).toPass({ timeout: 30_000 })
  await expectFigure('2 / 5 人已核对')
  await waitForHydration(page)
  await page.getByRole('button', { name: '报告已离职：马晓宇' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '报告已离职' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await simulator.editMember({ userid: 'sunhao', position: '检验主管' })
  await expect(async () => {
    await openAs('sunhao', boardPath.replace('/board', ''))
    await expect(page.getByText('岗位在你核对后有变动，请再核对一次。')).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
  await expectFigure('1 / 5 人已核对')
  await waitForHydration(page)
  const exceptions = page.locator('.note').filter({ hasText: '需要处理' })
  for (const count of ['信息已变 1', '反映有误 1', '已离开未上报 1'])
    await expect(exceptions.getByRole('link', { name: count })).toBeVisible()
  const rows = page.getByRole('region', { name: '人员' }).getByRole('listitem')
  for (const [name, about, state] of [
    ['孙浩', '岗位已变', '信息已变'],
    ['赵丽霞', '反映岗位有误', '反映有误'],
    ['马晓宇', '李敏 反映', '已离开未上报'],
  ] as const)
    for (const text of [about, state]) await expect(rows.filter({ hasText: name })).toContainText(text)
  await exceptions.getByRole('link', { name: '反映有误 1' }).click()
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText('赵丽霞')
})

test('李敏 sees the exceptions, and after the last day confirms in person', async ({ openAs, page, simulator }) => {
  await page.setViewportSize(PHONE)
  await openAs('limin', boardPath)
  await expect(page.getByRole('heading', { name: TITLE })).toBeVisible()
  await expect(page.getByText('需要处理')).toBeVisible()
  await expect(page.getByRole('button', { name: /^已当面核对：马晓宇/ })).toHaveCount(0)
  await simulator.clock.advance({ days: DAYS + 2 })
  await expect(async () => {
    await openAs('limin', boardPath)
    await expect(page.getByText('已到期').first()).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
  await waitForHydration(page)
  const { tap, taps } = countTaps()
  await tap(page.getByRole('button', { name: '已当面核对：马晓宇' }))
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText('检验员')).toBeVisible()
  await tap(sheet.getByRole('button', { name: '已当面核对' }))
  expectTaps('confirm 50 people, for each exception', taps(), EXCEPTION_TAPS)
  await expect(page.getByText('李敏 当面核对')).toBeVisible()
})

test('HR sees the same numbers at the desk, and ends the campaign', async ({ openAs, page }) => {
  await page.setViewportSize(DESK)
  await expect(async () => {
    await openAs('xiaolan', boardPath, { ua: 'windows' })
    await expect(page.getByRole('region', { name: '全公司' })).toContainText('2 / 5 人已核对', { timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
  await waitForHydration(page)
  await expect(page.getByText('已当面核对').first()).toBeVisible()
  await page.getByRole('button', { name: '结束核对' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '结束核对' }).click()
  await expect(page.getByText('已结束').first()).toBeVisible()
})
