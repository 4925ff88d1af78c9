import { openReporting } from '../lib/open-reporting.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { forPeople } from './evidence.steps.ts'
import { expect, test } from './fixtures.ts'
import { columnOf } from './incidents.steps.ts'
import { publish, templateId } from './policy.steps.ts'
import { DESK } from './viewports.ts'
import { todayOf } from './days.ts'

const TEXT = '仓库的同事常用别人的账号发消息'
const QUESTION = '会议室的平板也算吗'
const REPLY = '算，用完退出登录。'

/** Tests that a problem about a person moves to the incidents. Has to run before 李敏 has a delegate. */
export function moveToIncidentsTest(): void {
  test('马晓宇 asks at a desk about a person; 李敏 moves it to the incidents, and nothing of it stays in the feedback', async ({
    openAs,
    page,
    stack,
  }) => {
    await openReporting(stack.gatewayUrl)
    await page.setViewportSize(DESK)
    await openAs('maxiaoyu', '/feedback', { ua: 'windows' })
    await waitForHydration(page)
    await page.getByRole('textbox', { name: '遇到了什么问题' }).fill(TEXT)
    await page.getByRole('button', { name: /提交$/ }).click()
    await expect(page.getByRole('heading', { level: 1, name: TEXT })).toBeVisible()
    await expect(page.getByText('等李敏处理')).toBeVisible()
    const path = new URL(page.url()).pathname
    await openAs('limin', path, { ua: 'windows' })
    await waitForHydration(page)
    await page.getByRole('button', { name: '转为上报' }).click()
    const sheet = page.getByRole('dialog')
    await expect(sheet.getByText(/所有人写的内容都会转到上报/)).toBeVisible()
    await sheet.getByRole('button', { name: '转为上报' }).click()
    await expect(page).toHaveURL(/\/feedback\/board$/)
    await expect(page.getByRole('link', { name: TEXT })).toHaveCount(0)

    await openAs('linshuqing', '/incidents/cases', { ua: 'windows' })
    await waitForHydration(page)
    await expect(columnOf(page, '待受理').getByRole('link', { name: TEXT })).toBeVisible()
    await expect(page.getByText('马晓宇')).toHaveCount(0)
    await openAs('maxiaoyu', path, { ua: 'windows' })
    await expect(page.getByRole('heading', { name: '页面不存在' })).toBeVisible()
    await openAs('maxiaoyu', '/incidents', { ua: 'windows' })
    await expect(page.getByRole('main').getByRole('link', { name: /其他/ })).toBeVisible()
  })
}

/** Tests the FAQ of a policy that is published for one person. */
export function faqTests(): void {
  test('陈海燕 adds an answer to a clause at a desk, and readers of that clause find it there', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    const policy = await templateId(stack.gatewayUrl)
    const today = await todayOf(simulator)
    await publish(stack.gatewayUrl, policy, 'major', forPeople(['maxiaoyu']), today)
    await page.setViewportSize(DESK)
    await openAs('chenhaiyan', '/feedback/faq', { ua: 'windows' })
    await waitForHydration(page)
    await page.getByRole('button', { name: '新增一条' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('textbox', { name: '问题' }).fill(QUESTION)
    await sheet.getByRole('textbox', { name: '答复' }).fill(REPLY)
    const clause = sheet.getByRole('combobox', { name: '所属条款' })
    // The first two options are an answer without a clause and the foreword.
    const label = (await clause.locator('option').nth(2).textContent()) ?? ''
    await clause.selectOption({ label })
    await sheet.getByRole('button', { name: '加入，所有人可见' }).click()
    await expect(page.getByRole('heading', { level: 3, name: QUESTION })).toBeVisible()
    await openAs('maxiaoyu', `/policies/${policy}`, { ua: 'windows' })
    await waitForHydration(page)
    await expect(page.getByText('常见问题 1 个')).toHaveCount(1)
    const article = page.getByRole('article', { name: label })
    await article.getByText('常见问题 1 个').click()
    await expect(article.getByText(REPLY)).toBeVisible()
  })
}
