import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { MyPolicies } from '@desk/shared/policies/policy-schemas'
import type { RolesView } from '@desk/shared/roles/role-schemas'
import type { Page } from '@playwright/test'
import { waitForDirectory } from '../lib/directory-read.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { publish, templateId, firstClauses } from './policy.steps.ts'

const TODAY = '2026-03-17'
const [AUTHOR, SECOND] = ['zhouqiming', 'maxiaoyu']
/** Submit, open, comment, approve, open, publish. */
const TAPS_TO_PUBLISH = 6

/** Tests a version from draft to publication by two compliance officers, at a desktop width. */
export function authoringTests(): void {
  let id = ''
  const editPath = () => `/settings/policies/${id}`

  test('two compliance officers are granted their role by the ops lead', async ({ stack }) => {
    await waitForDirectory(stack.gatewayUrl)
    id = await templateId(stack.gatewayUrl)
    await publish(stack.gatewayUrl, id, 'major', firstClauses(4), TODAY)
    const lead = await openPhone(stack.gatewayUrl, 'tangzhenhua')
    for (const userid of [AUTHOR, SECOND])
      await postOrThrow(lead, '/api/settings/roles', { role: 'compliance', userid })
  })

  test('a version is written, returned with a reason, corrected, approved with a comment and published', async ({
    openAs,
    stack,
  }) => {
    const page = await openAs(AUTHOR, editPath())
    await page.getByRole('button', { name: '起草新版本' }).click()
    await write(page, '在工作群里不谈与工作无关的事，两小时内回复。')
    await expect(page.locator('.clause-change ins').filter({ hasText: '小时' }).first()).toBeVisible()
    await expect(page.locator('.phone-screen ins').filter({ hasText: '小时' }).first()).toBeVisible()
    await page.getByRole('button', { name: '提交审核' }).click()
    await expect(page.getByText(/待.*审核，起草人不能审核自己的版本/)).toBeVisible()

    await openAs(SECOND, editPath())
    await page.getByRole('button', { name: '退回', exact: true }).click()
    await expect(page.getByText('请写明退回原因，起草人会看到')).toBeVisible()
    await page.getByLabel('意见（退回时必填）').fill('“两小时”按工作时间算，要写清楚')
    await page.getByRole('button', { name: '退回', exact: true }).click()
    await expect(page.locator('.desk-title').getByText('草稿')).toBeVisible()

    await openAs(AUTHOR, editPath())
    await expect(page.getByText(/退回：“两小时”按工作时间算/)).toBeVisible()
    await write(page, '在工作群里不谈与工作无关的事，两个工作小时内回复。')
    const start = performance.now()
    const { tap, type, taps } = countTaps()
    await tap(page.getByRole('button', { name: '提交审核' }))
    await expect(page.getByText(/待.*审核，起草人不能审核自己的版本/)).toBeVisible()

    await openAs(SECOND, '/settings/policies')
    await tap(page.getByRole('link', { name: /企业微信使用规范/ }).first())
    await expect(page.getByText(/签全部 4 条/).first()).toBeVisible()
    await type(page.getByLabel('意见（退回时必填）'), '时限清楚了，可以发布')
    await tap(page.getByRole('button', { name: '批准此版本' }))
    await expect(page.getByText('已批准：时限清楚了，可以发布').first()).toBeVisible()

    await openAs(AUTHOR, '/settings/policies')
    await tap(page.getByRole('link', { name: /企业微信使用规范/ }).first())
    await tap(page.getByRole('button', { name: /^发布，通知 \d+ 人/ }))
    await expect(page.getByRole('status').filter({ hasText: '已发布' })).toBeVisible()
    const seconds = (performance.now() - start) / 1000
    expectTaps('publish with a second person', taps(), TAPS_TO_PUBLISH, seconds)
    const { current } = await (await openPhone(stack.gatewayUrl, AUTHOR)).get<PolicyEditView>(`/api${editPath()}`)
    expect(current).toMatchObject({ label: '2.0', approvedBy: { userid: SECOND } })

    await page.getByRole('link', { name: '2.0 版变更' }).click()
    await expect(page.locator('.draft-clause ins').filter({ hasText: '小时' }).first()).toBeVisible()
    await expect(page.getByLabel('与之比较')).toHaveValue('1')
  })

  test('a stale draft, an approval by the author and an approval after the role ended are refused', async ({
    openAs,
    stack,
  }) => {
    const author = await openPhone(stack.gatewayUrl, AUTHOR)
    const second = await openPhone(stack.gatewayUrl, SECOND)
    const api = `/api${editPath()}`
    let view = await author.get<PolicyEditView>(api)
    view = await postOrThrow<PolicyEditView>(author, `${api}/start`, { edition: view.edition })
    const page = await openAs(AUTHOR, editPath())
    const other = { ...view.draft!.content, daysToSign: 9 }
    await postOrThrow(author, `${api}/draft`, { edition: view.edition, content: other })
    await write(page, '旧页面里写的话。')
    await page.getByRole('button', { name: '保存草稿' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(page.getByLabel('正文（Markdown）').first()).toHaveValue('旧页面里写的话。')

    view = await author.get<PolicyEditView>(api)
    view = await postOrThrow<PolicyEditView>(author, `${api}/submit`, { edition: view.edition })
    const approval = { edition: view.edition, contentHash: view.draft!.contentHash }
    expect((await author.post<unknown>(`${api}/approve`, approval)).status).toBe(409)
    await openAs(SECOND, editPath())
    await expect(page.getByRole('button', { name: '批准此版本' })).toBeVisible()
    const lead = await openPhone(stack.gatewayUrl, 'tangzhenhua')
    const { company } = await lead.get<RolesView>('/api/settings/roles')
    const grant = company.find(({ role, member }) => role === 'compliance' && member.userid === SECOND)
    await postOrThrow(lead, `/api/settings/roles/${String(grant?.id)}/end`, {})
    await page.getByRole('button', { name: '批准此版本' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    expect((await second.post<unknown>(`${api}/approve`, approval)).status).toBe(404)
    await postOrThrow(lead, '/api/settings/roles', { role: 'compliance', userid: SECOND })
    view = await author.get<PolicyEditView>(api)
    expect(view.draft?.version.state).toBe('in_review')
    await postOrThrow(author, `${api}/send-back`, { edition: view.edition, reason: '再想想' })
  })

  test('a draft is discarded, and a policy is retired by two people', async ({ openAs, stack }) => {
    const page = await openAs(AUTHOR, editPath())
    await page.getByRole('button', { name: '放弃草稿' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '放弃草稿' }).click()
    await expect(page.getByRole('button', { name: '起草新版本' })).toBeVisible()

    const reader = await openPhone(stack.gatewayUrl, 'guoji')
    expect((await reader.get<MyPolicies>('/api/policies')).items).toHaveLength(1)
    await page.getByRole('button', { name: '申请停用' }).click()
    await page.getByLabel('停用原因（审核人会看到）').fill('已并入信息安全制度')
    await page.getByRole('dialog').getByRole('button', { name: '申请停用' }).click()
    await expect(page.getByText(/待.*批准停用/)).toBeVisible()

    await openAs(SECOND, editPath())
    await expect(page.getByText(/申请停用：已并入信息安全制度/)).toBeVisible()
    await page.getByRole('button', { name: '批准停用' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '批准停用' }).click()
    await expect(page.locator('.desk-title').getByText('已停用')).toBeVisible()
    expect((await reader.get<MyPolicies>('/api/policies')).items).toEqual([])
  })
}

/** Writes the text of the first clause. */
async function write(page: Page, body: string): Promise<void> {
  await page.getByRole('navigation', { name: '条款' }).getByRole('listitem').nth(1).getByRole('button').click()
  await page.getByLabel('正文（Markdown）').first().fill(body)
}
