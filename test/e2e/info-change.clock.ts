import { openInfoField } from '../lib/info-form.ts'
import { expect, test } from './fixtures.ts'
import { approveAll, requestInfoChange, withdraw } from './info-change.steps.ts'
import { dayAfter } from './days.ts'

/** Tests reminders and an effective day, which take days. Each test leaves the clock on a working morning. */
export function clockTests(people: { applicant: string }): void {
  const { applicant } = people

  test('a request is reminded three times with pauses, and the third time it is escalated', async ({
    openAs,
    stack,
    simulator,
  }) => {
    await simulator.clock.toWorkday()
    const { position } = await simulator.member(applicant)
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `值班${position}` },
    })
    const remind = async (count: number) => {
      const page = await openAs(applicant, `/requests/${request.id}`)
      await page.getByRole('button', { name: '更多' }).click()
      await page.getByRole('button', { name: /^催办/ }).click()
      await expect(page.getByText(`催办了 ${String(count)} 次`)).toBeVisible()
      return page
    }
    let page = await remind(1)
    await simulator.clock.advance({ hours: 1 })
    await page.reload()
    await page.getByRole('button', { name: '更多' }).click()
    await expect(page.getByRole('button', { name: /^催办.*后可再催/ })).toBeDisabled()
    await simulator.clock.advance({ hours: 5 })
    await remind(2)
    await simulator.clock.toWorkday()
    await simulator.clock.advance({ hours: 3 })
    await remind(3)
    page = await openAs('zhouqiming', '/approvals')
    await page.getByRole('link', { name: new RegExp(`值班${position}`) }).click()
    await expect(page.getByText(/催办了 3 次/)).toBeVisible()
    await expect(page.getByRole('button', { name: '同意 1 项' })).toBeVisible()
    await withdraw(stack.gatewayUrl, request)
    await simulator.clock.toWorkday()
  })

  test('a change that is approved today is written on its effective day', async ({ openAs, stack, simulator }) => {
    const { position } = await simulator.member(applicant)
    const to = `轮值${position}`
    const day = await dayAfter(simulator, 2)
    let page = await openAs(applicant, '/requests/new/info-change')
    await (await openInfoField(page, '岗位')).fill(to)
    await page.getByRole('textbox', { name: '生效日期' }).fill(day)
    await page.getByRole('button', { name: '提交 1 项变更' }).click()
    await expect(page.getByText('等李敏审批').first()).toBeVisible()
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await approveAll(stack, 'limin', id)
    page = await openAs(applicant, `/requests/${id}`)
    await expect(page.getByText(/生效，到那天自动写入/).first()).toBeVisible()
    await simulator.clock.toMorning()
    expect((await simulator.member(applicant)).position).toBe(position)
    await simulator.clock.toMorning()
    page = await openAs(applicant, `/requests/${id}`)
    await expect(page.getByText('已生效').first()).toBeVisible()
    expect((await simulator.member(applicant)).position).toBe(to)

    // The change can be disputed within seven days.
    await expect(page.getByRole('button', { name: '有误，申请核查', exact: true })).toBeVisible()
    await simulator.clock.advance({ days: 7 })
    page = await openAs(applicant, `/requests/${id}`)
    await expect(page.getByText('已生效').first()).toBeVisible()
    await expect(page.getByRole('button', { name: '有误，申请核查', exact: true })).toBeHidden()
    await simulator.clock.toWorkday()
  })
}
