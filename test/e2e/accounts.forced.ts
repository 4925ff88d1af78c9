import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { until } from '../lib/wait-until.ts'
import { listDisableEffects, advanceToWorkingHours } from './accounts.close.ts'
import type { Person } from './accounts.leaver.ts'
import { msUntilEvening } from './accounts.steps.ts'
import { expect, test } from './fixtures.ts'
import { dayAfter, todayOf } from './days.ts'

const HR = 'xiaolan'
const OPS = 'chenhaiyan'
const LEAD = { userid: 'tangzhenhua', name: '唐振华' }
const [NOT_NEEDED, NO_HEIR] = ['合作已经结束', '部门已撤销，没有接手人']

/** Tests the closing of an account that sponsors two partners, neither of whom gets another sponsor. */
export function forcedTest({ leaver, waived, left }: { leaver: Person; waived: Person; left: Person }): void {
  test(`${leaver.name} leaves without an heir: HR waives one item, the lead forces the end, and the account is disabled in the evening`, async ({
    openAs,
    page,
    stack,
    simulator,
  }) => {
    await advanceToWorkingHours(simulator)
    const ops = await openPhone(stack.gatewayUrl, OPS)
    const contract = { company: '外协厂', sponsor: leaver.userid, endsOn: await dayAfter(simulator, 90) }
    for (const { userid } of [waived, left]) await postOrThrow(ops, '/api/settings/partners', { ...contract, userid })
    const hr = await openPhone(stack.gatewayUrl, HR)
    const body = { kind: 'leave', subjectId: leaver.userid, lastDay: await todayOf(simulator) }
    const path = `/leavers/${(await postOrThrow<ClosingView>(hr, '/api/closings', body)).id}`
    const sheet = page.getByRole('dialog')
    const rowOf = ({ name }: Person) => page.locator('li, tr').filter({ hasText: name }).last()

    await test.step('HR waives one item with the reason, and cannot force the end', async () => {
      await openAs(HR, path)
      await waitForHydration(page)
      await rowOf(waived).getByRole('button', { name: '无需交接' }).click()
      await sheet.getByRole('textbox', { name: '无需交接的原因' }).fill(NOT_NEEDED)
      await sheet.getByRole('button', { name: '无需交接' }).click()
      await expect(sheet).toHaveCount(0)
      await expect(rowOf(waived)).toContainText(NOT_NEEDED)
      await expect(page.getByRole('button', { name: '强制停用' })).toHaveCount(0)
    })
    await test.step('the lead forces the end although the other item is open', async () => {
      await openAs(LEAD.userid, path)
      await waitForHydration(page)
      await page.getByRole('button', { name: '强制停用' }).click()
      await sheet.getByRole('textbox', { name: '强制停用的原因' }).fill(NO_HEIR)
      await sheet.getByRole('button', { name: '强制停用' }).click()
      await expect(sheet).toHaveCount(0)
      await expect(page.getByText(NO_HEIR).first()).toBeVisible()
      expect(await listDisableEffects(simulator, leaver.userid)).toEqual([])
    })
    await simulator.advanceClock(msUntilEvening(await simulator.clock.now()))
    await until('the disabled account', async () =>
      (await listDisableEffects(simulator, leaver.userid)).length > 0 ? true : null,
    )
    await openAs(HR, path)
    await expect(page.getByText('企业微信确认已停用').first()).toBeVisible()
    await expect(rowOf(left)).toContainText('待指定')
    await page.getByRole('link', { name: '办理记录（可打印）' }).click()
    await expect(page.getByRole('heading', { level: 1, name: `${leaver.name}的办理记录` })).toBeVisible()
    await expect(page.getByText(new RegExp(`^${LEAD.name}，`)).first()).toBeVisible()
    for (const reason of [NOT_NEEDED, NO_HEIR]) await expect(page.getByText(reason).first()).toBeVisible()
  })
}
