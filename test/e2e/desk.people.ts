import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import type { RolesView } from '@desk/shared/roles/role-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { signThroughApi } from '../lib/sign-policy.ts'
import { waitForDirectory } from '../lib/directory-read.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { publish, templateId } from './policy.steps.ts'
import { DESK, PHONE } from './viewports.ts'
import { dayAfter, todayOf } from './days.ts'

const ANSWER = { taps: 3, ms: 10_000 }
const REMIND_TAPS = 2
const REMINDED = 27

/** The first signs, the second asks a question, the third asks to be exempt. */
const [signer, asker, applicant] = ['limin', 'sunhao', 'chenhaiyan'] as const
const named = [signer, asker, applicant]

/** Tests what the management department does with the people of a policy, and what an auditor asks about them. */
export function peopleTests(): void {
  let id = ''
  let code = ''
  let request = ''

  test('a policy binds 29 people; one of them signs, and one asks a question', async ({ stack, simulator }) => {
    await waitForDirectory(stack.gatewayUrl)
    id = await templateId(stack.gatewayUrl)
    const response = await fetch(`${simulator.url}/__sim__/members`)
    const members = (await response.json()) as { userid: string; status: number }[]
    const ops = await openPhone(stack.gatewayUrl, 'chenhaiyan')
    // Some members are outside the range that the app may see.
    const isKnown = async (userid: string) =>
      ops.get(`/api/signing-records/${userid}`).then(
        () => true,
        () => false,
      )
    const people: string[] = [...named]
    for (const { userid, status } of members)
      if (people.length < REMINDED + 2 && status === 1 && !people.includes(userid) && (await isKnown(userid)))
        people.push(userid)
    const today = await todayOf(simulator)
    const change = (draft: PolicyDraft): PolicyDraft => ({
      ...draft,
      clauses: draft.clauses.slice(0, 3),
      audience: { everyone: false, departments: [], roles: [], partners: false, people },
    })
    await publish(stack.gatewayUrl, id, 'major', change, today)
    ;({ code } = await signThroughApi(stack.gatewayUrl, signer, id, () => simulator.clock.advance({ minutes: 2 })))
    const phone = await openPhone(stack.gatewayUrl, asker)
    const { versionId } = await phone.get<PolicyReadingView>(`/api/policies/${id}`)
    await postOrThrow(phone, `/api/policies/${id}/questions`, { versionId, clauseId: null, text: '平板算吗？' })
  })

  test('one tap on the audit page says whether the log is intact', async ({ openAs, page }) => {
    await page.setViewportSize(DESK)
    await openAs('qinyue', '/audit')
    await waitForHydration(page)
    const start = performance.now()
    const { tap, taps } = countTaps()
    await tap(page.getByRole('button', { name: '验证', exact: true }))
    await expect(page.getByText(/^验证通过，共/).first()).toBeVisible()
    expectTaps('see if the log is intact', taps(), 1, (performance.now() - start) / 1000)
  })

  test('“did 李敏 sign, and which text” is answered by one search', async ({ openAs, page }) => {
    await page.setViewportSize(DESK)
    await openAs('qinyue', '/audit')
    await waitForHydration(page)
    const start = performance.now()
    const { tap, type, taps } = countTaps()
    await tap(page.getByRole('link', { name: '签收记录', exact: true }))
    await type(page.getByRole('searchbox', { name: '姓名、拼音或凭证码' }), 'limin')
    await tap(page.getByRole('button', { name: '查询' }))
    const answer = page.getByRole('listitem').filter({ hasText: '企业微信使用规范' })
    await expect(answer).toContainText('已签')
    await expect(answer).toContainText(/\d\.0 版/)
    await expect(answer).toContainText(code)
    const ms = performance.now() - start
    expectTaps('did X sign, and which text', taps(), ANSWER.taps, ms / 1000)
    expect(ms).toBeLessThan(ANSWER.ms)
    await page.getByRole('link', { name: '李敏的签收记录' }).click()
    await expect(page.getByRole('heading', { name: '李敏' })).toBeVisible()
    await expect(page.getByText(/看了 \d+ 条，共 \d+ 秒/)).toBeVisible()
    await expect(page.getByText('待签通知')).toBeVisible()
    await page.emulateMedia({ media: 'print' })
    await expect(page.getByRole('textbox', { name: /版的凭证码$/ })).toBeVisible()
    await expect(page.locator('.desk .van-button:visible')).toHaveCount(0)
  })

  test('27 people are reminded after a preview that says who is left out, and the result counts them', async ({
    openAs,
    page,
    simulator,
  }) => {
    await simulator.clock.toWorkday()
    await page.setViewportSize(DESK)
    await openAs('chenhaiyan', `/policies/${id}/people`)
    await waitForHydration(page)
    const start = performance.now()
    const { tap, taps } = countTaps()
    await tap(page.getByRole('button', { name: '催办名单里的人…' }))
    const dialog = page.getByRole('dialog', { name: '催办预览' })
    await expect(dialog).toContainText(`${String(REMINDED)} 人会收到`)
    await expect(dialog).toContainText('先答复疑问')
    await expect(dialog).toContainText('催你签收：企业微信使用规范')
    await tap(dialog.getByRole('button', { name: `催办 ${String(REMINDED)} 人` }))
    const result = page.getByRole('dialog', { name: '催办结果' })
    await expect(result).toContainText(`企业微信已接收 ${String(REMINDED)} 人`, { timeout: 30_000 })
    expectTaps(`remind ${String(REMINDED)} with a preview`, taps(), REMIND_TAPS, (performance.now() - start) / 1000)
    await result.getByRole('button', { name: '关闭' }).click()
    await page.getByRole('button', { name: '催办名单里的人…' }).click()
    await expect(page.getByRole('dialog')).toContainText('今天催过')
  })

  test('an exemption is requested on the phone, and its applicant cannot decide it', async ({
    openAs,
    page,
    simulator,
    stack,
  }) => {
    await page.setViewportSize(PHONE)
    await openAs(applicant, `/policies/${id}`)
    await waitForHydration(page)
    const start = performance.now()
    const { tap, type, taps } = countTaps()
    await tap(page.getByRole('button', { name: '申请豁免' }))
    await type(page.getByLabel('理由'), '产假')
    await type(page.getByLabel('豁免到哪天'), await dayAfter(simulator, 30))
    await tap(page.getByRole('button', { name: '提交申请' }))
    await expect(page.getByText(/《企业微信使用规范》到 .*，产假/)).toBeVisible()
    expectTaps('request an exemption', taps(), 4, (performance.now() - start) / 1000)
    request = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await expect(page.getByRole('button', { name: /^同意/ })).toHaveCount(0)
    const phone = await openPhone(stack.gatewayUrl, applicant)
    const { version, seenHash } = await phone.get<{ version: number; seenHash: string }>(`/api/requests/${request}`)
    const own = await phone.post<{ error: { code: string } }>(
      `/api/requests/${request}/decision`,
      { version, seenHash, fields: { exemption: { verdict: 'agree' } } },
      { 'idempotency-key': 'own-exemption-0001' },
    )
    expect(own.body.error.code).toBe('request.self_approval')
  })

  test('another lead approves the exemption, and the person is exempt', async ({ openAs, page, stack }) => {
    await page.setViewportSize(PHONE)
    await openAs('tangzhenhua', '/approvals')
    await page.getByRole('link', { name: /豁免/ }).first().click()
    await page.getByRole('button', { name: /^同意/ }).last().click()
    await expect(page.getByText(/已豁免|已同意/).first()).toBeVisible()
    const phone = await openPhone(stack.gatewayUrl, applicant)
    await expect(async () => {
      expect((await phone.get<PolicyReadingView>(`/api/policies/${id}`)).task.state).toBe('exempt')
    }).toPass({ timeout: 30_000 })
  })

  test('an auditor searches for 收回 and finds who withdrew a role', async ({ openAs, page, stack }) => {
    const lead = await openPhone(stack.gatewayUrl, 'chenhaiyan')
    await postOrThrow(lead, '/api/settings/roles', { role: 'hr', userid: 'guoji' })
    const { company } = await lead.get<RolesView>('/api/settings/roles')
    const grant = company.find(({ member, role }) => member.userid === 'guoji' && role === 'hr')
    await postOrThrow(lead, `/api/settings/roles/${String(grant?.id)}/end`, {})
    await page.setViewportSize(DESK)
    await openAs('qinyue', '/audit')
    await waitForHydration(page)
    const start = performance.now()
    const { tap, type, taps } = countTaps()
    await type(page.getByLabel('操作', { exact: true }), '收回')
    await tap(page.getByRole('button', { name: '查看' }))
    const row = page.getByRole('row').filter({ hasText: '收回角色' })
    await expect(row).toContainText('陈海燕')
    await expect(row).toContainText('郭𠮷，人事')
    expectTaps('who withdrew a role', taps(), ANSWER.taps, (performance.now() - start) / 1000)
    await row.getByText('展开').click()
    await expect(row).toContainText('roles.end')
  })
}
