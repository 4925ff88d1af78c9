import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openReporting } from '../lib/open-reporting.ts'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { signatureOf } from '../lib/sign-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

/** Start of the seeded data: a Friday morning, so that the policy is some days old on Tuesday. */
export const FRIDAY_MORNING = new Date('2026-03-13T01:30:00.000Z')
const FRIDAY = '2026-03-13'
/** Longer than the minimum reading time of the template. */
const READING_MS = 10 * MINUTE_MS

/** The thirty members who sign. Those who ask a question are not among them. */
const signers =
  `tangzhenhua qinyue zhouqiming luowenjing wangfang xujiaqi gaofeng fangjianguo longhui wanqian penglei dengchao
  caimeiling liangbo songyang hanxueqin fengdawei yuting dinghaitao dongqiang xieyuhan yeqing linshuqing zhongkaiwen tanjing
  nurzhan renyifan jiangxin cuizhihao wei`.split(/\s+/)
const questions: readonly [string, string][] = [
  ['sunhao', '手机坏了送修，算不算设备丢失？'],
  ['jiangsihan', '我在三个部门都有任职，负责人是指主部门的吗？'],
]

export type SeedTarget = { gatewayUrl: string; simulator: SimulatorClient }

const keyFor = (step: string) => ({ 'idempotency-key': `seed-of-the-day-${step}` })

type Day = SeedTarget & {
  waitUntil: (instant: string) => Promise<void>
  phone: (userid: string) => Promise<PhoneSession>
}

/**
 * Seeds a working day through the API: a policy with thirty signatures and two questions, a returned request, three
 * requests awaiting a decision, a group to review, a phone that was just reported lost, and the handlers of incidents.
 */
export async function seedDay({ gatewayUrl, simulator }: SeedTarget, endsAt: Date): Promise<void> {
  const phones = new Map<string, Promise<PhoneSession>>()
  const day: Day = {
    gatewayUrl,
    simulator,
    async waitUntil(instant) {
      const remainingMs = Date.parse(instant) - (await simulator.clock.now())
      if (remainingMs > 0) await simulator.advanceClock(remainingMs)
    },
    async phone(userid) {
      const opened = phones.get(userid) ?? openPhone(gatewayUrl, userid)
      phones.set(userid, opened)
      return opened
    },
  }
  await seedPolicy(day)
  await seedGroup(day)
  await day.waitUntil('2026-03-17T01:20:00.000Z')
  // The sessions of Friday have expired.
  phones.clear()
  await seedRequests(day)
  await day.waitUntil(endsAt.toISOString())
  await seedLostDevice(day)
  await openReporting(gatewayUrl)
}

async function seedPolicy({ simulator, phone }: Day): Promise<void> {
  const [author, lead] = [await phone('chenhaiyan'), await phone('tangzhenhua')]
  const id = await getTemplateId(author)
  await publishVersion({ author, lead }, { id, kind: 'major', change: (draft) => draft, today: FRIDAY })
  const readers: { reader: PhoneSession; view: PolicyReadingView }[] = []
  // Sequentially: on a slow machine the last of thirty concurrent requests would time out.
  for (const userid of signers) {
    const reader = await phone(userid)
    readers.push({ reader, view: await reader.get<PolicyReadingView>(`/api/policies/${id}`) })
  }
  await simulator.advanceClock(READING_MS)
  for (const { reader, view } of readers) await postOrThrow(reader, `/api/policies/${id}/signature`, signatureOf(view))
  for (const [userid, text] of questions) {
    const { versionId } = await (await phone(userid)).get<PolicyReadingView>(`/api/policies/${id}`)
    await postOrThrow(await phone(userid), `/api/policies/${id}/questions`, { versionId, clauseId: null, text })
  }
}

async function seedGroup({ simulator, phone }: Day): Promise<void> {
  const [owner, approver] = [await phone('guoji'), await phone('limin')]
  const members = ['sunhao', 'xujiaqi', 'maxiaoyu']
  const payload = {
    template: 'special',
    topic: '来料异常',
    name: '来料异常-来料检验组-专项-至26年6月',
    purpose: '来料连续三批不合格，当天拉齐质检和采购',
    expiresOn: '2026-06-30',
    deputyId: 'sunhao',
    members,
    seenSimilar: [],
  }
  const request = await postOrThrow<RequestView>(
    owner,
    '/api/requests',
    { kind: 'group_create', payload },
    keyFor('group'),
  )
  const { version, seenHash } = request
  const fields = { group: { verdict: 'agree' } }
  await postOrThrow(approver, `/api/requests/${request.id}/decision`, { version, seenHash, fields })
  await simulator.advanceClock(AFTER_UNDO_MS)
  const groupId = await until('a group', async () => {
    const view = await owner.get<RequestView>(`/api/requests/${request.id}`)
    return view.group?.made?.id ?? null
  })
  const group = await owner.get<GroupView>(`/api/groups/${groupId}`)
  await postOrThrow(owner, `/api/groups/${groupId}/charter`, { version: group.version })
  // A member who changes department may no longer belong to the group: the owner reviews that.
  await simulator.editMember({ userid: 'xujiaqi', department: [8], main_department: 8 })
  await until('a review', async () => {
    const { drifted } = await owner.get<GroupView>(`/api/groups/${groupId}`)
    return drifted.length > 0 ? drifted : null
  })
}

async function seedRequests({ phone, waitUntil }: Day): Promise<void> {
  const submit = async (userid: string, payload: InfoChangePayload) =>
    postOrThrow<RequestView>(await phone(userid), '/api/requests', { kind: 'info_change', payload }, keyFor(userid))
  const { id, version, seenHash } = await submit('guoji', { alias: { from: '', to: 'Guo Ji 质检' } })
  const reason = { code: 'incomplete', text: '别名只写英文名即可' }
  await postOrThrow(await phone('limin'), `/api/requests/${id}/return`, { version, seenHash, reason })
  await submit('zhaolixia', { position: { from: '检验员', to: '高级检验员' } })
  await waitUntil('2026-03-17T01:35:00.000Z')
  await submit('sunhao', { telephone: { from: '', to: '0755-86012049' } })
  await waitUntil('2026-03-17T01:50:00.000Z')
  await submit('maxiaoyu', { position: { from: '检验员', to: '检验班长' } })
}

async function seedLostDevice({ phone, simulator }: Day): Promise<void> {
  const rows = [{ userid: 'chenhaiyan', phone: '138 0000 2046', from: 0, to: 0 }]
  await postOrThrow(await phone('chenhaiyan'), '/api/settings/on-call', { rows, creator: 'shenguowei', version: 0 })
  const lastSeenAt = new Date((await simulator.clock.now()) - 25 * MINUTE_MS).toISOString()
  const report = { subjectId: 'maxiaoyu', label: '马晓宇', why: 'lost', lastSeenAt, note: '食堂出来就找不到了' }
  await postOrThrow(await phone('wangfang'), '/api/lost-device/reports', report, keyFor('lost'))
}
