import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { RolesView } from '@desk/shared/roles/role-schemas'
import type { Locator, Page } from '@playwright/test'
import { openPhone } from '../lib/phone-session.ts'
import { press, tabTo } from '../lib/press-keys.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { expect, test } from './fixtures.ts'

type OpenDesk = (
  open: (userid: string, path: string, device: { ua: 'windows' }) => Promise<Page>,
  who: string,
  path: string,
) => Promise<Page>
type Cast = Record<'ops' | 'lead' | 'auditor' | 'author' | 'second', string>

/**
 * Types a day into a date field, part by part. The order of the parts follows the browser's language, which may differ from
 * the page's, so both orders are tried.
 */
async function typeDay(page: Page, field: Locator, day: string): Promise<void> {
  await tabTo(page, field)
  const [year = '', month = '', date = ''] = day.split('-')
  for (const parts of [
    [year, month, date],
    [month, date, year],
  ]) {
    for (const [index, part] of parts.entries()) {
      // A full part may move the focus to the next one, so each part is reached from the first.
      for (const key of ['ArrowLeft', 'ArrowLeft', ...Array<string>(index).fill('ArrowRight')])
        await page.keyboard.press(key)
      await page.keyboard.type(part)
    }
    if ((await field.inputValue()) === day) return
  }
  await expect(field).toHaveValue(day)
}

