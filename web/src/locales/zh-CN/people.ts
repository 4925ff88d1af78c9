import type { AdoptingFlow } from '@desk/shared/accounts/adopting-flows'
import type { ConsoleOperationKind } from '@desk/shared/accounts/console-schemas'
import type { HrReason, HrSectionName } from '@desk/shared/accounts/hr-home-schemas'
import type { PartnerState } from '@desk/shared/accounts/partner-schemas'
import type { AccountState } from '@desk/shared/accounts/people-schemas'
import { manualAccount } from './parts/manual-account.ts'
import { monthAndDay, names, wholeDay } from './parts/phrases.ts'

const flows: Record<AdoptingFlow, string> = {
  partner: '外部合作人员',
  info_change: '信息变更',
  account_open: '入职',
  account_close: '离职',
}

const home = {
  intro: (day: string) => `${monthAndDay(day)}的待办，来自各项办理`,
  search: '姓名、拼音或账号',
  find: '查找',
  today: (count: number) => (count === 0 ? '今天没有待办' : `今天待办 ${String(count)} 件`),
  todayNone: '到期、报告和后台改动会出现在这里。',
  todayMore: (count: number) => `还有 ${String(count)} 件，点各项的件数查看全部`,
  sections: {
    joiners: '待入职',
    leavers: '在办离职',
    departures: '部门报告已离职',
    partners: '到期合作人员',
    console: '后台直接改动',
  } satisfies Record<HrSectionName, string>,
  count: (count: number) => `${String(count)} 件`,
  all: (section: string, count: number) => `${section}，全部 ${String(count)} 件`,
  empty: {
    joiners: '没有待入职的成员',
    leavers: '没有办理中的离职',
    departures: '没有待处理的报告',
    partners: '30 天内没有到期的合作',
    console: '没有待确认的后台改动',
  } satisfies Record<HrSectionName, string>,
  reasons: {
    reported: (day: string) => `部门报告最后工作日 ${day}，账号仍在用`,
    unregistered: () => '通讯录标为外部合作人员，未登记对接人和到期日',
    no_sponsor: () => '对接人已离职、停用或是外部合作人员，请另选一位',
    ending: (day: string) => `${day} 到期，等对接人选择`,
    closing: (day: string) => `${day} 到期停用`,
    disabling: (day: string) => `${day} 已到期，停用中`,
    created: (day: string) => `${day} 在管理后台新增成员`,
    changed: (day: string) => `${day} 在管理后台更改成员`,
    deleted: (day: string) => `${day} 在管理后台删除成员`,
    joining: (day: string) => `${day} 报到`,
    to_mend: (day: string) => `${day} 报到，信息待修改`,
    not_arrived: (day: string) => `${day} 报到，入职事项未办完`,
    handing_over: (day: string) => `最后一天 ${day}，交接中`,
    leaving: (day: string) => `最后一天 ${day}，当天 18:00 停用账号`,
    to_confirm: () => '立即停用，等另一人确认',
    changing: () => '正在更改企业微信账号',
    transferring: (day: string) => `${day} 起调岗`,
  } satisfies Record<HrReason, (day: string) => string>,
  mayConcern: (list: readonly string[]) => `可能涉及${names(list)}`,
  links: { people: '全部成员', partners: '外部合作人员', console: '后台改动' },
}

const list = {
  intro: (names: string) => `${names}的成员。资料以企业微信通讯录为准。`,
  introAll: '全公司成员，含未激活和已停用的账号。资料以企业微信通讯录为准。',
  search: '姓名、拼音或账号',
  columns: { name: '姓名', department: '部门', position: '岗位', account: '账号', userid: '企业微信账号' },
  accounts: {
    active: '使用中',
    disabled: '已停用',
    not_activated: '未激活',
    left: '已离开',
  } satisfies Record<AccountState, string>,
  partner: '外部合作',
  reported: '已报告离职',
  none: '没有成员',
  notFound: '没有找到',
  notFoundHint: '可以输入姓名、拼音、拼音首字母或完整的企业微信账号。',
  clear: '清除条件',
}

