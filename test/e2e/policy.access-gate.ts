import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import { expect, test } from './fixtures.ts'
import { publish, readToTheEnd, withBody } from './policy.steps.ts'

const TODAY = '2026-03-17'
const EIGHT_DAYS_MS = 8 * 24 * HOUR_MS

/** Tests the access gate. Runs last, because the clock advances past the due date. */
export function accessGateTests(policyId: () => string): void {
  test('the access gate leads an overdue member to sign, then admits them', async ({ openAs, stack, simulator }) => {
    const shorter = (draft: PolicyDraft): PolicyDraft => {
      const { clauses } = withBody(['2.1c'], '又改过的一条。')(draft)
      return { ...draft, clauses: clauses.filter((clause) => clause.id !== '1.1') }
    }
    await publish(stack.gatewayUrl, policyId(), 'major', shorter, TODAY)
    const lead = await openAs('tangzhenhua', '/settings/policies')
    await lead.getByRole('switch', { name: '逾期未签的成员，签收后才能进入企业微信' }).click()
    await lead.getByRole('button', { name: '开启登录前签收' }).click()
    await expect(lead.getByRole('switch', { name: '逾期未签的成员，签收后才能进入企业微信' })).toBeChecked()
    const link = new URL('https://open.weixin.qq.com/connect/oauth2/authorize')
    link.searchParams.set('redirect_uri', `${stack.gatewayUrl}/auth/second-factor`)
    await simulator.setSecondFactor({ on: true, url: link.href })

    const passed = await simulator.openSecondFactor('sunhao')
    const other = await openAs('sunhao', '/me')
    await other.goto(passed.url ?? '')
    await expect(other.getByText('验证通过')).toBeVisible()

    await simulator.advanceClock(EIGHT_DAYS_MS)
    const page = await openAs('guoji', '/me')
    const held = await simulator.openSecondFactor('guoji')
    await page.goto(held.url ?? '')
    await expect(page.getByText('签收后即可进入企业微信')).toBeVisible()
    const removed = page.getByRole('region', { name: '1 条不再适用，无需签收' })
    await expect(removed.getByText('已删除')).toBeVisible()
    await removed.locator('summary').click()
    await expect(removed.locator('del')).toBeVisible()
    await readToTheEnd(page)
    await page.getByRole('button', { name: '签收 3.0 版' }).click()
    await expect(page.getByText('验证通过')).toBeVisible()
    expect((await simulator.openSecondFactor('guoji')).url).toBeNull()
    await simulator.setSecondFactor({ on: false })
  })
}
