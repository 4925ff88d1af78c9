import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import type { Scene } from './screenshots.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

/** Lists pages of manual changes and disputes, and pages that other members may not see. */
export const followUpScenes = (id: string, disputed: string): Scene[] => [
  { name: 'home-ops', userid: 'chenhaiyan', path: '/' },
  { name: 'approvals-by-hand', userid: 'chenhaiyan', path: '/approvals?list=by_hand' },
  { name: 'sheet', userid: 'chenhaiyan', path: `/requests/${id}/sheet` },
  { name: 'request-by-hand', userid: 'sunhao', path: `/requests/${id}` },
  { name: 'request-disputed', userid: 'chenhaiyan', path: `/requests/${disputed}` },
  { name: 'request-dispute-mine', userid: 'guoji', path: `/requests/${disputed}` },
  { name: 'no-permission-request', userid: 'wangfang', path: `/requests/${id}` },
  { name: 'no-permission-sheet', userid: 'sunhao', path: `/requests/${id}/sheet` },
]

/** Submits a request of 孙浩 that ops has to apply manually, because WeCom refuses the write. */
export async function submitManualChange(
  gatewayUrl: string,
  simulator: Pick<SimulatorClient, 'addFault' | 'advanceClock' | 'clearFaults'>,
): Promise<string> {
  const applicant = await openPhone(gatewayUrl, 'sunhao')
  const payload = { position: { from: '检验员', to: '高级检验员' } }
  const key = { 'idempotency-key': 'screens-00000003' }
  const { id, version, seenHash } = await postOrThrow<RequestView>(
    applicant,
    '/api/requests',
    { kind: 'info_change', payload },
    key,
  )
  await simulator.addFault({ endpoint: 'user/update', kind: 'errcode', errcode: 48002 })
  const approver = await openPhone(gatewayUrl, 'limin')
  await postOrThrow(approver, `/api/requests/${id}/decision`, {
    version,
    seenHash,
    fields: { position: { verdict: 'agree' } },
  })
  await simulator.advanceClock(AFTER_UNDO_MS)
  await until('the manual sheet', async () => {
    const { followUp } = await applicant.get<RequestView>(`/api/requests/${id}`)
    return followUp?.phase === 'awaiting_proof' ? id : null
  })
  await simulator.clearFaults()
  return id
}

/** Disputes a finished request as its applicant. */
export async function dispute(gatewayUrl: string, userid: string, id: string): Promise<void> {
  const applicant = await openPhone(gatewayUrl, userid)
  const { version } = await applicant.get<RequestView>(`/api/requests/${id}`)
  await postOrThrow(applicant, `/api/requests/${id}/dispute`, { version, text: '通讯录里还是旧岗位' })
}
