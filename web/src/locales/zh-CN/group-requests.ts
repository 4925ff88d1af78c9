import type { NameProblem, PartRole } from '@desk/shared/groups/naming'
import { dayOnly, monthAndDay, names, wholeDay } from './parts/phrases.ts'

const parts = { department: '部门', topic: '事项', kind: '类型', until: '期限' } satisfies Record<PartRole, string>

/** Returns a sentence on the naming rule that a name breaks. */
const problemText = (problem: NameProblem): string => {
  switch (problem.code) {
    case 'topic_empty':
      return '请填写事项'
    case 'unseen_sign':
      return `第 ${String(problem.at)} 个字符不可见（${problem.character}），请删除`
    case 'strange_script':
      return `第 ${String(problem.at)} 个字符（${problem.character}）容易混淆，请换成汉字、字母或数字`
    case 'separator_inside':
      return `第 ${String(problem.at)} 个字符是“${problem.character}”，这是分隔符，不能用在这里`
    case 'banned_word':
      return `群名不能包含“${problem.word}”`
    case 'kind_unknown':
      return '该类型已不可用，请换一种'
    case 'too_long':
      return `超出 ${String(problem.over)} 个字，请缩短；超出部分会被企业微信截断`
  }
}

/** Messages of the form for a group and of the request that it submits. */
const groupRequests = {
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
    purposeHint: (max: number) => `最多 ${String(max)} 字`,
    purposeEmpty: '请填写建群原因',
    purposeTooLong: (max: number) => `最多 ${String(max)} 字，请缩短`,
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
    submitNoTopic: '请先填写事项',
    submitNoPurpose: '请先填写建群原因',
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
    partner: '外部合作人员不能担任群主，请由对接人申请',
    footnote: '依据 4.1③（1）：确有工作需要才建群。批准后自动建群，请你签署群主的三条职责。',
    errors: {
      'group.template_gone': '群类型刚有变动，请刷新后重新选择',
      'group.name_differs': '命名规则刚有变动，请刷新后查看新群名',
      'group.partner_owner': '外部合作人员不能担任群主，请由对接人申请',
      'group.owner_twice': '你就是群主，不用选自己',
      'group.member_gone': '有成员已离职或停用，请移除后提交',
      'group.contract_ended': '有外部合作人员的合作已到期，请移除后提交',
      'group.deputy': '副群主须从成员中选择，不能是外部合作人员',
      'info.day_past': '到期日须晚于今天',
      'text.too_long': '内容过长，请缩短',
      'text.unseen_signs': '包含不可见字符，请删除后重新输入',
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
    moreMembers: (count: number) => `还有 ${String(count)} 人未列出`,
    sponsor: (name: string) => `外部合作人员，对接人${name}`,
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
  openChat: {
    open: '打开群聊',
    notOpened: '企业微信未能打开群聊，请复制群名，在“消息”中搜索。',
    name: '群名',
  },
}

export default groupRequests
