import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { CampaignList } from '@desk/shared/confirmations/confirmation-schemas'
import { waitForDirectory } from '../lib/directory-read.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { expect, test } from './fixtures.ts'

/** What each role owes by clause; each number leads to its list. */
test.describe.configure({ mode: 'serial' })
test.use({ company: 'duties' })
test.setTimeout(120_000)

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 375, height: 812 }

test('李敏 owes the confirmation of the department, and the number opens those people', async ({
  openAs,
  page,
  stack,
  simulator,
}) => {
  await page.setViewportSize(PHONE)
  await waitForDirectory(stack.gatewayUrl)
  const today = dayIn('Asia/Shanghai', new Date(await simulator.clock.now()))
  const body = {
    title: '信息核对',
    audience: { everyone: true, departments: [], roles: [], partners: false, people: [] },
    fields: ['name', 'position'],
    startsOn: today,
    endsOn: today,
  }
  const hr = await openPhone(stack.gatewayUrl, 'xiaolan')
  await postOrThrow<CampaignList>(hr, '/api/settings/confirmations', body, { 'idempotency-key': 'duties-campaign' })
  const number = page.getByRole('link', { name: /^未完成 \d+ 人$/ })
  await expect(async () => {
    await openAs('limin', '/me/duties')
    await expect(number).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 30_000 })
  await expect(page.getByText('2.2③').first()).toBeVisible()
  await expect(page.getByText('2.1①')).toHaveCount(0)
  const count = Number(/\d+/.exec((await number.textContent()) ?? '')?.[0])
  await number.click()
  await expect(page.getByRole('listitem').filter({ hasText: '未核对' })).toHaveCount(count)
})

test('a problem of the department is a duty of 李敏, and its number opens exactly that problem', async ({
  openAs,
  page,
  stack,
}) => {
  await page.setViewportSize(PHONE)
  const asker = await openPhone(stack.gatewayUrl, 'guoji')
  await postOrThrow(asker, '/api/feedback', { text: '会议室的投屏连不上' }, { 'idempotency-key': 'duties-feedback' })
  await openAs('limin', '/me/duties')
  const duty = page.getByRole('listitem').filter({ hasText: '收集并反馈问题' })
  await expect(duty.getByText('2.2②')).toBeVisible()
  await duty.getByRole('link', { name: '待办 1 件', exact: true }).click()
  await expect(page).toHaveURL(/\/feedback\/board\?view=mine$/)
  await expect(page.getByRole('link', { name: /投屏/ })).toHaveCount(1)
})

test('an employee sees only their own duties; HR those of the company, also at the desk', async ({ openAs, page }) => {
  await page.setViewportSize(PHONE)
  await openAs('guoji', '/me')
  await page.getByRole('link', { name: '我的职责' }).click()
  await expect(page.getByText('核对自己的信息')).toBeVisible()
  await expect(page.getByText('核实本部门账号信息')).toHaveCount(0)
  await page.setViewportSize(DESK)
  await openAs('xiaolan', '/me/duties', { ua: 'windows' })
  await expect(page.getByText('组织信息核对')).toBeVisible()
  await expect(page.getByText('3.1②').first()).toBeVisible()
})
