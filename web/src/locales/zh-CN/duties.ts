import type { DutyCode, DutyCount, DutyRole } from '@desk/shared/duties/duty-schemas'
import { clause, monthAndDay } from './parts/phrases.ts'

const roles: Record<DutyRole, string> = {
  ops: '管理部门',
  hr: '人事',
  incident_handler: '上报处理人',
  dept_admin: '部门管理员',
  group_owner: '群主',
  employee: '用户',
}

const codes: Record<DutyCode, string> = {
  keep_running: '保障后台运行',
  apply_changes: '手动办理变更',
  review_accounts: '审核入职账号',
  watch_console: '查看后台直接改动',
  answer_problems: '协调并答复问题',
  handle_incidents: '调查上报的异常',
  open_accounts: '办理入职账号',
  close_accounts: '办理离职账号',
  watch_partners: '管理外部合作人员',
  confirm_company: '组织信息核对',
  answer_departures: '核实部门报告的离职',
  convey_policies: '传达并督促签收',
  collect_problems: '收集并反馈问题',
  verify_changes: '审批申请',
  confirm_people: '核实本部门账号信息',
  supervise_groups: '监督群聊',
  lead_groups: '管理好自己的群',
  sign_policies: '学习并签收制度',
  confirm_own: '核对自己的信息',
  do_first_day: '办完第一天的事',
  keep_account: '保管好自己的账号',
  report_incidents: '上报异常',
  sponsor_partners: '决定合作是否续期',
  take_over: '接手离职同事的工作',
  clean_up: '离职前清理敏感信息',
}

/** `capped`: the number as text, which is 999+ above that. */
const counts: Record<DutyCount, (count: number, capped: string) => string> = {
  waiting: (count) => `待办 ${String(count)} 件`,
  overdue: (count) => `逾期 ${String(count)} 人`,
  pending: (count) => `未完成 ${String(count)} 人`,
  changed: (count) => `信息已变 ${String(count)} 人`,
  to_mend: (count) => `待处理 ${String(count)} 人`,
  not_arrived: (count) => `未办完入职 ${String(count)} 人`,
  in_progress: (count) => `在办 ${String(count)} 人`,
  confirmed: (count) => `已核对 ${String(count)} 人`,
  receipts: (count) => `凭证 ${String(count)} 份`,
  signed: (count) => `已签 ${String(count)} 人`,
  opened: (count) => `近一月办完 ${String(count)} 人`,
  reported: (count) => `上报 ${String(count)} 件`,
  attested: (count) => `确认过 ${String(count)} 次`,
  answered: (_count, capped) => `已答复 ${capped} 个`,
  closed: (_count, capped) => `已办结 ${capped} 件`,
  handled: (count) => `已审批 ${String(count)} 件`,
  disabled: (count) => `已停用 ${String(count)} 人`,
}

export default {
  roles,
  codes,
  counts,
  clause,
  owes: (count: number) => (count === 0 ? '目前没有待办' : `还有 ${String(count)} 项职责有待办`),
  intro: (hasLists: boolean) => `按制度条款列出你的职责${hasLists ? '，点数字看名单' : ''}`,
  progress: (done: number, total: number) => `共 ${String(total)} 项职责，${String(done)} 项无待办`,
  owed: '有待办',
  noneOwed: '无待办',
  until: (day: string) => `${monthAndDay(day)}前`,
}