const person = {
  back: '成员',
  fields: {
    name: '姓名',
    alias: '别名',
    userid: '企业微信账号',
    seats: '部门',
    position: '岗位',
    telephone: '座机',
    account: '账号状态',
    partner: '外部合作',
  },
  empty: '未填写',
  partnerUntil: (company: string, day: string | null) =>
    day === null ? '未登记对接人和到期日' : `${company}，至 ${wholeDay(day)}`,
  hidden: '手机号和邮箱，企业微信不提供给应用。',
  change: '修改信息',
  changeHint: '提交后由另一位管理员审批',
  toPartner: '合作人员登记',
  report: '报告已离职',
  reportHint: '人已离开，账号还没有办理',
  reportTitle: (name: string) => `报告${name}已离职`,
  lastDay: '最后工作日',
  note: '说明',
  submitReport: '报告给人事',
  reported: '已报告，人事会收到通知',
  open: (by: string, day: string) => `${by}报告：最后工作日 ${wholeDay(day)}，账号仍在用`,
  answered: (by: string, text: string) => `${by}已核实仍在职：${text}`,
  adoptTitle: '纳入离职流程',
  adopt: (flow: string) => `已在“${flow}”办理，核对并办结`,
  stillHere: '核实仍在职',
  stillHereTitle: (name: string) => `核实${name}仍在职`,
  stillHereReason: '核实结果（报告人会看到）',
  stillHereAction: '回复报告人',
  handled: '已办结',
  errors: {
    'account.not_adopted': '该流程中还没有此人的停用安排，请先办理',
    'day.too_far': '日期太远，请核对',
    'member.unknown': '通讯录中没有该成员',
  } as Readonly<Record<string, string>>,
  invalid: '请核对后再提交',
}

const partners = {
  intro: '每位外部合作人员都有对接人和到期日。到期前 30、7、1 天询问对接人，到期未续的账号自动停用。',
  who: '姓名',
  company: '所属公司',
  sponsor: '公司内对接人',
  endsOn: '到期日',
  save: '登记',
  saved: '已登记',
  columns: { name: '姓名', company: '所属公司', sponsor: '对接人', endsOn: '到期日', state: '状态' },
  states: {
    unregistered: '待登记',
    running: '合作中',
    ending: '快到期',
    closing: '到期停用',
    disabling: '停用中',
    disabled: '已停用',
    enabling: '启用中',
  } satisfies Record<PartnerState, string>,
  needsSponsor: '需要新的对接人',
  views: { all: '全部', due: '待处理' },
  viewLabel: '范围',
  noneDue: '没有待处理的合作人员',
  none: '还没有登记的外部合作人员',
  noneHint: '登记后按到期日提醒对接人，到期停用账号。',
  back: '设置',
  add: '登记或变更',
  edit: '变更',
  editOne: (name: string) => `变更${name}的登记`,
  end: '立即停用',
  endOne: (name: string) => `立即停用${name}`,
  endTitle: (name: string) => `立即停用${name}的账号？`,
  endHint: '登录立即失效，企业微信账号随后停用，以企业微信确认为准。',
  release: '转为员工',
  releaseOne: (name: string) => `${name}转为员工`,
  releaseTitle: (name: string) => `${name}转为员工？`,
  releaseHint: '不再按到期日停用。因到期停用的账号会重新启用。',
  errors: {
    'member.unknown': '通讯录中没有该成员',
    'partner.own_sponsor': '对接人须是另一位成员',
    'partner.sponsor_partner': '对接人须是员工，不能是外部合作人员',
    'partner.self': '自己的合作由其他同事登记',
    'day.past': '到期日已过，请选择今天或以后',
    'day.too_far': '最长两年，到期再续',
    'text.required': '请填写所属公司',
    invalid_format: '请选择',
  } as Readonly<Record<string, string>>,
  invalid: '请核对',
  daysLeft: (days: number) => (days < 0 ? '已到期' : days === 0 ? '今天到期' : `还有 ${String(days)} 天`),
}

