import type { Locator } from '@playwright/test'
import type { InfoChangePayload } from '@desk/shared/requests/kinds/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'

/** Wide and narrow: what people hold in the lift, and what stands on their desk. */
export const widths = [
  { name: 'on the phone', use: { viewport: { width: 375, height: 812 } } },
  { name: 'at a desk', use: { viewport: { width: 1024, height: 768 }, isMobile: false, hasTouch: false } },
] as const

/** One tap is one press that changes the screen; a typed field counts one. Source: domain 5. */
export function countTaps() {
  let taps = 0
  return {
    taps: () => taps,
    async tap(target: Locator): Promise<void> {
      taps += 1
      await target.click()
    },
    async type(field: Locator, text: string): Promise<void> {
      taps += 1
      await field.fill(text)
    },
  }
}

/** Beside its target, for whoever reads the run. */
export function printTaps(journey: string, taps: number, target: number, seconds?: number): void {
  const time = seconds === undefined ? '' : `, ${seconds.toFixed(1)} s`
  console.log(`taps: ${journey.padEnd(40)} ${String(taps).padStart(2)}  (target ≤ ${String(target)})${time}`)
}

/** Asked for through the API, as somebody else's part of the story. */
export async function ask(gatewayUrl: string, userid: string, payload: InfoChangePayload): Promise<RequestView> {
  const phone = await openPhone(gatewayUrl, userid)
  const key = {
    'idempotency-key': `story-${userid}-${Object.keys(payload).join('-')}-${String(performance.now())}`.replace(
      '.',
      '-',
    ),
  }
  const { status, body } = await phone.post<RequestView>('/api/requests', { kind: 'info_change', payload }, key)
  if (status !== 201) throw new Error(`${userid} could not ask: ${String(status)} ${JSON.stringify(body)}`)
  return body
}

/** As it is by now, whatever happened to it. */
export async function withdraw(gatewayUrl: string, { id, applicant }: RequestView): Promise<void> {
  const phone = await openPhone(gatewayUrl, applicant.userid)
  const { version } = await phone.get<RequestView>(`/api/requests/${id}`)
  const { status, body } = await phone.post(`/api/requests/${id}/withdrawal`, { version })
  if (status !== 200)
    throw new Error(`${applicant.userid} could not withdraw: ${String(status)} ${JSON.stringify(body)}`)
}
