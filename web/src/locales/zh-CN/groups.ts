import type { GoneReason, GroupOrigin, GroupState, MemberReason, ReportOutcome } from '@desk/shared/groups/group-states'
import { moment } from './parts/exact.ts'
import { declare, declineReasons } from './parts/groups/group-declare.ts'
import { reported, reportHint, violations } from './parts/groups/group-reports.ts'
import { registry, settings } from './parts/groups/group-settings.ts'
import { clause, dayOnly, monthAndDay, names, wholeDay } from './parts/phrases.ts'

const states = {
  making: '正在建群',
  charter: '待签职责',
  active: '使用中',
  archived: '已归档',
  gone: '已结束',
  declared: '待部门确认',
} satisfies Record<GroupState, string>

const origins = { api: '应用建群', manual: '手工建群', declared: '登记的群' } satisfies Record<GroupOrigin, string>

const reasons = { department: '本部门', project: '项目', guest: '特邀' } satisfies Record<MemberReason, string>

const driftReasons = {
  moved: (day: string) => `${day}调离`,
  left: (day: string) => `${day}离职`,
  disabled: (day: string) => `${day}账号停用`,
  contract_ended: () => '合作已到期',
} satisfies Record<GoneReason, (day: string) => string>

const outcomes = {
  reminded: '已提醒',
  stopped: '已制止',
  unfounded: '已核查，不属于违规',
} satisfies Record<ReportOutcome, string>