const partner = {
  until: (day: string) => `合作至 ${wholeDay(day)}`,
  company: '所属公司',
  sponsor: '对接人',
  department: '部门',
  state: '状态',
  noContract: '还没有登记对接人和到期日，请人事登记。',
  question: '合作到期后怎么办？',
  renew: '续期',
  renewTo: '新的到期日',
  renewSubmit: (day: string) => `续期至 ${wholeDay(day)}`,
  renewHint: '续期后，对方需重新签收制度。',
  chooseDay: '请选择新的到期日',
  renewed: '已续期',
  close: '到期停用',
  closeTitle: (name: string, day: string) => `${name}的账号在 ${wholeDay(day)}后停用？`,
  closeHint: '到期前可以更改。停用以企业微信确认为准，你和人事会收到通知。',
  closed: '已选择：到期停用',
  closedBy: (name: string, when: string) => `${name} ${when}选择了到期停用`,
  keep: '不停用，继续询问',
  kept: '已恢复到期询问',
  disabled: (when: string) => `账号已停用，企业微信 ${when}确认`,
  disabling: '已到期，正在停用账号，等待企业微信确认',
  enabling: '已续期，正在启用账号，等待企业微信确认',
  trouble: (code: string) =>
    code === 'no_contacts_secret'
      ? '应用没有通讯录写权限，已请管理部门在后台操作，完成后自动办结'
      : code === 'gone'
        ? '通讯录中已找不到该成员，请人事核对'
        : code === 'not_visible'
          ? '已向企业微信提交，但应用读取不到该账号，可能不在可见范围，请到管理后台核对'
          : `企业微信拒绝了操作（${code}），已请管理部门在后台操作，完成后自动办结`,
  manual: manualAccount,
  toRegister: '去登记',
}

const consoleOperations = {
  intro: '管理后台里直接新增、更改或删除成员，不经过应用的流程。这里逐条确认，或纳入流程。',
  log: {
    never: '还没有读取过管理端操作记录。',
    read: (when: string) => `已读到 ${when}`,
    refused:
      '企业微信没有允许应用读取管理端操作记录。请在管理后台“安全与管理 → 管理端操作记录 → 可调用接口的应用”中加入本应用。',
  },
  columns: { at: '时间', operator: '操作人', kind: '操作', details: '后台记录', mayConcern: '可能涉及' },
  kinds: {
    created: '新增成员',
    changed: '更改成员',
    deleted: '删除成员',
    setup: '应用设置',
  } satisfies Record<ConsoleOperationKind, string>,
  mayConcernHint: '同一时间通讯录有变化的成员，仅供参考',
  showAll: '含已处理的',
  onlyOpen: '只看待处理',
  none: '没有待处理的后台改动',
  noneHint: '每分钟读取一次企业微信的管理端操作记录。',
  acknowledge: '确认知晓',
  acknowledgeOne: (what: string) => `确认知晓：${what}`,
  acknowledgeTitle: (who: string, what: string) => `${who}：${what}`,
  reason: '原因（留作记录）',
  adopt: '纳入流程',
  adoptOne: (what: string) => `纳入流程：${what}`,
  adoptTitle: '纳入哪个流程？',
  adoptHint: '先在流程里办理该成员，再到这里办结；办结时会核对。',
  member: '涉及的成员',
  flow: '流程',
  adoptAction: '核对并办结',
  flows,
  handledBy: (who: string, when: string) => `${who} ${when}`,
  acknowledged: (note: string) => `已知晓：${note}`,
  adopted: (flow: string, who: string) => `已纳入${flow}：${who}`,
  errors: {
    'account.not_adopted': '该流程中还没有此成员，请先办理',
    'member.unknown': '通讯录中没有该成员',
  } as Readonly<Record<string, string>>,
  choose: '请选择成员和流程',
}

export default { home, list, person, partners, partner, consoleOperations, flows, day: monthAndDay }
