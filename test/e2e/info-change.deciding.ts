import { infoField, infoRow } from '../lib/info-form.ts'
import { expect, test } from './fixtures.ts'
import { countTaps, expectTaps } from './count-taps.ts'
import { requestInfoChange, withdraw } from './info-change.steps.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

/** Tests submission and decision of a request. */
export function decidingTests(people: { applicant: string; officePhone: string }): void {
  const { applicant, officePhone } = people

  test('a change is submitted from home in four taps, and its page shows state and approver', async ({
    openAs,
    stack,
  }) => {
    const counter = countTaps()
    const page = await openAs(applicant)
    await counter.tap(page.getByRole('link', { name: '改我的信息' }))
    await counter.tap(infoRow(page, '座机'))
    // The row that was tapped has become the field, with the cursor in it.
    await expect(infoField(page, '座机')).toBeFocused()
    await infoField(page, '座机').fill(officePhone)
    await counter.tap(page.getByRole('button', { name: '提交 1 项变更' }))
    await expect(page.getByText('等李敏审批').first()).toBeVisible()
    expectTaps('change one own field', counter.taps(), 4)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await withdraw(stack.gatewayUrl, { id, applicant: { userid: applicant } })
  })

  test('a request is decided field by field, with a reason and its clause for the refused field', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { position } = await simulator.member(applicant)
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      position: { from: position, to: `见习${position}` },
      telephone: { from: '', to: officePhone },
    })
    const counter = countTaps()
    let page = await openAs('limin', `/requests/${request.id}`)
    const group = page.getByRole('group', { name: /岗位/ })
    await counter.tap(group.getByRole('button', { name: '不同意' }))
    await counter.tap(page.getByRole('button', { name: /和实际不符/ }))
    await counter.tap(page.getByRole('button', { name: '同意 1 项，不同意 1 项' }))
    await expect(page.getByText(/秒内可撤销/)).toBeVisible()
    expectTaps('agree to one field, refuse the other', counter.taps(), 3)
    await simulator.advanceClock(AFTER_UNDO_MS)
    await expect.poll(async () => (await simulator.member(applicant)).telephone).toBe(officePhone)
    page = await openAs(applicant, `/requests/${request.id}`)
    await expect(page.getByText('部分生效').first()).toBeVisible()
    await expect(page.getByText('和实际不符').first()).toBeVisible()
    expect(await simulator.member(applicant)).toMatchObject({ position, telephone: officePhone })
  })
}
