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
import { settings } from './parts/group-settings.ts'
import { clause, dayOnly, monthAndDay, names, wholeDay } from './parts/phrases.ts'

const parts = { department: '部门', topic: '事项', kind: '类型', until: '期限' } satisfies Record<PartRole, string>

/** The broken rule in one sentence. */
const problemWords = (problem: NameProblem): string => {
  switch (problem.code) {
    case 'topic_empty':
      return '写几个字，说清是什么事'
    case 'unseen_sign':
      return `第 ${String(problem.at)} 个字看不见（${problem.sign}），删掉它`
    case 'strange_script':
      return `第 ${String(problem.at)} 个字（${problem.sign}）容易和别的字混，换成汉字、字母或数字`
    case 'separator_inside':
      return `第 ${String(problem.at)} 个字是“${problem.sign}”，它留给各部分之间用`
    case 'banned_word':
      return `群名不用“${problem.word}”这个词`
    case 'kind_unknown':
      return '这种类型没有了，换一种'
    case 'too_long':
      return `长了 ${String(problem.over)} 个字，删短一些；超出的企业微信会悄悄截掉`
  }
}

const states = {
  making: '正在建',
  charter: '等签职责',
  active: '在用',
  archived: '已归档',
  gone: '已结束',
  declared: '等部门确认',
} satisfies Record<GroupState, string>

const origins = { api: '应用建的', manual: '手工建的', declared: '自己登记的' } satisfies Record<GroupOrigin, string>

const reasons = { department: '本部门', project: '项目', guest: '特邀' } satisfies Record<MemberReason, string>

const gone = {
  moved: (day: string) => `${day}调走了`,
  left: (day: string) => `${day}离职`,
  disabled: (day: string) => `${day}账号停用`,
  contract_ended: () => '合作协议到期了',
} satisfies Record<GoneReason, (day: string) => string>

const violations = {
  off_topic: '聊的不是这个群的事',
  rumour: '传没核实的消息',
  secret: '发了不该发的资料',
  uncivil: '言语不文明',
  advertising: '发广告',
} satisfies Record<ViolationKind, string>

const outcomes = {
  reminded: '提醒过了',
  stopped: '制止了',
  unfounded: '查过，不算违规',
} satisfies Record<ReportOutcome, string>

