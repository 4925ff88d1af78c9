import type { policyPeopleV1 } from '@desk/shared/policies/backend-api/api-schemas'
import { readFileSync } from 'node:fs'
import readXlsxFile from 'read-excel-file/node'
import type * as z from 'zod/mini'
import { expect, test } from './fixtures.ts'
import { templateId } from './policy.steps.ts'

type PeopleV1 = z.infer<typeof policyPeopleV1>

const INSIDE = '10.2.8.14'
const OUTSIDE = '10.9.9.9'

/**
 * Tests an API key, from its creation to its call log, and the export of the people of a policy as a workbook. Needs a published
 * policy that binds the company.
 */
export function apiJourney(): void {
  test('a key restricted by scope and address reads people, and is refused from elsewhere', async ({
    openAs,
    stack,
  }) => {
    test.setTimeout(180_000)
    const id = await templateId(stack.gatewayUrl)
    const page = await openAs('chenhaiyan', '/settings/api-keys', { ua: 'windows' })
    await page.getByLabel('名称').fill('审计平台')
    await page.getByLabel('来源地址').fill('10.2.8')
    await page.getByRole('button', { name: '生成密钥' }).click()
    for (const fault of ['请选择日期，最长一年', '不是 IP 地址或网段', '请至少选择一项权限'])
      await expect(page.getByRole('alert').filter({ hasText: fault })).toBeVisible()
    await page.getByLabel('有效期至').fill('2026-06-30')
    await page.getByLabel('来源地址').fill('10.2.8.0/24')
    await page.getByRole('switch', { name: '读取签收进度' }).click()
    await page.getByRole('button', { name: '生成密钥' }).click()
    const key = await page.getByRole('textbox', { name: '审计平台' }).inputValue()
    await expect(page.getByText('10.2.8.0/24', { exact: true })).toBeVisible()
    await expect(page.locator('[name=name]')).toHaveValue('')
    await expect(page.getByRole('switch', { name: '读取签收进度' })).not.toBeChecked()

    // A proxy names the address of its caller.
    const call = async (address: string, path: string) =>
      fetch(`${stack.appUrl}/api/v1/${path}`, {
        headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': address },
      })
    const people = await call(INSIDE, `policies/${id}/people`)
    expect(people.status).toBe(200)
    const { items } = (await people.json()) as PeopleV1
    expect(items.length).toBeGreaterThan(20)
    expect(items.every(({ name }) => name === null)).toBe(true)
    const refused = await call(OUTSIDE, `policies/${id}/people`)
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { error: { details: { action: 'address', address: OUTSIDE } } },
    ])
    await page.reload()
    await expect(page.getByRole('cell', { name: '来自 10.9.9.x' })).toContainText('地址不符，已拒绝')
    expect((await call(INSIDE, 'receipts/0000-0000')).status).toBe(403)

    await page.reload()
    await page.getByRole('button', { name: '调用记录 审计平台' }).click()
    const log = page.getByRole('dialog', { name: '“审计平台”的调用记录' })
    await expect(log.getByText('地址不符，已拒绝')).toHaveCount(1)
    await expect(log.getByText('没有权限，已拒绝')).toHaveCount(1)
    await expect(log.getByText('来自 10.2.8.x')).toHaveCount(2)
    await log.getByRole('button', { name: '关闭' }).click()

    await page.getByRole('link', { name: '接口说明' }).click()
    await expect(page.getByRole('heading', { name: /接口说明/ })).toBeVisible()
    await expect(page.getByText('GET /api/v1/policies/{id}/people').first()).toBeVisible()
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(1280)
  })

  test('a workbook is exported from the people page and opens with its totals', async ({ openAs, stack }) => {
    const id = await templateId(stack.gatewayUrl)
    const page = await openAs('chenhaiyan', `/policies/${id}/people?state=pending`, { ua: 'windows' })
    await page.getByText(/^导出(这|筛选)/).click()
    await page.getByRole('button', { name: 'Excel，含合计' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载', exact: true }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/^[^\s].* \d+\.\d+ 2026-03-17\.xlsx$/)
    const [people, totals] = await readXlsxFile(readFileSync(await file.path()))
    expect(people?.data[0]).toContain('副本，导出时已登记 SHA-256；核对：审计记录 → 核对文件')
    expect(people?.data.flat()).toContain('陈海燕')
    expect(people?.data.slice(10).every((row) => row[3] === '待签')).toBe(true)
    expect(String(totals?.data[0]?.[0])).toMatch(/^\d+ 应签 = \d+ 已签 \+ \d+ 待签 \+ \d+ 豁免$/)
  })
}
