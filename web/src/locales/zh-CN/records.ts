import type { RecordEvent } from '@desk/shared/policies/record-schemas'
import { deviceOf } from '@desk/shared/session/parse-user-agent'
import { device } from './parts/devices.ts'
import { exact, fullDay, zoneName } from './parts/exact.ts'
import { wholeDay } from './parts/phrases.ts'
import { deliveryStates, policyMessages } from './parts/policy-messages.ts'

const kinds = {
  ...policyMessages,
  opened: '打开',
  signed: '签收',
  questioned: '提出疑问',
  exemption_requested: '申请豁免',
  exempted: '豁免',
  exemption_ended: '结束豁免',
  due_date_set: '改期限',
  asked_anew: '要求重新签收',
} satisfies Record<RecordEvent['kind'], string>

const records = {
  search: '姓名、拼音或凭证码',
  find: '查询',
  purpose: '一个人收到、打开、阅读和签收的经过，不附核对结果。',
  toEvidence: '要证明某天是否签收：签收证据',
  evidenceElsewhere: '要证明某天是否签收，请联系合规或审计人员。',
  hint: '输入姓名、拼音首字母或凭证码，直接看到签了哪一版、何时签、凭证码。查询会记入审计。',
  none: (q: string) => `没有找到“${q}”`,
  noneHint: '可以输入姓名、拼音、拼音首字母或完整的凭证码。',
  more: '还有其他符合的成员，请输入更完整的姓名',
  left: '已离职或停用',
  notBound: '不在签收范围',
  retired: '已停用',
  signedLine: (label: string, time: string) => `${label} 版，${time}`,
  earlierLine: (label: string, time: string) => `上次签的是 ${label} 版，${time}`,
  unsigned: (label: string) => `${label} 版，尚未签收`,
  due: (day: string) => `${day}前`,
  receipt: (code: string) => `凭证 ${code}`,
  open: (name: string) => `${name}的签收记录`,
  back: '签收记录',
  heading: (signed: number, all: number) => `应签 ${String(all)} 份，已签 ${String(signed)} 份`,
  timeline: (title: string) => `《${title}》经过`,
  empties: {
    all: '这份制度还没有记录',
    messages: '没有消息记录，较早的消息到期后会删除',
    decisions: '没有豁免、改期限或要求重新签收',
  },
  zone: () => `时间都是${zoneName()}。`,
  only: '查看哪些经过',
  parts: {
    all: (count: number) => `全部 ${String(count)}`,
    messages: (count: number) => `消息 ${String(count)}`,
    decisions: (count: number) => `决定 ${String(count)}`,
  },
  partShown: (shown: number, all: number) => `显示 ${String(shown)} 条，共 ${String(all)} 条`,
  kinds,
  /** A record is kept and printed: each time has its year. */
  exact,
  fullDay,
  version: (label: string) => `${label} 版`,
  delivery: deliveryStates,
  by: (name: string) => `${name}决定`,
  until: (day: string) => `到 ${wholeDay(day)}`,
  dueOn: (day: string) => `期限 ${wholeDay(day)}`,
  basis: { full: '签收全文', delta: '签收变化的条款' },
  replacedBy: (code: string) => `已由凭证 ${code} 取代`,
  round: (instant: string) => `${fullDay(instant)}起重新要求签收`,
  departmentThen: (path: string) => `签收时在${path}`,
  reading: (seconds: number, clauses: number) => `看了 ${String(clauses)} 条，共 ${String(seconds)} 秒`,
  device: (client: string, net: string) => `${device(deviceOf(client))}，网络 ${net}`,
  secondsTitle: '每条看了多久',
  secondsHint: '在屏幕上的秒数，同屏的条款同时计时，相加会多于总时长',
  secondsLabel: (no: string, seconds: number, count: number) =>
    `${String(count)} 条，${no} 最久，${String(seconds)} 秒`,
  secondsEven: (seconds: number, count: number) => `${String(count)} 条，每条 ${String(seconds)} 秒`,
  asTable: '查看表格',
  clause: '条款',
  seconds: '秒',
  proof: '凭证',
  copy: (label: string) => `${label} 版的凭证码`,
  otherVersion: (label: string, current: string) =>
    label === current ? '这次签收已到期，需要重新签收' : `这是 ${label} 版的凭证，不能证明已签收 ${current} 版`,
  verify: '核对凭证',
  texts: '各版条款和变更',
  room: '查证并导出证据',
  noProof: '尚未签收，暂无凭证',
  who: '理由、阅读时长和设备只有合规和审计能看到。打开这一页已记入审计。',
}
export default records
