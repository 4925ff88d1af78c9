import { board } from './parts/policy-admin/board.ts'
import { bulkActions } from './parts/policy-admin/bulk-actions.ts'
import { peopleFilters } from './parts/policy-admin/people-filters.ts'
import { wholeDay } from './parts/phrases.ts'
import { deliveryStates, policyMessages } from './parts/policy-messages.ts'

export const policyAdmin = {
  board,
  people: {
    found: (count: number) => `${String(count)} 人`,
    /** All who have to sign and have not. */
    unsigned: '未签收',
    erased: (count: number) => `另有 ${String(count)} 人的签收身份已匿名化，制度停用时是否签收不能再查证，不在名单里`,
    none: '没有符合条件的人',
    noneHint: '换一个状态，或从签收进度里选择部门。',
    signed: (label: string, time: string) => `${label} 版，${time}`,
    signedBefore: (label: string, time: string) => `上次 ${label} 版，${time}`,
    due: (day: string) => `${day}到期`,
    reminders: (count: number) => (count === 0 ? '只通知过' : `已提醒 ${String(count)} 次`),
    left: (day: string) => `${day}离职`,
    partner: '外部',
    delta: '只签变化',
    full: '签全文',
    action: '操作',
    past: '历次签收',
    pastOf: (name: string) => `${name}：历次签收`,
    pastNone: '暂无记录',
    dueSet: (day: string, dueOn: string, by: string) => `${day}，${by}改期限：${wholeDay(dueOn)}前签收`,
    askedAnew: (day: string, by: string) => `${day}，${by}要求重新签收`,
    delivery: (what: string, time: string, result: string) => `最近一条消息：${what}，${time}，${result}`,
    deliveryNone: '最近一条消息：无记录（记录仅保留一段时间）',
    delivered: {
      'policy.asked': policyMessages.asked,
      'policy.told': policyMessages.told,
      'policy.reminded': policyMessages.reminded,
      'policy.urged': policyMessages.urged,
    },
    deliveryStates: {
      ...deliveryStates,
      undelivered: `${deliveryStates.undelivered}：企业微信拒收，可能账号已停用或不在应用可见范围`,
      dropped: `${deliveryStates.dropped}：发送前已签收、豁免、锁定账号，或刚从备份恢复`,
    },
    opened: (time: string) => `首次打开：${time}`,
    openedAt: (time: string) => `${time} 打开`,
    unopened: '未打开',
    worstFirst: '紧急的在前',
    byDepartment: '人数较多，按部门排列',
    openedNone: '无打开记录',
    now: (department: string) => `当前部门：${department}`,
    signedIn: (department: string) => `签收时部门：${department}`,
    signedInUnknown: (id: number) => `签收时部门：编号 ${String(id)}，名称未知`,
    /** Does not wrap. */
    clauseTime: (no: string, seconds: number) =>
      seconds < 1 ? `${no}\u00a0不到\u00a01\u00a0秒` : `${no}\u00a0${String(seconds)}\u00a0秒`,
    readTime: (count: number, seconds: number) => `阅读 ${String(count)} 条，共 ${String(seconds)} 秒`,
    readBriefly: (times: string) => `阅读：${times}`,
    wasExempt: (from: string, until: string | null, by: string) =>
      `${from}，${by}豁免${until === null ? '' : `至 ${wholeDay(until)}`}`,
    exemptEnded: (day: string) => `${day} 提前结束`,
    record: '签收记录',
    of: (name: string) => `${name}：签收记录`,
    exempt: '豁免',
    endExempt: '结束豁免',
    changeDue: '改期限',
    again: '要求重新签收',
    own: '本人的豁免和期限须由他人决定，可在制度页申请豁免。',
    forget: '匿名化（销毁姓名密钥）',
    forgetHint: (name: string) =>
      `${name}的签收记录会保留并可核对，但无法再识别签收人，且不可恢复；过去各天的名单不再列出此人。在职成员需重新签收。`,
    forgetSave: '销毁密钥',
    reason: '理由',
    reasonHint: '记入审计，本人不可见',
    dueOn: '新期限',
    saved: '已完成，数字已更新',
    cancel: '取消',
    all: '全部状态',
    back: '签收进度',
    columns: {
      name: '姓名',
      state: '状态',
      department: '部门',
      due: '期限',
      opened: '首次打开',
      reminders: '提醒',
      signed: '签收',
      receipt: '凭证',
    },
  },
  filters: peopleFilters,
  bulk: bulkActions,
}
export default policyAdmin
