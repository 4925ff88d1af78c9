import { expect } from '@playwright/test'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'

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
