import { expect, test } from './fixtures.ts'
import { expectTaps } from './count-taps.ts'
import { requestInfoChange, withdraw } from './info-change.steps.ts'
import { simulatedPhone } from './simulated-phone.ts'

/** Tests a decision in the chat without opening a page. */
export function cardTests(people: { applicant: string; name: string }): void {
  const { applicant, name } = people

  test('a minor change is approved with one tap on the card, which then shows the decision', async ({
    page,
    stack,
  }) => {
    const request = await requestInfoChange(stack.gatewayUrl, applicant, {
      telephone: { from: '', to: '0755-8601-2790' },
    })
    const phone = simulatedPhone(page)
    await page.goto(stack.simulatorUrl)
    await phone.become('李敏')
    await phone.show('消息')
    await expect(phone.screen.getByText(`待审批：${name} 改 1 项`).last()).toBeVisible()
    await phone.tap(phone.screen.getByRole('button', { name: '同意', exact: true }).last())
    await expect(phone.screen.getByText(/李敏已(同意|审批)/).last()).toBeVisible()
    // The card says what was agreed to.
    await expect(phone.screen.getByText(/0755-8601-2790/).last()).toBeVisible()
    expectTaps('approve from the message, low risk', phone.taps(), 1)
    await withdraw(stack.gatewayUrl, request)
  })
}
