import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'
import { advanceToWorkingHours } from './accounts.close.ts'
import type { Person } from './accounts.leaver.ts'
import { expect, test } from './fixtures.ts'
import { todayOf } from './days.ts'

const OPS = 'chenhaiyan'
const [ACTIVE, DISABLED] = [1, 2]

/** Tests the end of a partner's contract at a desk, from the sponsor's decision on the last day. */
export function partnerEndTest({ partner, sponsor }: { partner: Person; sponsor: Person }): void {
  test(`${sponsor.name} decides that the account of ${partner.name} ends with the contract, and WeCom shows it as disabled in the morning`, async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    const { userid } = partner
    const path = `/partners/${userid}`
    const statusOf = async () => (await simulator.member(userid)).status
    await advanceToWorkingHours(simulator)
    const ops = await openPhone(stack.gatewayUrl, OPS)
    const contract = { company: '华精外协', sponsor: sponsor.userid, endsOn: await todayOf(simulator) }
    await postOrThrow(ops, '/api/settings/partners', { ...contract, userid })
    await openAs(sponsor.userid, path, { ua: 'windows' })
    await waitForHydration(page)
    await page.getByRole('button', { name: '到期停用' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '到期停用' }).click()
    await expect(page.getByText(new RegExp(`${sponsor.name}.*选择了到期停用`))).toBeVisible()
    expect(await statusOf()).toBe(ACTIVE)
    await simulator.clock.toMorning()
    await until('the end of the contract', async () => ((await statusOf()) === DISABLED ? true : null))
    await expect(async () => {
      await openAs(sponsor.userid, path, { ua: 'windows' })
      await expect(page.getByText(/账号已停用，企业微信.*确认/)).toBeVisible({ timeout: 2_000 })
    }).toPass()
  })
}
