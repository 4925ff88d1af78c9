import { readFile } from 'node:fs/promises'
import type { CampaignList } from '@desk/shared/confirmations/confirmation-schemas'
import type { FeedbackView } from '@desk/shared/feedback/feedback-schemas'
import { waitForDirectory } from '../lib/directory-read.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { countTaps, expectTaps, printTaps } from './count-taps.ts'
import { expect, test } from './fixtures.ts'
import { declareGroup } from './groups.steps.ts'
import { DESK, PHONE } from './viewports.ts'
import { todayOf } from './days.ts'

/** The duties of each role, by clause; the number of each leads to its list. */
test.describe.configure({ mode: 'serial' })
test.use({ company: 'duties' })
test.setTimeout(120_000)
test.afterAll(printTaps)

const GROUP = '供应商对账'

let problem = ''

test('the confirmation of the department is a duty of 李敏, and its number opens exactly those people', async ({
  openAs,
  page,
  stack,
  simulator,
}) => {
  await page.setViewportSize(PHONE)
  await waitForDirectory(stack.gatewayUrl)
  const today = await todayOf(simulator)
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
  await expect(page.getByRole('listitem').filter({ hasText: '未核对', hasNotText: '应核对' })).toHaveCount(count)
})

test('a problem of the department is a duty of 李敏, and its number opens exactly that problem', async ({
  openAs,
  page,
  stack,
}) => {
  await page.setViewportSize(PHONE)
  const asker = await openPhone(stack.gatewayUrl, 'guoji')
  const key = { 'idempotency-key': 'duties-feedback' }
  problem = (await postOrThrow<FeedbackView>(asker, '/api/feedback', { text: '会议室的投屏连不上' }, key)).id
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

test('郭𠮷 exports their own data, and reads beside the link to whom the file may be sent', async ({
  openAs,
  page,
}) => {
  await page.setViewportSize(PHONE)
  await openAs('guoji', '/me/data')
  await waitForHydration(page)
  await page.getByRole('button', { name: 'JSON', exact: true }).click()
  await expect(page.getByText(/发送前看清收件人，敏感文件加密（.*4\.1②/)).toBeVisible()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载', exact: true }).click()
  const file = await readFile(await (await downloading).path(), 'utf8')
  expect(JSON.parse(file) as unknown).toMatchObject({ userid: 'guoji' })
})

test('one tap shows the management department whether WeCom answers, and when the directory was read', async ({
  openAs,
  page,
}) => {
  await page.setViewportSize(PHONE)
  const state = page.getByRole('link', { name: /^自检.*(全部正常|异常|待完善|上次检查)/ })
  // The first check runs after the start.
  await expect(async () => {
    await openAs('chenhaiyan', '/settings')
    await expect(state).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
  await openAs('chenhaiyan', '/me')
  const { tap, taps } = countTaps()
  await tap(page.getByRole('main').getByRole('link', { name: /^设置/ }))
  await expect(state).toBeVisible()
  await expect(page.getByRole('link', { name: /^通讯录同步.*\d 同步/ })).toBeVisible()
  expectTaps('know the WeCom link is healthy', taps(), 1)
})

for (const [where, size, ua] of [
  ['at a desk', DESK, 'windows'],
  ['on a phone', PHONE, 'android'],
] as const)
  test(`the answer to a forwarded problem is a duty of 陈海燕 of the management department ${where}, and its number opens the problem`, async ({
    openAs,
    page,
    stack,
  }) => {
    await page.setViewportSize(size)
    const admin = await openPhone(stack.gatewayUrl, 'limin')
    const { version, allowed } = await admin.get<FeedbackView>(`/api/feedback/${problem}`)
    if (allowed.includes('forward'))
      await postOrThrow(admin, `/api/feedback/${problem}/forward`, { version, title: '会议室投屏连不上' })
    await openAs('chenhaiyan', '/me/duties', { ua })
    for (const [clause, words] of [
      ['2.1①', '保障后台运行'],
      ['2.1③', '手动办理变更'],
    ] as const)
      await expect(page.getByRole('listitem').filter({ hasText: words })).toContainText(clause)
    await expect(page.getByText('组织信息核对')).toHaveCount(0)
    const duty = page.getByRole('listitem').filter({ hasText: '协调并答复问题' })
    await expect(duty.getByText('2.1⑤')).toBeVisible()
    await duty.getByRole('link', { name: '待办 1 件', exact: true }).click()
    await expect(page).toHaveURL(/\/feedback\/board\?view=mine$/)
    await expect(page.getByRole('link', { name: /投屏/ })).toHaveCount(1)
  })

test('高峰 sees the unsigned duties of a group’s owner as one open task, opens the group by its number, and has none once they are signed', async ({
  openAs,
  page,
  stack,
}) => {
  await page.setViewportSize(PHONE)
  await declareGroup(stack.gatewayUrl, 'gaofeng', GROUP, ['xujiaqi', 'wangfang'])
  await openAs('gaofeng', '/me/duties')
  const duty = page.getByRole('listitem').filter({ hasText: '管理好自己的群' })
  await expect(duty.getByText('4.1③（2）')).toBeVisible()
  await duty.getByRole('link', { name: '待办 1 件', exact: true }).click()
  await expect(page).toHaveURL(/\/groups\?waiting=leader$/)
  const waiting = page.getByRole('region', { name: '待你处理' }).getByRole('listitem')
  await expect(waiting).toHaveCount(1)
  await waiting.getByRole('link', { name: new RegExp(GROUP) }).click()
  await page.getByRole('button', { name: '签署三条职责' }).click()
  await expect(page.getByText(/高峰 .*签署/)).toBeVisible()
  await openAs('gaofeng', '/me/duties')
  await expect(duty.getByText('无待办')).toBeVisible()
})
