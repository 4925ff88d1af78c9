import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import { posted, publishVersion, templateId } from '../lib/publish-policy.ts'
import { signatureOf } from '../lib/sign-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'

/** When the seeded story begins: a Friday morning, so that the policy is some days old on Tuesday. */
export const FRIDAY_MORNING = new Date('2026-03-13T01:30:00.000Z')
const FRIDAY = '2026-03-13'
/** Longer than the template takes to read. */
const WHILE_READING_MS = 10 * MINUTE_MS
/** A decision can be taken back for a minute. */
const AFTER_UNDO_MS = 61_000

/** The thirty who have signed. Those who ask something have not. */
const signers =
  `tangzhenhua qinyue zhouqiming luowenjing wangfang xujiaqi gaofeng fangjianguo longhui wanqian penglei dengchao
  caimeiling liangbo songyang hanxueqin fengdawei yuting dinghaitao dongqiang xieyuhan yeqing linshuqing zhongkaiwen tanjing
  nurzhan renyifan jiangxin cuizhihao wei`.split(/\s+/)
const questions: readonly [string, string][] = [
  ['sunhao', '手机坏了送修，算不算设备丢失？'],
  ['jiangsihan', '我在三个部门都有任职，负责人是指主部门的吗？'],
]

export type Seeded = { gatewayUrl: string; simulator: SimulatorClient }

const keyOf = (step: string) => ({ 'idempotency-key': `seed-of-the-day-${step}` })

type Day = Seeded & { at: (instant: string) => Promise<void>; phone: (userid: string) => Promise<PhoneSession> }

/**
 * A company in the middle of its work: a policy that thirty have signed and two ask about, a request sent back, three that
 * wait for a decision, a group to review, and a phone reported lost just now. Every step is taken as a person takes it.
 */
export async function seedDay({ gatewayUrl, simulator }: Seeded, endsAt: Date): Promise<void> {
  const phones = new Map<string, Promise<PhoneSession>>()
  const day: Day = {
    gatewayUrl,
    simulator,
    async at(instant) {
      const ahead = Date.parse(instant) - (await simulator.clock.now())
      if (ahead > 0) await simulator.advanceClock(ahead)
    },
    async phone(userid) {
      const opened = phones.get(userid) ?? openPhone(gatewayUrl, userid)
      phones.set(userid, opened)
      return opened
    },
  }
  await policyOfFriday(day)
  await groupOfFriday(day)
  await day.at('2026-03-17T01:20:00.000Z')
  // Sessions of Friday are over.
  phones.clear()
  await requestsOfTuesday(day)
  await day.at(endsAt.toISOString())
  await lostPhone(day)
}

async function policyOfFriday({ simulator, phone }: Day): Promise<void> {
  const [author, lead] = [await phone('chenhaiyan'), await phone('tangzhenhua')]
  const id = await templateId(author)
  await publishVersion({ author, lead }, { id, kind: 'major', change: (draft) => draft, today: FRIDAY })
  const readers: { reader: PhoneSession; view: PolicyReadingView }[] = []
  // One after the other: a slow machine would keep the last of thirty waiting too long.
  for (const userid of signers) {
    const reader = await phone(userid)
    readers.push({ reader, view: await reader.get<PolicyReadingView>(`/api/policies/${id}`) })
  }
  await simulator.advanceClock(WHILE_READING_MS)
  for (const { reader, view } of readers) await posted(reader, `/api/policies/${id}/signature`, signatureOf(view))
  for (const [userid, text] of questions) {
    const { versionId } = await (await phone(userid)).get<PolicyReadingView>(`/api/policies/${id}`)
    await posted(await phone(userid), `/api/policies/${id}/questions`, { versionId, clauseId: null, text })
  }
}

async function groupOfFriday({ simulator, phone }: Day): Promise<void> {
  const [owner, decider] = [await phone('guoji'), await phone('limin')]
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
  const asked = await posted<RequestView>(owner, '/api/requests', { kind: 'group_create', payload }, keyOf('group'))
  const { version, seenHash } = asked
  const fields = { group: { verdict: 'agree' } }
  await posted(decider, `/api/requests/${asked.id}/decision`, { version, seenHash, fields })
  await simulator.advanceClock(AFTER_UNDO_MS)
  const group = await until('a group', async () => {
    const view = await owner.get<RequestView>(`/api/requests/${asked.id}`)
    return view.group?.made?.id ?? null
  })
  const made = await owner.get<GroupView>(`/api/groups/${group}`)
  await posted(owner, `/api/groups/${group}/charter`, { version: made.version })
  // Who changes the department may no longer belong in the group: its owner reviews that.
  await simulator.editMember({ userid: 'xujiaqi', department: [8], main_department: 8 })
  await until('a review', async () => {
    const { drifted } = await owner.get<GroupView>(`/api/groups/${group}`)
    return drifted.length > 0 ? drifted : null
  })
}

async function requestsOfTuesday({ phone, at }: Day): Promise<void> {
  const submit = async (userid: string, payload: InfoChangePayload) =>
    posted<RequestView>(await phone(userid), '/api/requests', { kind: 'info_change', payload }, keyOf(userid))
  const { id, version, seenHash } = await submit('guoji', { alias: { from: '', to: 'Guo Ji 质检' } })
  const reason = { code: 'incomplete', text: '别名只写英文名即可' }
  await posted(await phone('limin'), `/api/requests/${id}/return`, { version, seenHash, reason })
  await submit('zhaolixia', { position: { from: '检验员', to: '高级检验员' } })
  await at('2026-03-17T01:35:00.000Z')
  await submit('sunhao', { telephone: { from: '', to: '0755-86012049' } })
  await at('2026-03-17T01:50:00.000Z')
  await submit('maxiaoyu', { position: { from: '检验员', to: '检验班长' } })
}

async function lostPhone({ phone, simulator }: Day): Promise<void> {
  const rows = [{ userid: 'chenhaiyan', phone: '138 0000 2046', from: 0, to: 0 }]
  await posted(await phone('chenhaiyan'), '/api/settings/on-call', { rows, creator: 'shenguowei', version: 0 })
  const lastSeenAt = new Date((await simulator.clock.now()) - 25 * MINUTE_MS).toISOString()
  const report = { subjectId: 'maxiaoyu', label: '马晓宇', why: 'lost', lastSeenAt, note: '食堂出来就找不到了' }
  await posted(await phone('wangfang'), '/api/lost-device/reports', report, keyOf('lost'))
}
