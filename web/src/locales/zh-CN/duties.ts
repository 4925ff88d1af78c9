import type { DutyCode, DutyCount, DutyRole } from '@desk/shared/duties/duty-schemas'
import { clause, monthAndDay } from './parts/phrases.ts'

const roles: Record<DutyRole, string> = {
  ops: '管理部门',
  hr: '人事',
  dept_admin: '部门管理员',
  group_owner: '群主',
  employee: '用户',
}

const codes: Record<DutyCode, string> = {
  keep_running: '保障后台运行',
  apply_changes: '手动办理变更',
  confirm_company: '组织信息核对',
  convey_policies: '传达并督促签收',
  verify_changes: '审批申请',
  confirm_people: '核实本部门账号信息',
  supervise_groups: '监督群聊',
  lead_groups: '管理好自己的群',
  sign_policies: '学习并签收制度',
  confirm_own: '核对自己的信息',
}

const counts: Record<DutyCount, (count: number) => string> = {
  waiting: (count) => `待办 ${String(count)}`,
  overdue: (count) => `逾期 ${String(count)} 人`,
  pending: (count) => `未完成 ${String(count)} 人`,
  changed: (count) => `信息已变 ${String(count)} 人`,
  confirmed: (count) => `已核对 ${String(count)} 人`,
  receipts: (count) => `凭证 ${String(count)} 份`,
  signed: (count) => `已签 ${String(count)} 人`,
}

export default {
  roles,
  codes,
  counts,
  clause,
  owes: (count: number) => (count === 0 ? '没有欠的' : `还欠 ${String(count)} 件`),
  intro: '按制度条款列出你的职责。点数字看名单。',
  owed: '还欠',
  noneOwed: '无待办',
  until: (day: string) => `${monthAndDay(day)}前`,
  go: '去办',
  goTo: (duty: string) => `去办：${duty}`,
}
