import { expect, type Locator, test } from '@playwright/test'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'

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

type Counted = { journey: string; width: string; taps: number; target: number; seconds?: number | undefined }
const counted: Counted[] = []

/** Holds a journey to its target, and keeps it for the table. Source of the targets: domain 5.1 to 5.3. */
export function expectTaps(journey: string, taps: number, target: number, seconds?: number): void {
  counted.push({ journey, width: test.info().titlePath.at(-2) ?? '', taps, target, seconds })
  expect(taps, `taps of "${journey}"`).toBeLessThanOrEqual(target)
}

/** Beside the targets, for whoever reads the run. */
export function printTaps(): void {
  const line = (cells: readonly string[]) => cells.map((cell, at) => cell.padEnd([46, 24, 6, 8, 8][at] ?? 0)).join('')
  const rows = counted.map(({ journey, width, taps, target, seconds }) =>
    line([journey, width, String(taps), `≤ ${String(target)}`, seconds === undefined ? '' : `${seconds.toFixed(1)} s`]),
  )
  console.log([line(['journey', 'width', 'taps', 'target', 'time']), ...rows].join('\n'))
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

const answered = ({ status, body }: { status: number; body: unknown }, what: string): void => {
  if (status >= 300) throw new Error(`${what}: ${String(status)} ${JSON.stringify(body)}`)
}

/** Everything agreed to through the API, and the minute for second thoughts is over. */
export async function approveAll(
  stack: { gatewayUrl: string; simulator: SimulatorClient },
  decider: string,
  id: string,
) {
  const phone = await openPhone(stack.gatewayUrl, decider)
  const { version, seenHash, changes } = await phone.get<RequestView>(`/api/requests/${id}`)
  const fields = Object.fromEntries(changes.map(({ field }) => [field, { verdict: 'agree' }]))
  answered(await phone.post(`/api/requests/${id}/decision`, { version, seenHash, fields }), `${decider} agrees`)
  await stack.simulator.advanceClock(61_000)
}

/** As it is by now, whatever happened to it, or is happening: a page may show an undo before the server has it. */
export async function withdraw(
  gatewayUrl: string,
  { id, applicant }: { id: string; applicant: { userid: string } },
): Promise<void> {
  const phone = await openPhone(gatewayUrl, applicant.userid)
  await expect(async () => {
    const { version } = await phone.get<RequestView>(`/api/requests/${id}`)
    const answer = await phone.post(`/api/requests/${id}/withdrawal`, { version })
    answered(answer, `${applicant.userid} withdraws`)
  }).toPass({ timeout: 5_000 })
}