/** Tests actions of role holders on people, overview, audit, keys, links and drafts, without a mouse. */
export function keyboardActionTests(policyId: () => string, openDesk: OpenDesk, cast: Cast): void {
  test('by keyboard alone: a person is found in the list and exempted with a preview', async ({ openAs }) => {
    const page = await openDesk(openAs, cast.ops, `/policies/${policyId()}/people?state=unsigned`)
    await page.keyboard.press('/')
    await page.keyboard.type('sunhao')
    await expect(page).toHaveURL(/q=sunhao/)
    await expect(page.getByRole('row')).toHaveCount(2)
    await tabTo(page, page.getByRole('checkbox', { name: /孙浩/ }))
    await page.keyboard.press('Space')
    await press(page, page.getByRole('button', { name: '豁免…' }))
    const dialog = page.getByRole('dialog', { name: '豁免预览' })
    await expect(dialog).toContainText('1 人将被豁免')
    await tabTo(page, dialog.getByLabel('理由'))
    await page.keyboard.type('外派')
    await typeDay(page, dialog.getByLabel('豁免到哪天'), '2026-06-30')
    await press(page, dialog.getByRole('button', { name: '豁免 1 人' }))
    await expect(page.getByRole('dialog', { name: '豁免结果' })).toContainText('已豁免 1 人')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByText('没有符合条件的人').first()).toBeVisible()
  })

  test('by keyboard alone: a cell of the overview opens exactly the people it counts, and their list can be sorted by due date', async ({
    openAs,
  }) => {
    const page = await openDesk(openAs, cast.ops, '/overview')
    const cell = page.getByRole('link', { name: /^未签 \d+ 人，应签 \d+ 人/ }).first()
    const counted = /未签 (\d+) 人/.exec((await cell.textContent()) ?? '')?.[1] ?? ''
    await press(page, cell)
    await expect(page).toHaveURL(/people\?state=unsigned&department=\d+$/)
    await expect(page.getByRole('heading', { name: '未签收' })).toBeFocused()
    await expect(page.getByText(new RegExp(`，${counted} 人(?:，紧急的在前)?$`))).toBeVisible()
    await expect(page.getByRole('rowheader')).toHaveCount(Number(counted))
    const heading = page.getByRole('columnheader', { name: '期限' })
    await press(page, heading.getByRole('button'))
    await expect(page).toHaveURL(/sort=due/)
    await expect(heading).toHaveAttribute('aria-sort', 'ascending')
  })

  test('by keyboard alone: an auditor searches for 收回 and finds who withdrew a role', async ({ openAs, stack }) => {
    const lead = await openPhone(stack.gatewayUrl, cast.lead)
    await postOrThrow(lead, '/api/settings/roles', { role: 'hr', userid: 'guoji' })
    const { company } = await lead.get<RolesView>('/api/settings/roles')
    const grant = company.find(({ member, role }) => member.userid === 'guoji' && role === 'hr')
    await postOrThrow(lead, `/api/settings/roles/${String(grant?.id)}/end`, {})
    const page = await openDesk(openAs, cast.auditor, '/audit')
    await tabTo(page, page.getByLabel('操作', { exact: true }))
    await page.keyboard.type('收回')
    await press(page, page.getByRole('button', { name: '查看', exact: true }))
    const row = page.getByRole('row').filter({ hasText: '收回角色' }).first()
    await expect(row).toContainText('郭𠮷，人事')
    await expect(row).toContainText('唐振华')
    await press(page, row.locator('summary'))
    await expect(row).toContainText('roles.end')
  })

  test('by keyboard alone: an API key is created', async ({ openAs }) => {
    const page = await openDesk(openAs, cast.ops, '/settings/api-keys')
    await tabTo(page, page.getByLabel('名称'))
    await page.keyboard.type('审计平台')
    await typeDay(page, page.getByLabel('有效期至'), '2026-06-30')
    await tabTo(page, page.getByLabel('来源地址'))
    await page.keyboard.type('10.2.8.0/24')
    await tabTo(page, page.getByRole('switch', { name: '读取签收进度' }))
    await page.keyboard.press('Space')
    await press(page, page.getByRole('button', { name: '生成密钥' }))
    await expect(page.getByRole('textbox', { name: '审计平台' })).toHaveValue(/\S{20}/)
    await press(page, page.getByRole('button', { name: '已保存，关闭' }))
    await expect(page.getByRole('rowheader', { name: /审计平台/ })).toBeVisible()
  })

  test('by keyboard alone: a link to the evidence room is created for an outside auditor, and ended', async ({
    openAs,
  }) => {
    const page = await openDesk(openAs, cast.lead, '/evidence-room/links')
    await tabTo(page, page.getByLabel('接收方'))
    await page.keyboard.type('某某会计师事务所')
    await tabTo(page, page.getByRole('checkbox', { name: '企业微信使用规范' }))
    await page.keyboard.press('Space')
    await typeDay(page, page.getByLabel('可查的第一天'), '2026-03-17')
    await typeDay(page, page.getByLabel('可查的最后一天'), '2026-03-31')
    await press(page, page.getByRole('button', { name: '生成链接' }))
    await expect(page.getByRole('textbox', { name: '某某会计师事务所' })).toHaveValue(/#/)
    await press(page, page.getByRole('button', { name: /^结束链接/ }))
    await press(page, page.getByRole('dialog').getByRole('button', { name: '结束链接' }))
    await expect(page.getByRole('row').filter({ hasText: '某某会计师事务所' })).toContainText('已结束')
  })

  test('by keyboard alone: a draft is discarded, and a policy is retired by two people', async ({ openAs, stack }) => {
    const path = `/settings/policies/${policyId()}`
    const author = await openPhone(stack.gatewayUrl, cast.author)
    const { edition } = await author.get<PolicyEditView>(`/api${path}`)
    await postOrThrow(author, `/api${path}/start`, { edition })
    const page = await openDesk(openAs, cast.author, path)
    await press(page, page.getByRole('button', { name: '放弃草稿' }))
    await press(page, page.getByRole('dialog').getByRole('button', { name: '放弃草稿' }))
    await expect(page.getByRole('button', { name: '起草新版本' })).toBeVisible()
    await press(page, page.getByRole('button', { name: '申请停用' }))
    await tabTo(page, page.getByLabel('停用原因（审核人会看到）'))
    await page.keyboard.type('已并入信息安全制度')
    await press(page, page.getByRole('dialog').getByRole('button', { name: '申请停用' }))
    await expect(page.getByText(/待.*批准停用/)).toBeVisible()
    await openDesk(openAs, cast.second, path)
    await press(page, page.getByRole('button', { name: '批准停用' }))
    await press(page, page.getByRole('dialog').getByRole('button', { name: '批准停用' }))
    await expect(page.locator('.desk-title').getByText('已停用')).toBeVisible()
  })
}
