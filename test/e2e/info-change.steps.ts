import { expect } from '@playwright/test'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

/** Submits a change of a member's information through the API, as the member. */
export async function requestInfoChange(
  gatewayUrl: string,
  userid: string,
  payload: InfoChangePayload,
): Promise<RequestView> {
  const phone = await openPhone(gatewayUrl, userid)
  const key = {
    'idempotency-key': `story-${userid}-${Object.keys(payload).join('-')}-${String(performance.now())}`.replace(
      '.',
      '-',
    ),
  }
  return postOrThrow<RequestView>(phone, '/api/requests', { kind: 'info_change', payload }, key)
}

/** Approves all changes of a request through the API and advances the clock past the undo window. */
export async function approveAll(
  stack: { gatewayUrl: string; simulator: SimulatorClient },
  approver: string,
  id: string,
) {
  const phone = await openPhone(stack.gatewayUrl, approver)
  const { version, seenHash, changes } = await phone.get<RequestView>(`/api/requests/${id}`)
  const items = changes.length === 0 ? ['group'] : changes.map(({ field }) => field)
  const fields = Object.fromEntries(items.map((field) => [field, { verdict: 'agree' }]))
  await postOrThrow(phone, `/api/requests/${id}/decision`, { version, seenHash, fields })
  await stack.simulator.advanceClock(AFTER_UNDO_MS)
}

/** Withdraws the current version of a request; retries, because a page may show an undo before the server has stored it. */
export async function withdraw(
  gatewayUrl: string,
  { id, applicant }: { id: string; applicant: { userid: string } },
): Promise<void> {
  const phone = await openPhone(gatewayUrl, applicant.userid)
  await expect(async () => {
    const { version } = await phone.get<RequestView>(`/api/requests/${id}`)
    await postOrThrow(phone, `/api/requests/${id}/withdrawal`, { version })
  }).toPass()
}
