import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

const groupPayload = (topic: string, members: string[]): GroupPayload => ({
  template: 'special',
  topic,
  name: `${topic}-来料检验组-专项-至26年6月`,
  purpose: '来料连续三批不合格，当天拉齐质检和采购',
  expiresOn: '2026-06-30',
  deputyId: members[0] ?? '',
  members,
  seenSimilar: [],
})

async function submitGroup(gatewayUrl: string, userid: string, payload: GroupPayload): Promise<RequestView> {
  const phone = await openPhone(gatewayUrl, userid)
  const key = { 'idempotency-key': `sample-group-${userid}-${payload.members.join('-')}` }
  return postOrThrow(phone, '/api/requests', { kind: 'group_create', payload }, key)
}

/** Creates what waits in a group: a join request, and two reports of a violation, one to the owner and one to ops. */
async function createGroupTasks(gatewayUrl: string, group: string): Promise<void> {
  const nonMember = await openPhone(gatewayUrl, 'gaofeng')
  await postOrThrow(nonMember, `/api/groups/${group}/wish`, {})
  const member = await openPhone(gatewayUrl, 'sunhao')
  for (const to of ['owner', 'ops'])
    await postOrThrow(member, `/api/groups/${group}/violations`, { to, what: 'off_topic' })
}

/**
 * Creates a group one of whose members changed departments, an open and a returned request for a group, a declared group that
 * waits to be accepted, and one that was declined; returns their ids.
 */
export async function makeGroupSamples(
  gatewayUrl: string,
  simulator: Pick<SimulatorClient, 'advanceClock' | 'editMember'>,
): Promise<Record<'group' | 'groupOpen' | 'groupReturned' | 'groupDeclared' | 'groupDeclined', string>> {
  const approver = await openPhone(gatewayUrl, 'limin')
  const owner = await openPhone(gatewayUrl, 'guoji')
  const first = await submitGroup(gatewayUrl, 'guoji', groupPayload('来料异常', ['sunhao', 'zhaolixia', 'maxiaoyu']))
  const decision = { version: first.version, seenHash: first.seenHash, fields: { group: { verdict: 'agree' } } }
  await postOrThrow(approver, `/api/requests/${first.id}/decision`, decision)
  await simulator.advanceClock(AFTER_UNDO_MS)
  const group = await until('a group', async () => {
    const view = await owner.get<RequestView>(`/api/requests/${first.id}`)
    return view.group?.made?.id ?? null
  })
  const { version } = await owner.get<GroupView>(`/api/groups/${group}`)
  await postOrThrow(owner, `/api/groups/${group}/charter`, { version })
  await simulator.editMember({ userid: 'zhaolixia', department: [8], main_department: 8 })
  await until('a review', async () => {
    const { drifted } = await owner.get<GroupView>(`/api/groups/${group}`)
    return drifted.length > 0 ? drifted : null
  })
  await createGroupTasks(gatewayUrl, group)
  const declarant = await openPhone(gatewayUrl, 'gaofeng')
  const manualGroup = { name: '采购日常', purpose: '供应商日常沟通', deputyId: null, members: ['xujiaqi'] }
  const declared = await postOrThrow<GroupView>(declarant, '/api/groups', manualGroup)
  const other = await postOrThrow<GroupView>(declarant, '/api/groups', { ...manualGroup, name: '采购拼单' })
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  const declineReason = { code: 'join_existing', text: '用“采购日常”就够了' }
  await postOrThrow(ops, `/api/groups/${other.id}/acceptance`, {
    version: other.version,
    accept: false,
    reason: declineReason,
  })
  const open = await submitGroup(gatewayUrl, 'guoji', groupPayload('供应商月会', ['sunhao', 'wangfang', 'duanzhiyuan']))
  const returned = await submitGroup(gatewayUrl, 'guoji', groupPayload('周会', ['sunhao', 'maxiaoyu']))
  const reason = { code: 'unclear_name', text: '' }
  await postOrThrow(approver, `/api/requests/${returned.id}/return`, {
    version: returned.version,
    seenHash: returned.seenHash,
    reason,
  })
  const declaredSamples = { groupDeclared: declared.id, groupDeclined: other.id }
  return { group, groupOpen: open.id, groupReturned: returned.id, ...declaredSamples }
}
