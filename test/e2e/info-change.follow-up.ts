import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { approveAll, requestInfoChange } from './info-change.steps.ts'
import { chatText } from './chat-text.ts'

const WRITE = 'user/update'

/** Tests what follows a decision: manual changes and changes by the member. */
export function followUpTests(people: { applicant: string; mobile: string }): void {
  const { applicant, mobile } = people

  test('a change that the app may not write is made manually by ops, and the request closes after verification', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { position } = await simulator.member(applicant)
    const to = `主管${position}`
    await simulator.addFault({ endpoint: WRITE, kind: 'errcode', errcode: 48002 })
    const request = await requestInfoChange(stack.gatewayUrl, applicant, { position: { from: position, to } })
    await approveAll(stack, 'limin', request.id)
    let page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText(/管理部门在后台改好岗位，核对到新值后自动办结/)).toBeVisible()

    await expect.poll(() => chatText(simulator, 'chenhaiyan')).toContain('待手动修改')
    page = await openAs('chenhaiyan')
    const counter = countTaps()
    await page.locator('a[href$="list=by_hand"]').click()
    await counter.tap(page.getByRole('link', { name: new RegExp(to) }))
    await expect(page.getByLabel('岗位', { exact: true })).toHaveValue(to)
    await page.getByRole('button', { name: '已完成，去核对' }).click()
    await expect(page.getByText(/尚未核对到新值：/)).toBeVisible()
    // The callback is lost; ops reports the change, which is then verified in WeCom.
    await simulator.setSwitches({ callbacks: 'dropped' })
    await simulator.editMember({ userid: applicant, position: to })
    await counter.tap(page.getByRole('button', { name: '已完成，去核对' }))
    await expect(page.getByText('已在后台修改，核对一致')).toBeVisible()
    expectTaps('apply manually, from the sheet', counter.taps(), 2)
    await simulator.setSwitches({ callbacks: 'delivered' })
    await page.goto(`${stack.gatewayUrl}/approvals?list=by_hand`)
    await expect(page.getByText('没有待你手动处理的申请')).toBeVisible()
    await expect.poll(() => chatText(simulator, 'chenhaiyan')).toContain('已处理，无需再处理')
    page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText('已生效').first()).toBeVisible()
  })

  test('a mobile number is changed by its owner with instructions, and then the request is done', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, { mobile: { from: '', to: mobile } })
    await approveAll(stack, 'limin', request.id)
    let page = await openAs('limin', `/requests/${request.id}`)
    await expect(page.getByText('等本人在企业微信里改手机号，改好后自动办结。')).toBeVisible()
    page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText('手机号要本人在企业微信里改')).toBeVisible()
    await page.getByRole('button', { name: '我改好了' }).click()
    await expect(page.getByText(/尚未核对到新值：/)).toBeVisible()
    await simulator.changeOwnMobile(applicant, mobile)
    await page.getByRole('button', { name: '我改好了' }).click()
    await expect(page.getByText('已生效').first()).toBeVisible()
  })
}

/** Tests what follows a change: WeCom shows another value, or the applicant disputes it. */
export function disputeTests({ applicant }: { applicant: string }): void {
  test('when WeCom accepts a write without applying it, the page shows the requested and the actual value', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { position } = await simulator.member(applicant)
    await simulator.addFault({ endpoint: WRITE, kind: 'errcode', errcode: 0, times: 1 })
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `代理${position}` },
    })
    await approveAll(stack, 'limin', request.id)
    await expect.poll(() => chatText(simulator, applicant)).toContain('已写入，核对不一致')
    let page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText(`代理${position}`).first()).toBeVisible()
    await expect(page.getByText(`当前值 ${position}`, { exact: true })).toBeVisible()
    await expect(page.getByText('已生效')).toBeHidden()
    page = await openAs('chenhaiyan')
    await page.locator('a[href$="list=by_hand"]').click()
    await page.getByRole('link', { name: new RegExp(`代理${position}`) }).click()
    await page.getByRole('button', { name: '重新写入' }).click()
    await expect(page.getByText('已生效').first()).toBeVisible()
  })

  test('a change that is disputed within seven days is checked by ops and written again', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { position } = await simulator.member(applicant)
    const to = `专职${position}`
    const request = await requestInfoChange(stack.gatewayUrl, applicant, { position: { from: position, to } })
    await approveAll(stack, 'limin', request.id)
    let page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText('已生效').first()).toBeVisible()
    // The value was changed back in the WeCom console.
    await simulator.editMember({ userid: applicant, position })
    await page.getByRole('button', { name: '有误，申请核查', exact: true }).click()
    await page.getByLabel('哪里有误').fill('通讯录里还是旧岗位')
    await page.getByRole('button', { name: '提交给管理部门' }).click()
    await expect(page.getByText('你反映有误', { exact: true })).toBeVisible()

    await expect.poll(() => chatText(simulator, 'chenhaiyan')).toContain('反映有误，申请核查')
    page = await openAs('chenhaiyan', '/approvals?list=by_hand')
    await page.getByRole('link', { name: /申请人反映有误，待你答复/ }).click()
    await expect(page.getByText('通讯录里还是旧岗位').first()).toBeVisible()
    await page.getByLabel('写给申请人的一句话').fill('后台被改回去了，已重写')
    await page.getByRole('button', { name: '重新写入' }).click()
    await expect(page.getByText('已生效').first()).toBeVisible()
    page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText('后台被改回去了，已重写').first()).toBeVisible()
    expect((await simulator.member(applicant)).position).toBe(to)
  })
}
