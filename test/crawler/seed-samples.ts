import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { DecisionBody, RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import { makeAccountSamples } from './account-samples.ts'
import { makeClosingSamples } from './closing-samples.ts'
import { makeConfirmationSamples } from './confirmation-samples.ts'
import { makeFeedbackSamples } from './feedback-samples.ts'
import { makeGroupSamples } from './group-samples.ts'
import { makeIncidentSamples } from './incident-samples.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { makePolicySamples } from './policy-samples.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import { TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

async function submitDraft(phone: PhoneSession, key: string, payload: InfoChangePayload): Promise<RequestView> {
  const { status, body } = await phone.post<RequestView>(
    '/api/requests',
    { kind: 'info_change', payload },
    { 'idempotency-key': key },
  )
  if (status >= 300) throw new Error(`submitting got ${String(status)}: ${JSON.stringify(body)}`)
  return body
}

/**
 * Creates a locked account, one that was enabled again in the WeCom console, a report under review, guardians and an on-call
 * member; returns the ids of the cases.
 */
async function makeLostCases(
  gatewayUrl: string,
  simulator: Pick<SimulatorClient, 'editMember'>,
  lastSeenMs: number,
): Promise<Record<string, string>> {
  const report = async (userid: string, subjectId: string, label: string) => {
    const phone = await openPhone(gatewayUrl, userid)
    const body = { subjectId, label, why: 'lost', lastSeenAt: new Date(lastSeenMs).toISOString(), note: '' }
    const key = { 'idempotency-key': `sample-lost-${subjectId}` }
    return (await postOrThrow<{ id: string }>(phone, '/api/lost-device/reports', body, key)).id
  }
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  const rows = [{ userid: 'chenhaiyan', phone: '138 0000 2046', from: 8, to: 20 }]
  await postOrThrow(ops, '/api/settings/on-call', { rows, creator: 'shenguowei', version: 0 })
  const owner = await openPhone(gatewayUrl, 'guoji')
  await postOrThrow(owner, '/api/guardians', { userid: 'sunhao' })
  await postOrThrow(await openPhone(gatewayUrl, 'sunhao'), '/api/guardians', { userid: 'guoji' })
  const review = await report('wangfang', 'maxiaoyu', '马晓宇')
  const locked = await report('chenhaiyan', 'dengchao', '邓超')
  const reopened = await report('chenhaiyan', 'caimeiling', '蔡美玲')
  const waitForPhase = (id: string, phaseToReach: string) =>
    until(phaseToReach, async () => {
      const { phase } = await ops.get<{ phase: string }>(`/api/lost-device/cases/${id}`)
      return phase === phaseToReach ? phase : null
    })
  await waitForPhase(locked, 'locked')
  await waitForPhase(reopened, 'locked')
  await simulator.editMember({ userid: 'caimeiling', enable: 1 })
  await waitForPhase(reopened, 'reopened')
  return { lostLocked: locked, lostReopened: reopened, lostReview: review }
}

/** Creates requests in several states and samples of every feature; returns their ids by name. */
export async function makeSamples(
  gatewayUrl: string,
  simulator: Pick<SimulatorClient, 'advanceClock' | 'activateMember' | 'editMember' | 'url' | 'clock'>,
): Promise<Record<string, string>> {
  const applicant = await openPhone(gatewayUrl, 'guoji')
  const approver = await openPhone(gatewayUrl, 'limin')

  const first = await submitDraft(applicant, 'crawl-done', { position: { from: '质检工程师', to: '高级质检工程师' } })
  const requestView = await approver.get<RequestView>(`/api/requests/${first.id}`)
  const decision: DecisionBody = {
    version: requestView.version,
    seenHash: requestView.seenHash,
    fields: { position: { verdict: 'agree' } },
  }
  await postOrThrow(approver, `/api/requests/${first.id}/decision`, decision)
  await simulator.advanceClock(AFTER_UNDO_MS)
  await until('the execution of the change', async () => {
    const { state } = await applicant.get<RequestView>(`/api/requests/${first.id}`)
    return state === 'done' ? state : null
  })

  const second = await submitDraft(applicant, 'crawl-withdrawn', {
    position: { from: '高级质检工程师', to: '首席质检工程师' },
  })
  await postOrThrow(applicant, `/api/requests/${second.id}/withdrawal`, { version: second.version })
  const third = await submitDraft(applicant, 'crawl-open', {
    position: { from: '高级质检工程师', to: '资深质检工程师' },
  })
  const fourth = await submitDraft(applicant, 'crawl-returned', {
    telephone: { from: '0755-8601-2046', to: '0755-8601-2099' },
  })
  const { version, seenHash } = fourth
  await postOrThrow(approver, `/api/requests/${fourth.id}/return`, {
    version,
    seenHash,
    reason: { code: 'incomplete', text: '' },
  })
  await postOrThrow(approver, '/api/delegations', {
    delegate: 'zhouqiming',
    startsOn: '2026-03-23',
    endsOn: '2026-03-24',
  })
  const lost = await makeLostCases(gatewayUrl, simulator, TUESDAY_MORNING.getTime())
  const policies = await makePolicySamples(gatewayUrl, simulator)
  const groups = await makeGroupSamples(gatewayUrl, simulator)
  const incidents = await makeIncidentSamples(gatewayUrl)
  const accounts = await makeAccountSamples(gatewayUrl, simulator)
  const feedback = await makeFeedbackSamples(gatewayUrl)
  const campaign = await makeConfirmationSamples(gatewayUrl, TUESDAY_MORNING.getTime())
  const closings = await makeClosingSamples(gatewayUrl)
  return {
    ...lost,
    ...policies,
    ...groups,
    ...incidents,
    ...accounts,
    ...feedback,
    ...campaign,
    ...closings,
    done: first.id,
    withdrawn: second.id,
    open: third.id,
    returned: fourth.id,
  }
}
