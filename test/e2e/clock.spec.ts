import { HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { DecisionBody, RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { expect, test } from './fixtures.ts'
import { simulatedPhone } from './simulated-phone.ts'
import { atDesk } from './viewports.ts'
import { timeOf } from './days.ts'

test.use(atDesk)

const APPLICANT = 'renyifan'

test('the result of a request that is decided in the evening is sent in the morning, by the clock of the simulator', async ({
  page,
  stack,
  simulator,
}) => {
  const evening = await test.step('the clock advances to ten in the evening', async () => {
    const now = await simulator.clock.now()
    return simulator.clock.advance({ minutes: Math.ceil((timeOf(now, 22) - now) / MINUTE_MS) })
  })
  const applicant = await openPhone(stack.gatewayUrl, APPLICANT)
  const lastSeq = (await simulator.effects()).at(-1)?.seq ?? 0
  const { approver, id } = await test.step('a change is submitted and its approver is notified at once', async () => {
    const { deciders } = await applicant.get<InfoChangeForm>('/api/info-change/form')
    const userid = deciders[0]?.userid ?? ''
    const payload = { telephone: { from: '', to: '0755-8601-5001' } }
    const key = { 'idempotency-key': 'evening-00000001' }
    const request = await postOrThrow<RequestView>(applicant, '/api/requests', { kind: 'info_change', payload }, key)
    await simulator.waitForEffect((entry) => entry.effect === 'message' && entry.to.includes(userid), lastSeq)
    return { approver: await openPhone(stack.gatewayUrl, userid), id: request.id }
  })
  await test.step('it is decided and written, and no message is sent at night', async () => {
    const { version, seenHash } = await approver.get<RequestView>(`/api/requests/${id}`)
    const body: DecisionBody = { version, seenHash, fields: { telephone: { verdict: 'agree' } } }
    await postOrThrow(approver, `/api/requests/${id}/decision`, body)
    // The undo window.
    await simulator.clock.advance({ minutes: 2 })
    await simulator.waitForEffect((entry) => entry.effect === 'member.update' && entry.userid === APPLICANT, lastSeq)
    expect(await simulator.chat(APPLICANT)).toEqual([])
  })
  await test.step('the result is sent in the morning of the next working day', async () => {
    const phone = simulatedPhone(page)
    await page.goto(`${stack.simulatorUrl}/?as=${APPLICANT}`)
    await expect(phone.clock.text(/22:/)).toBeVisible()
    await phone.clock.advance('到下一个工作日 09:00')
    await expect(phone.clock.text(/09:00/)).toBeVisible()
    await expect(phone.screen.getByText('已改为 0755-8601-5001')).toBeVisible()
    const message = (await simulator.effects(lastSeq)).find(
      (entry) => entry.effect === 'message' && entry.to.includes(APPLICANT),
    )
    expect((message?.at ?? 0) - evening).toBeGreaterThan(10 * HOUR_MS)
  })
})
