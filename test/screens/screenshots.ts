import type { DecisionBody, RequestPage, RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

/** A page as a member sees it. Its content may depend on earlier steps. */
export type Scene = { name: string; userid: string; path: string }

export const staticScenes: readonly Scene[] = [
  { name: 'home-quiet', userid: 'guoji', path: '/' },
  { name: 'info-change-form', userid: 'guoji', path: '/requests/new/info-change' },
  { name: 'requests-none', userid: 'guoji', path: '/requests' },
  { name: 'approvals-none', userid: 'limin', path: '/approvals' },
  { name: 'approvals-none-handled', userid: 'limin', path: '/approvals?list=handled' },
  { name: 'approvals-none-by-hand', userid: 'chenhaiyan', path: '/approvals?list=by_hand' },
  { name: 'no-permission-settings', userid: 'guoji', path: '/settings' },
  { name: 'not-found', userid: 'guoji', path: '/nowhere' },
  { name: 'refused-outsider', userid: 'outsider', path: '/' },
  { name: 'refused-out-of-range', userid: 'shenguowei', path: '/' },
  { name: 'refused-not-activated', userid: 'luyao', path: '/' },
  { name: 'refused-without-state', userid: 'wangfang', path: '/auth/callback?code=abc' },
]

export const openScenes = (id: string): Scene[] => [
  { name: 'home-running', userid: 'guoji', path: '/' },
  { name: 'home-waiting', userid: 'limin', path: '/' },
  { name: 'requests', userid: 'guoji', path: '/requests' },
  { name: 'request-open', userid: 'guoji', path: `/requests/${id}` },
  { name: 'approvals', userid: 'limin', path: '/approvals' },
  { name: 'approval', userid: 'limin', path: `/requests/${id}` },
]

export const doneScenes = (id: string): Scene[] => [
  { name: 'request-done', userid: 'guoji', path: `/requests/${id}` },
  { name: 'approval-done', userid: 'limin', path: `/requests/${id}` },
  { name: 'approvals-handled', userid: 'limin', path: '/approvals?list=handled' },
]

export const returnedScenes = (id: string): Scene[] => [
  { name: 'request-returned', userid: 'zhaolixia', path: `/requests/${id}` },
  { name: 'request-resubmission', userid: 'zhaolixia', path: `/requests/${id}/edit` },
]

/** Submits a request of 赵丽霞, returns it as 李敏, and delegates for the next week. */
export async function sendBackRequest(gatewayUrl: string): Promise<string> {
  const applicant = await openPhone(gatewayUrl, 'zhaolixia')
  const payload = { position: { from: '检验员', to: '高级检验员' } }
  const key = { 'idempotency-key': 'screens-00000002' }
  const { id, version, seenHash } = await postOrThrow<RequestView>(
    applicant,
    '/api/requests',
    { kind: 'info_change', payload },
    key,
  )
  const approver = await openPhone(gatewayUrl, 'limin')
  const reason = { code: 'needs_proof', text: '请附调岗通知' }
  await postOrThrow(approver, `/api/requests/${id}/return`, { version, seenHash, reason })
  await postOrThrow(approver, '/api/delegations', {
    delegate: 'zhouqiming',
    startsOn: '2026-03-23',
    endsOn: '2026-03-27',
  })
  return id
}

/** Submits a request of 郭𠮷 with two changes. */
export async function submitRequest(gatewayUrl: string): Promise<string> {
  const phone = await openPhone(gatewayUrl, 'guoji')
  const payload = {
    position: { from: '质检工程师', to: '高级质检工程师' },
    telephone: { from: '0755-8601-2046', to: '0755-8601-2099' },
  }
  const key = { 'idempotency-key': 'screens-00000001' }
  return (await postOrThrow<RequestView>(phone, '/api/requests', { kind: 'info_change', payload }, key)).id
}

/** Agrees to one change and refuses the other, as 李敏, and waits for the verification. */
export async function decideRequest(
  gatewayUrl: string,
  simulator: Pick<SimulatorClient, 'advanceClock'>,
  id: string,
): Promise<void> {
  const phone = await openPhone(gatewayUrl, 'limin')
  const { version, seenHash } = await phone.get<RequestView>(`/api/requests/${id}`)
  const refusal = { verdict: 'refuse', reason: { code: 'not_matching', text: '' } } as const
  const body: DecisionBody = { version, seenHash, fields: { position: { verdict: 'agree' }, telephone: refusal } }
  await postOrThrow(phone, `/api/requests/${id}/decision`, body)
  await simulator.advanceClock(AFTER_UNDO_MS)
  const applicant = await openPhone(gatewayUrl, 'guoji')
  await until('the verification', async () => {
    const { items } = await applicant.get<RequestPage>('/api/requests')
    return items.find((item) => item.id === id && item.state === 'done') ?? null
  })
}
