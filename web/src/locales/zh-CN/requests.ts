import type { RequestItem } from '@desk/shared/requests/types/index'
import type { RefusalReason } from '@desk/shared/requests/reasons'
import { fields, monthAndDay, names } from './parts/phrases.ts'
import { zhCn } from './core.ts'
import { form } from './parts/form.ts'
import { kindDetails } from './parts/kind-details.ts'
import { returnReasons } from './parts/return-reasons.ts'

const causes: Record<string, string> = {
  '-1': '企业微信忙',
  timeout: '企业微信未响应',
  dropped: '连接中断',
  no_root: '应用未对全公司开放，由管理部门手工建群',
  group_quota: '今天全公司的建群次数已用完，明天继续',
  '49008': '群已在企业微信解散，如需使用请重新申请',
  '86003': '建群后在企业微信中找不到该群，管理部门会核查',
  '86004': '企业微信不接受该群名，请更换后重新申请',
  '86005': '企业微信不接受该群主，管理部门会核查',
  '86006': '可进群的成员不足两位，请添加成员后重新申请',
  '86007': '有成员不被企业微信识别，请移除后重新申请',
  '86008': '群编号已被其他应用的群使用，管理部门会核查',
  '86215': '群编号已被其他群使用，管理部门会核查',
  changed_later: '之后已有新的变更生效，旧值不再写入',
  member_disabled: '账号已停用，未作改动，请恢复后重新申请',
  other_writer: '通讯录由其他软件维护，请在那里修改，改好后自动办结',
  set_back_feed: '由维护通讯录的其他软件改回',
  set_back_console: '可能由管理后台的操作改回',
  set_back_unknown: '不是应用写入的，来源待查',
  seats_hidden: '应用看不到该成员的全部部门，直接写入会丢失其他部门，由管理部门手动修改',
  '48002': '没有写通讯录的权限，由管理部门手动修改',
  '60003': '部门已不存在，请更换后重新申请',
  '60011': '应用没有该成员的权限，由管理部门手动修改',
  '60103': '手机号有误，请核对后重新申请',
  '60104': '手机号已被他人使用，请核对后重新申请',
  '60105': '邮箱有误，请核对后重新申请',
  '60106': '邮箱已被他人使用，请更换后重新申请',
  '60110': '所在部门太多，请联系管理部门清理',
  '60111': '通讯录中已无该成员，无需办理',
  '60112': '姓名不符合企业微信规则，请修改后重新申请',
  '60123': '部门已不存在，请更换后重新申请',
  '60142': '企业邮箱修改失败，请重新申请',
  '60143': '企业邮箱有误或已被使用，请更换后重新申请',
  '60144': '该企业邮箱不能再修改，请联系管理部门',
  '60145': '企业邮箱已被使用，请更换后重新申请',
  '81015': '企业邮箱的域名不属于本公司，请更换后重新申请',
  '301012': '岗位不符合企业微信规则，请修改后重新申请',
  '301013': '座机不符合企业微信规则，请核对后重新申请',
}
const cause = (code: string): string => causes[code] ?? `企业微信返回 ${code}`

const detail = {
  number: (no: string) => `申请号 ${no}`,
  record: '申请号与依据',
  actions: '操作',
  askedBefore: (to: string) => `原申请值“${to}”`,

  agreeAfterAll: '改为同意',
  refuse: '不同意',
  agreed: '同意',
  refused: '不同意',
  seen: '内容如有变动，会请你重新确认',
  requested: '申请内容',
  effective: '生效日期',
  effectiveFrom: (day: string) => `${monthAndDay(day)}起`,
  now: (value: string) => `当前值 ${value}`,
  asked: (value: string) => `申请值 ${value}`,
  notWritten: '未完成',
  differs: '核对不一致',
  submittedFor: (name: string) => `为${name}提交`,
  timeline: '经过',
  withdraw: '撤回申请',
  withdrawn: '已撤回',
  applicantLeft: '提交人已离职',
  applicantLeftHint: '如不再需要这项申请，可由你撤回',
  decided: '已记下你的决定',
  next: (count: number) => `下一件，还有 ${String(count)} 件`,
  backToWecom: '返回企业微信',
  backHome: '回首页',
  closeManually: '可以关闭此页了',
  changedMeanwhile: '内容有变动，请查看后再审批',
  taken: '此申请已处理',
  failedNote: '未能完成，经过见下方记录。',
  sending: '正在提交',
  gone: '找不到此申请',
  goneHint: '申请不存在，或你没有查看权限。',
}