const groups = {
  form: {
    title: '申请建群',
    preview: '群名会是这样',
    parts,
    meter: (length: number, most: number) => `${String(length)} / ${String(most)} 字`,
    meterLabel: '群名长度',
    template: '哪一种群',
    topic: '事项',
    topicHint: '成员一看就懂的几个字',
    purpose: '为什么要建',
    purposeEmpty: '写一句为什么要建',
    members: '成员',
    membersHint: '除你以外；选完还能再加',
    membersEmpty: '至少再选一个人',
    deputy: '副群主',
    deputyHint: '从选好的成员里选一位',
    deputySearch: '从选好的成员里找，写姓名或拼音',
    deputyPick: '选一位成员',
    deputyStays: (name: string) => `不另选就是${name}`,
    deputyNone: '副群主：选好成员后，从里面定一位',
    until: (day: string) => `用到 ${monthAndDay(day)}，到期前会问要不要续`,
    submit: (count: number) => `提交，共 ${String(count)} 人`,
    submitNobody: '选好成员再提交',
    submitAnyway: '还是要建，提交',
    submitAgain: '改好了，再次提交',
    problems: problemWords,
    similar: '可能已经有这个群',
    similarLine: (count: number, owner: string) => `${String(count)} 人，群主${owner}`,
    join: '直接加入',
    joined: '已经让你进群，企业微信里马上能看到',
    askOwner: '想进去，找群主',
    askIn: '请群主让我进',
    askedIn: '已发给群主，同意后你会在群里',
    inside: '你已经在里面',
    askAgain: (at: string) => `群主没有同意，${dayOnly(at)}后可再次申请`,
    byHand: '应用还没有对全公司开放，批准后由管理部门手工建群。申请照常交。',
    leftToday: (count: number) => `今天还能申请 ${String(count)} 个`,
    noneLeft: '今天申请的群够多了，明天再来',
    partner: '合作方不能当群主，请你的担保人来申请',
    footnote: '依据 4.1③（1）：确有工作需要才建群。批准后群会自动建好，你先签群主的三条职责。',
    errors: {
      'group.template_gone': '这种群刚改过，刷新后再选',
      'group.name_differs': '命名规则刚改过，刷新后看看新的群名',
      'group.partner_owner': '合作方不能当群主，请担保人来申请',
      'group.owner_twice': '你自己不用选，你就是群主',
      'group.member_gone': '有人已经离开或停用，去掉后再提交',
      'group.contract_ended': '有合作方的协议到期了，去掉后再提交',
      'group.deputy': '副群主要从成员里选，不能是合作方',
      'info.day_past': '到期日要在今天以后',
    } as Readonly<Record<string, string>>,
    again: (name: string) => `退回的申请：${name}`,
  },
  asked: {
    title: '要建的群',
    purpose: '为什么建',
    deputy: '副群主',
    until: '用到',
    expires: wholeDay,
    owner: '群主',
    members: (count: number) => `成员 ${String(count)} 人`,
    sponsor: (name: string) => `合作方，担保人${name}`,
    across: '跨部门，部门同意后还要管理部门确认',
    large: '人多，部门同意后还要管理部门确认',
    similar: '申请人看过这些相近的群，仍要新建',
    open: '打开这个群',
    missing: (people: readonly string[]) => `没能加进群：${names(people)}`,
    name: '群名',
    ownerField: '群主（建好后转给）',
    byHandOwner: (name: string) => `群主必须是${name}：在企业微信建群，拉人，再把群主转给${name}`,
    made: '我已在企业微信里建好',
    madeHint: '应用读不到手工建的群，所以这一步记的是你的话，第三格不会亮',
    show: '看全部成员',
  },
  list: {
    own: '我的群',
    offered: '等你答复',
    late: '清理逾期，轮到你看',
    below: '你负责范围里的群',
    none: '还没有登记过的群',
    noneBelow: '范围里还没有登记的群',
    create: '申请建群',
    declare: '登记一个手工建的群',
    line: (count: number, owner: string) => `${String(count)} 人，群主${owner}`,
    until: (day: string) => `用到 ${monthAndDay(day)}`,
    gone: (count: number) => `${String(count)} 人待核对`,
    overdue: '清理逾期',
    vacant: '没有群主',
    more: '再看一些',
  },
  one: {
    states,
    notAccepted: '没有确认',
    origins,
    owner: '群主',
    deputy: '副群主',
    noDeputy: '没有副群主',
    department: '归属',
    expires: '期限',
    expiresOn: wholeDay,
    noExpiry: '长期',
    purpose: '用途',
    lookedAt: (time: string) => `${time} 从企业微信读到`,
    neverLooked: '手工建的群，应用读不到里面',
    undoable: '还没写进企业微信，1 分钟内可以撤销',
    applying: '刚才的改动正在写进企业微信，读到才算',
    trouble: (code: string) =>
      code === 'read_back_differs'
        ? '企业微信里的当前值与申请不一致，10 分钟后再核对'
        : code === '49008'
          ? '群已在企业微信里解散'
          : `企业微信返回 ${code}，管理部门会处理`,
    missing: (people: readonly string[]) => `没能加进群：${names(people)}`,
    request: '看申请',
    charterTitle: '群主的三条职责',
    charter: ['清理和群不相干的人', '引导讨论聚焦主题', '提醒违规成员，必要时上报'],
    sign: '签三条职责',
    signed: (name: string, day: string) => `${name} ${dayOnly(day)}签了`,
    signDue: (day: string) => `${dayOnly(day)}前签，不签就请副群主来签`,
    reviewTitle: (count: number) => `${String(count)} 人待核对`,
    reviewNone: '暂无需清理的成员',
    reviewNext: (day: string) => `下次核对：${monthAndDay(day)}`,
    shortDay: (instant: string) => dayOnly(instant),
    keep: '留',
    remove: '移出',
    leaving: '等移出',
    gone,
    stillDeputy: '，仍是副群主',
    standing: (count: number) => `其余 ${String(count)} 人无需核对`,
    standingLine: (department: number, project: number, guest: number) =>
      `本部门 ${String(department)}、项目 ${String(project)}、特邀 ${String(guest)}`,
    reviewFootnote: '理由在入群时记录，与发言多少无关。',
    decide: (removed: number, kept: number) =>
      removed === 0
        ? `${String(kept)} 人都留下`
        : kept === 0
          ? `移出 ${String(removed)} 人`
          : `移出 ${String(removed)} 人，留 ${String(kept)} 人`,
    decideHint: '60 秒内可撤销；移出后会核对群成员',
    decided: '记下了，一分钟后移出',
    undo: '撤销刚才的移出',
    undone: '撤销了，没有人被移出',
    checklist: '在企业微信里做完这几件',
    checklistItems: {
      remove: (text: string) => `移出 ${text}`,
      owner: (text: string) => `把群主转给 ${text}`,
      name: (text: string) => `群名改成“${text}”`,
    },
    tick: '都做完了',
    tickHint: '应用读不到手工建的群，这里记的是你的话',
    vacant: (owner: string) => `${owner}不在了，这个群还没有群主`,
    vacantAsked: (people: readonly string[]) => `问了：${names(people)}`,
    takeTitle: '你来当群主？',
    take: '我来当群主',
    decline: '我不合适',
    takeHint: '接任后，企业微信换好群主，再请你签这三条职责。',
    taken: '好，企业微信换好群主后请你签职责',
    nextOwner: (name: string) => `${name}答应当群主，正在企业微信里换`,
    expiring: (day: string) => `${monthAndDay(day)}到期`,
    renew: '续期',
    renewTitle: '为什么还要用',
    renewReason: '写一句理由',
    renewed: '续好了',
    archive: '归档',
    archiveTitle: '归档这个群',
    archiveHint: (stay: readonly string[]) => `群名前面会加“已归档-”，只留${names(stay)}。30 天内可恢复。`,
    archiveAction: (count: number) => `归档，请 ${String(count)} 人离开`,
    archived: '归档了',
    restore: '恢复这个群',
    restoreHint: (day: string) => `${dayOnly(day)}前能恢复，人会回来`,
    restored: '恢复了',
    report: '反映违规',
    reportTo: { owner: '反映给群主', ops: '反映给管理部门' },
    reportTitle: { owner: '群里怎么了？告诉群主', ops: '群里怎么了？告诉管理部门' },
    violations,
    reported: '已转达，不会透露是你反映的',
    acceptTitle: (owner: string) => `${owner} 登记了这个手工建的群`,
    acceptHint: '是部门里真要用的群，就确认；确认后请群主签三条职责。',
    accept: '确认，是部门的群',
    reject: '不确认，说明理由',
    rejectSend: '不确认，告诉群主',
    rejectTitle: '为什么不确认',
    rejectText: '补充一句',
    rejectTextMissing: '写一句为什么',
    rejectMissing: '选一个理由',
    declineReasons,
    declined: (name: string, reason: string) => `${name}没有确认：${reason}`,
    declinedHint: '有不同意见就当面说。改好了可以再登记一次。',
    basis: (id: string) => `依据 ${clause(id)}`,
    accepted: '确认了，群主会收到消息',
    rejected: '没有通过，群主会收到消息',
    waitsForDepartment: (isOwn: boolean) => `等部门管理员确认，确认后请${isOwn ? '你' : '群主'}签三条职责`,
    wishes: (count: number) => `${String(count)} 人想进群`,
    admit: '同意',
    refuse: '不同意',
    admitted: '同意了，企业微信里马上能看到',
    notAdmitted: '已记下，对方会收到消息',
    reports: '有人反映过',
    toOps: '告诉管理部门的',
    answer: '答复',
    answerTitle: (what: string) => `${what}：处理得怎样`,
    answerHint: '反映的人会收到结果；你看不到是谁反映的。',
    outcomes,
    answered: '记下了，反映的人会收到结果',
    appoint: '定副群主',
    appointAgain: '换副群主',
    appointHint: '从成员里选一位。群主不在时，先问副群主。',
    appointMissing: '先选一位成员',
    appointSave: '请这位当副群主',
    appointed: '已设定，对方会收到消息',
    members: (count: number) => `成员 ${String(count)} 人`,
    reasons,
    cancel: '取消',
    actions: '操作',
    notAdmittedTitle: '进群申请没有通过',
    notAdmittedHint: ({ name, by, at, askAgainAt }: { name: string; by: string; at: string; askAgainAt: string }) =>
      `${by} ${dayOnly(at)}没有同意你进“${name}”。${dayOnly(askAgainAt)}后可以再次申请：在“申请建群”里写上事项，就会看到这个群。`,
    gonePage: '没有这个群',
    goneHint: '群不在登记里，或者你看不到它。',
  },
  declare,
  settings,
}

export default groups
