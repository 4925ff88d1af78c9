import type {
  GoneReason,
  GroupOrigin,
  GroupState,
  MemberReason,
  ReportOutcome,
  ViolationKind,
} from '@desk/shared/groups/group-states'
import type { NameProblem, PartRole } from '@desk/shared/groups/naming'
import { declare, declineReasons } from './parts/group-declare.ts'
import { registry, settings } from './parts/group-settings.ts'
import { clause, dayOnly, monthAndDay, names, wholeDay } from './parts/phrases.ts'

const parts = { department: '部门', topic: '事项', kind: '类型', until: '期限' } satisfies Record<PartRole, string>

/** Returns a sentence on the naming rule that a name breaks. */
const problemText = (problem: NameProblem): string => {
  switch (problem.code) {
    case 'topic_empty':
      return '请填写事项'
    case 'unseen_sign':
      return `第 ${String(problem.at)} 个字符不可见（${problem.sign}），请删除`
    case 'strange_script':
      return `第 ${String(problem.at)} 个字符（${problem.sign}）容易混淆，请换成汉字、字母或数字`
    case 'separator_inside':
      return `第 ${String(problem.at)} 个字符是“${problem.sign}”，这是分隔符，不能用在这里`
    case 'banned_word':
      return `群名不能包含“${problem.word}”`
    case 'kind_unknown':
      return '该类型已不可用，请换一种'
    case 'too_long':
      return `超出 ${String(problem.over)} 个字，请缩短；超出部分会被企业微信截断`
  }
}

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
  contract_ended: () => '合作协议已到期',
} satisfies Record<GoneReason, (day: string) => string>

const violations = {
  off_topic: '偏离群主题',
  rumour: '传播未核实的消息',
  secret: '发送不宜公开的资料',
  uncivil: '言语不文明',
  advertising: '发布广告',
} satisfies Record<ViolationKind, string>

const outcomes = {
  reminded: '已提醒',
  stopped: '已制止',
  unfounded: '已核查，不属于违规',
} satisfies Record<ReportOutcome, string>

const groups = {
  form: {
    title: '申请建群',
    preview: '聊天列表中的显示效果',
    parts,
    meter: (length: number, most: number) => `${String(length)} / ${String(most)} 字`,
    meterLabel: '群名长度',
    template: '群类型',
    topic: '事项',
    topicHint: (isFirst: boolean): string => (isFirst ? '排在群名最前，请尽量简短' : '请尽量简短'),
    purpose: '建群原因',
    purposeEmpty: '请填写建群原因',
    members: '成员',
    membersHint: '不含你自己，选完还可以再加',
    membersEmpty: '请至少选择一位成员',
    deputy: '副群主',
    deputyHint: '从已选成员中选一位',
    deputySearch: '在已选成员中搜索姓名或拼音',
    deputyPick: '选择一位成员',
    deputyStays: (name: string) => `默认${name}`,
    deputyNone: '副群主：选好成员后，从中选一位',
    until: (day: string) => `有效期至 ${monthAndDay(day)}，到期前会提醒续期`,
    submit: (count: number) => `提交，建 ${String(count)} 人群`,
    submitNoMembers: '请先选择成员',
    submitAnyway: '仍要新建，提交',
    submitAgain: '重新提交',
    problems: problemText,
    similar: '可能已有类似的群',
    similarLine: (count: number, owner: string) => `${String(count)} 人，群主${owner}`,
    join: '直接加入',
    joined: '已加入，稍后可在企业微信中看到',
    askOwner: '如需加入，请联系群主',
    requestToJoin: '申请进群',
    joinRequested: '已发给群主，同意后自动进群',
    alreadyMember: '你已在群里',
    joinAgainAfter: (at: string) => `群主未同意，${dayOnly(at)}后可再次申请`,
    manualCreation: '应用尚未对全公司开放，批准后由管理部门手工建群，申请照常提交。',
    noneLeft: '今天的申请次数已用完，请明天再申请',
    partner: '合作方不能担任群主，请由担保人申请',
    footnote: '依据 4.1③（1）：确有工作需要才建群。批准后自动建群，请你签署群主的三条职责。',
    errors: {
      'group.template_gone': '群类型刚有变动，请刷新后重新选择',
      'group.name_differs': '命名规则刚有变动，请刷新后查看新群名',
      'group.partner_owner': '合作方不能担任群主，请由担保人申请',
      'group.owner_twice': '你就是群主，不用选自己',
      'group.member_gone': '有成员已离职或停用，请移除后提交',
      'group.contract_ended': '有合作方的协议已到期，请移除后提交',
      'group.deputy': '副群主须从成员中选择，不能是合作方',
      'info.day_past': '到期日须晚于今天',
    } as Readonly<Record<string, string>>,
  },
  requestCard: {
    title: '申请建的群',
    purpose: '建群原因',
    deputy: '副群主',
    until: '有效期至',
    expires: wholeDay,
    owner: '群主',
    members: (count: number) => `成员 ${String(count)} 人`,
    sponsor: (name: string) => `合作方，担保人${name}`,
    across: '跨部门，部门同意后还需管理部门确认',
    large: '人数较多，部门同意后还需管理部门确认',
    similar: '申请人看过以下类似的群，仍申请新建',
    open: '查看群',
    missing: (people: readonly string[]) => `未能加入群：${names(people)}`,
    name: '群名',
    ownerField: '群主（建好后转给）',
    manualOwner: (name: string) => `群主须为${name}：请在企业微信建群、加入成员，再把群主转给${name}`,
    markCreated: '已在企业微信建群',
    markCreatedHint: '应用无法读取手工建的群，以你的确认为准，进度停在第二步',
  },
  list: {
    own: '我的群',
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
  },
  registry,
  one: {
    states,
    notAccepted: '未确认',
    origins,
    owner: '群主',
    deputy: '副群主',
    noDeputy: '未设副群主',
    department: '所属部门',
    expires: '有效期',
    expiresOn: wholeDay,
    noExpiry: '长期',
    purpose: '用途',
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
    keptCount: (count: number) => `其余 ${String(count)} 人无需核对`,
    keptBreakdown: (department: number, project: number, guest: number) =>
      `本部门 ${String(department)}、项目 ${String(project)}、特邀 ${String(guest)}`,
    reviewFootnote: '入群理由在加入时记录，与发言多少无关。',
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
      owner: (text: string) => `把群主转给 ${text}`,
      name: (text: string) => `群名改为“${text}”`,
    },
    completeChecklist: '已全部完成',
    completeChecklistHint: '应用无法读取手工建的群，以你的确认为准',
    vacant: (owner: string) => `${owner}已不在职，群暂无群主`,
    ownershipOffered: (people: readonly string[]) => `已询问：${names(people)}`,
    takeTitle: '请你担任群主',
    take: '同意担任群主',
    declineOffer: '不担任',
    offerDeclined: '已记录',
    takeHint: '同意后，在企业微信更换群主，再请你签署这三条职责。',
    taken: '已同意，更换群主后请签署职责',
    nextOwner: (name: string) => `${name}同意担任群主，正在企业微信更换`,
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
    restored: '已恢复',
    report: '反映违规',
    reportHint: '不会透露反映人',
    reportInFull: '写明经过，或匿名上报',
    reportTo: { owner: '向群主反映', ops: '向管理部门反映' },
    violations,
    reported: '已提交，不会透露反映人',
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
    answerHint: '反映人会收到结果，对你匿名。',
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
    name: '群名',
    openChat: '打开群聊',
    chatNotOpened: '企业微信未能打开群聊，请复制群名，在“消息”中搜索。',
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