const reasons = {
  presets: {
    not_matching: '和实际不符',
    needs_proof: '需要先补证明',
    not_my_department: '不归我的部门管',
    not_needed: '没有必要单独建群',
    join_existing: '已经有合适的群，去加入',
    must_sign: '这份制度需要本人签收',
    later_due_date: '可以改期限，无需豁免',
    other: '其他原因',
  } satisfies Record<RefusalReason, string>,
  text: '写给申请人的一句话',
  done: '确定',
  cancel: '取消',
  empty: '请填写原因，方便对方处理',
}

/** Request types with other texts define them in `kind-details.ts`. */
const timeline = {
  you: '你',
  someone: '有人',
  submitted: (who: string) => `${who}提交了申请`,
  decided: (who: string, verdict: string) => `${who}${verdict}`,
  withdrawn: (who: string) => `${who}撤回了申请`,
  written: '已完成',
  writtenHint: '待核对',
  already_so: '已经和申请一致',
  attempt: (attempt: number) => `第 ${String(attempt)} 次`,
  retryAt: (time: string) => `${time} 再试`,
  read_back_equal: () => '核对一致',
  read_back_differs: () => '核对不一致',
  write_resumed: (who: string) => `${who}重新写入`,
  done_by_hand: (who: string) => `${who}已手动办理`,
  scheduled: '等待生效日写入',
  manual_asked: () => '请管理部门手动办理',
  member_guided: (list: readonly RequestItem[]) =>
    `待本人在企业微信中修改：${names(list.map((field) => fields[field]))}`,
  proof_looked: (who: string, isEqual: boolean) =>
    isEqual ? `${who}完成修改，核对一致` : `${who}完成修改，尚未核对到新值`,
  set_back: (list: readonly RequestItem[], people: readonly string[]) =>
    `${names(list.map((field) => fields[field]))}被改回原值${people.length ? `，可能是${names(people)}在管理后台操作` : ''}`,
  disputed: (who: string) => `${who}反映有误，申请核查`,
  dispute_upheld: (who: string) => `${who}核查后重新写入`,
  dispute_answered: (who: string) => `${who}核查后确认无需改动`,
  notice_undelivered: (who: string) => `消息未送达：${who}`,
  returned: (who: string) => `${who}退回了申请`,
  resubmitted: (who: string) => `${who}修改后重新提交`,
  undone: (who: string) => `${who}撤销了刚才的审批`,
  asked_next: (people: readonly string[]) => `请${names(people)}确认`,
  reassigned: (people: readonly string[]) => (people.length ? `改由${names(people)}审批` : '审批人有变动'),
  transferred: (who: string, people: readonly string[]) => `${who}转交给${names(people)}`,
  urged: (who: string, count: number) => `${who}催办了 ${String(count)} 次`,
  escalated: (percent: number, people: readonly string[]) =>
    people.length
      ? `${percent > 100 ? '已超时' : '已到时限'}，一并请${names(people)}审批`
      : `审批时间已用 ${String(percent)}%`,
  cause,
}

/** Messages of empty lists; the home page does not load them. */
const noRows = {
  noRequests: '还没有申请',
  noRequestsHint: '要办的事，从“发起申请”开始。',
  noApprovals: '都办完了',
  noApprovalsHint: '没有待你审批的申请。',
}

export const requestPages = { form, detail, noRows, reasons, returnReasons, timeline, kindDetails }
export type RequestMessages = typeof requestPages

/** Request pages use the core messages as well. */
export default { ...zhCn, ...requestPages }