const groups = {
  list: {
    own: '我加入的',
    offered: '待你答复',
    late: '清理逾期，待你处理',
    below: '你负责范围内的群',
    none: '暂无登记的群',
    noneBelow: '范围内暂无登记的群',
    create: '申请建群',
    declare: '登记手工建的群',
    summary: (count: number, owner: string) => `${String(count)} 人，群主${owner}`,
    until: (day: string) => `有效期至 ${monthAndDay(day)}`,
    toReview: (count: number) => `${String(count)} 人待核对`,
    overdue: '清理逾期',
    vacant: '暂无群主',
    more: '加载更多',
    waiting: '待你处理',
    noneWaiting: '没有待你处理的群',
    all: '全部群',
  },
  registry,
  detail: {
    states,
    notAccepted: '未确认',
    origins,
    owner: '群主',
    deputy: '副群主',
    noDeputy: '未设副群主',
    department: '部门',
    expires: '有效期',
    expiresOn: wholeDay,
    noExpiry: '长期',
    purpose: '用途',
    moment,
    readAt: (time: string) => `${time} 从企业微信读取`,
    neverRead: '手工建的群，应用无法读取',
    undoable: '尚未写入企业微信，1 分钟内可撤销',
    applying: '正在写入企业微信，核对一致后生效',
    trouble: (code: string) =>
      code === 'read_back_differs'
        ? '企业微信里的当前值与申请值不一致，10 分钟后再次核对'
        : code === '49008'
          ? '群已在企业微信解散'
          : `企业微信返回 ${code}，管理部门会处理`,
    missing: (people: readonly string[]) => `未能加入群：${names(people)}`,
    seeRequest: '查看申请',
    dutiesTitle: '群主的三条职责',
    duties: ['清理与群无关的成员', '引导讨论聚焦主题', '提醒违规成员，必要时上报'],
    signDuties: '签署三条职责',
    dutiesSigned: '已签署',
    signed: (name: string, day: string) => `${name} ${dayOnly(day)}签署`,
    signDue: (day: string) => `请在${dayOnly(day)}前签署，逾期由副群主签署`,
    reviewTitle: (count: number) => `${String(count)} 人待核对`,
    reviewNone: '暂无需清理的成员',
    reviewNext: (day: string) => `下次核对：${monthAndDay(day)}`,
    shortDay: (instant: string) => dayOnly(instant),
    keep: '保留',
    remove: '移出',
    leaving: '待移出',
    driftReasons,
    stillDeputy: '，仍是副群主',
    stillOwner: '，仍是群主，须先更换群主才能移出',
    keptCount: (count: number) => `其余 ${String(count)} 人无需核对`,
    keptBreakdown: (department: number, project: number, guest: number) =>
      [
        ['本部门', department],
        ['项目', project],
        ['特邀', guest],
      ]
        .flatMap(([reason, count]) => (count === 0 ? [] : `${String(reason)} ${String(count)} 人`))
        .join('、'),
    reviewFootnote: '按入群时登记的理由核对，与发言多少无关。',
    decide: (removed: number, kept: number) =>
      removed === 0
        ? `保留 ${String(kept)} 人`
        : kept === 0
          ? `移出 ${String(removed)} 人`
          : `移出 ${String(removed)} 人，保留 ${String(kept)} 人`,
    decideHint: '60 秒内可撤销；移出后会核对群成员',
    decided: '已提交，1 分钟后移出',
    undo: '撤销刚才的移出',
    undone: '已撤销，没有移出成员',
    checklist: '请在企业微信完成以下操作',
    checklistItems: {
      remove: (text: string) => `移出 ${text}`,
      add: (text: string) => `把 ${text} 加回群`,
      owner: (text: string) => `把群主转给 ${text}`,
      name: (text: string) => `群名应为“${text}”`,
    },
    completeChecklist: '已全部完成',
    completeChecklistHint: '应用无法读取手工建的群，以你的确认为准',
    vacant: (owner: string) => `${owner}目前不能担任群主，暂无人接任`,
    ownershipOffered: (people: readonly string[]) => `已询问：${names(people)}`,
    takeTitle: '请你担任群主',
    take: '同意担任群主',
    declineOffer: '不担任',
    offerDeclined: '已记录',
    takeHint: '同意后，在企业微信更换群主，再请你签署这三条职责。',
    taken: '已同意，更换群主后请签署职责',
    nextOwner: (name: string) => `${name}同意担任群主，正在企业微信更换`,
    invalid: '部分内容有误，请检查',
    errors: (max: number): Readonly<Record<string, string>> => ({
      'text.too_long': `最多 ${String(max)} 字，请缩短`,
      too_big: `最多 ${String(max)} 字，请缩短`,
      'text.unseen_signs': '包含不可见字符，请删除后重新输入',
      'group.deputy': '副群主须为在职成员，不能是外部合作人员',
    }),
    expiring: (day: string) => `${monthAndDay(day)}到期`,
    renew: '续期',
    renewTitle: '续期理由',
    renewReason: '理由',
    renewed: '已续期',
    archive: '归档',
    archiveTitle: '归档群',
    archiveSub: '移出成员，30 天内可恢复',
    archiveHint: (stay: readonly string[]) => `群名前会加“已归档-”，只保留${names(stay)}，30 天内可恢复。`,
    archiveAction: (count: number) => `归档，移出 ${String(count)} 人`,
    archived: '已归档',
    restore: '恢复群',
    restoreHint: (day: string) => `${dayOnly(day)}前可恢复，成员会重新加入`,
    restoreByListHint: (day: string) => `${dayOnly(day)}前可恢复，恢复后按清单把成员加回群`,
    restored: '已恢复',
    report: '反映违规',
    reportHint,
    reportInFull: '写明经过，或匿名上报',
    reportTo: { owner: '向群主反映', ops: '向管理部门反映' },
    violations,
    reported,
    acceptTitle: (owner: string) => `${owner} 登记了手工建的群`,
    acceptHint: '属于部门工作需要的群，请确认。确认后由群主签署三条职责。',
    accept: '确认为部门的群',
    decline: '不确认',
    declineSend: '不确认，通知群主',
    declineTitle: '不确认的理由',
    declineText: '补充说明',
    declineTextMissing: '请填写理由',
    declineMissing: '请选择理由',
    declineReasons,
    declined: (name: string, reason: string) => `${name}未确认：${reason}`,
    declinedHint: '如有异议，请与对方沟通；修改后可重新登记。',
    basis: (id: string) => `依据 ${clause(id)}`,
    accepted: '已确认，群主会收到消息',
    declineSent: '未确认，群主会收到消息',
    waitsForDepartment: (isOwn: boolean) => `待部门管理员确认，确认后请${isOwn ? '你' : '群主'}签署三条职责`,
    joinRequestsTitle: (count: number) => `${String(count)} 人申请进群`,
    admit: '同意',
    refuse: '不同意',
    admitted: '已同意，对方稍后进群',
    notAdmitted: '未同意，对方会收到消息',
    reports: '违规反映',
    toOps: '反映给管理部门',
    answer: '答复',
    answerTitle: (what: string) => `${what}：处理结果`,
    answerHint: '反映人会收到结果，你看不到反映人是谁。',
    outcomes,
    answered: '已记录，反映人会收到结果',
    appoint: '设置副群主',
    appointAgain: '更换副群主',
    appointSub: '群主离职时，优先请副群主接任',
    appointHint: '从成员中选一位，群主离职时优先请其接任。',
    appointMissing: '请先选择一位成员',
    appointSave: '设为副群主',
    appointed: '已设置，对方会收到消息',
    members: (count: number) => `成员 ${String(count)} 人`,
    reasons,
    cancel: '取消',
    actions: '群操作',
    more: '更多',
    notAdmittedTitle: '进群申请未通过',
    notAdmittedHint: ({ name, by, at, askAgainAt }: { name: string; by: string; at: string; askAgainAt: string }) =>
      `${by} ${dayOnly(at)}未同意你加入“${name}”。${dayOnly(askAgainAt)}后可再次申请：在“申请建群”里填写事项，就会看到这个群。`,
    gonePage: '找不到该群',
    goneHint: '群未登记，或你没有查看权限。',
  },
  declare,
  settings,
}

export default groups
