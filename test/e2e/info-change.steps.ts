import { expect, type Locator, test } from '@playwright/test'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'

/** Viewports of a phone and of a desktop. */
export const widths = {
  phone: { viewport: { width: 375, height: 812 } },
  desk: { viewport: { width: 1024, height: 768 }, isMobile: false, hasTouch: false },
}

/** Counts taps and pressed keys that change the screen; a typed field counts as one. */
export function countTaps() {
  let taps = 0
  return {
    taps: () => taps,
    async tap(target: Locator): Promise<void> {
      taps += 1
      await target.click()
    },
    async press(target: Locator, key: string): Promise<void> {
      taps += 1
      await target.press(key)
    },
    async type(field: Locator, text: string): Promise<void> {
      taps += 1
      await field.fill(text)
    },
  }
}

type Counted = { journey: string; width: string; taps: number; target: number; seconds?: number | undefined }
const counted: Counted[] = []

/** Checks the number of taps against its target and records it. */
export function expectTaps(journey: string, taps: number, target: number, seconds?: number): void {
  counted.push({ journey, width: test.info().titlePath.at(-2) ?? '', taps, target, seconds })
  expect(taps, `taps of "${journey}"`).toBeLessThanOrEqual(target)
}

/** Prints the recorded taps and targets. */
export function printTaps(): void {
  const line = (cells: readonly string[]) => cells.map((cell, at) => cell.padEnd([46, 24, 6, 8, 8][at] ?? 0)).join('')
  const rows = counted.map(({ journey, width, taps, target, seconds }) =>
    line([journey, width, String(taps), `≤ ${String(target)}`, seconds === undefined ? '' : `${seconds.toFixed(1)} s`]),
  )
  console.log([line(['journey', 'width', 'taps', 'target', 'time']), ...rows].join('\n'))
}

/** Submits a request through the API. */
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

/** Approves all fields through the API and advances the clock past the undo window. */
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

/** Withdraws the current version of a request; retries, because a page may show an undo before the server has stored it. */
export async function withdraw(
  gatewayUrl: string,
  { id, applicant }: { id: string; applicant: { userid: string } },
): Promise<void> {
  const phone = await openPhone(gatewayUrl, applicant.userid)
  await expect(async () => {
    const { version } = await phone.get<RequestView>(`/api/requests/${id}`)
    const answer = await phone.post(`/api/requests/${id}/withdrawal`, { version })
    answered(answer, `${applicant.userid} withdraws`)
  }).toPass()
}
