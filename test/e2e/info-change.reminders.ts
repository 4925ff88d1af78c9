import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { requestInfoChange, withdraw } from './info-change.steps.ts'

/** Tests reminders, transfers, delegations and undo. */
export function reminderTests(people: { applicant: string; position: string }): void {
  const { applicant, position } = people

  test('a request is reminded once from the list, which then shows the next possible time', async ({
    openAs,
    stack,
  }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `高级${position}` },
    })
    const counter = countTaps()
    let page = await openAs(applicant)
    await counter.tap(page.getByRole('link', { name: '申请', exact: true }))
    await counter.tap(page.getByRole('button', { name: '催办' }).first())
    await expect(page.getByText('已催 1 次').first()).toBeVisible()
    await expect(page.getByText(/后可再催/).first()).toBeVisible()
    expectTaps('see where it is and remind', counter.taps(), 2)
    page = await openAs('limin', `/requests/${request.id}`)
    await expect(page.getByText(/催办了 1 次/)).toBeVisible()
    await withdraw(stack.gatewayUrl, request)
  })

  test('a request that is transferred can only be decided by its new approver', async ({ openAs, stack }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `首席${position}` },
    })
    const counter = countTaps()
    let page = await openAs('limin', `/requests/${request.id}`)
    await counter.tap(page.getByRole('button', { name: '转交', exact: true }))
    await counter.tap(page.getByRole('radio', { name: /周启明/ }))
    await counter.tap(page.getByRole('button', { name: '转交给周启明' }))
    await expect(page.getByText('你转交给周启明')).toBeVisible()
    await expect(page.getByRole('button', { name: '同意 1 项' })).toBeHidden()
    expectTaps('hand a request over', counter.taps(), 3)
    page = await openAs('zhouqiming', '/approvals')
    await page.getByRole('link', { name: new RegExp(`首席${position}`) }).click()
    await expect(page.getByRole('button', { name: '同意 1 项' })).toBeVisible()
    await withdraw(stack.gatewayUrl, request)
  })

  test('an approval that is undone within the undo window opens the request again', async ({ openAs, stack }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `主任${position}` },
    })
    const counter = countTaps()
    const page = await openAs('limin', `/requests/${request.id}`)
    await counter.tap(page.getByRole('button', { name: '同意 1 项' }))
    await expect(page.getByText(/秒内可撤销/)).toBeVisible()
    expectTaps('approve from the message, with detail', counter.taps() + 1, 2)
    // The undo button is also shown after a reload.
    await page.reload()
    await counter.tap(page.getByRole('button', { name: '撤销' }))
    await expect(page.getByText('你撤销了刚才的审批')).toBeVisible()
    await expect(page.getByRole('button', { name: '同意 1 项' })).toBeVisible()
    await withdraw(stack.gatewayUrl, request)
  })

  test('while 李敏 is away, 周启明 decides as delegate, and every row shows both names', async ({ openAs, stack }) => {
    const counter = countTaps()
    let page = await openAs('limin', '/approvals')
    await page.getByRole('link', { name: /请假代理/ }).click()
    await counter.tap(page.getByRole('button', { name: '周启明', exact: true }))
    await counter.tap(page.getByRole('button', { name: '到周五' }))
    await counter.tap(page.getByRole('button', { name: /^由周启明代理，/ }))
    await expect(page.getByText('代理中')).toBeVisible()
    expectTaps('go on leave', counter.taps(), 3)

    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `资深${position}` },
    })
    page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText('等周启明 代 李敏审批').first()).toBeVisible()
    page = await openAs('zhouqiming')
    await expect(page.getByText(/你在代李敏审批，到 \d+\s月\s\d+\s日/)).toBeVisible()
    page = await openAs('zhouqiming', `/requests/${request.id}`)
    await expect(page.getByText('你代李敏审批，记录同时显示两人姓名')).toBeVisible()
    await page.getByRole('button', { name: '同意 1 项' }).click()
    await expect(page.getByText('你 代 李敏同意 1 项')).toBeVisible()
    await page.getByRole('button', { name: '撤销' }).click()
    await expect(page.getByText('你 代 李敏撤销了刚才的审批')).toBeVisible()
    await withdraw(stack.gatewayUrl, request)

    page = await openAs('limin', '/delegations')
    await page.getByRole('button', { name: '结束代理' }).first().click()
    await page.getByRole('button', { name: '再点一下，结束' }).click()
    await expect(page.getByText('已取消').first()).toBeVisible()
    page = await openAs('limin')
    await expect(page.getByText('周启明在代你审批')).toBeHidden()
  })
}
