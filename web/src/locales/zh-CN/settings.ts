import type { GrantRole, RoleSwitch } from '@desk/shared/settings/role-names'
import type { GrantView } from '@desk/shared/settings/role-schemas'
import type { ApiKeyView, ApiScope } from '@desk/shared/settings/api-key-schemas'
import { selfCheck } from './parts/self-check.ts'

const roleNames = {
  dept_admin: '部门管理员',
  ops: '运维',
  ops_lead: '运维主管',
  hr: '人事',
  auditor: '审计',
} satisfies Record<GrantRole, string>

/** Fields that the server refused, by its code. */
const fieldErrors: Readonly<Record<string, string>> = {
  'role.unknown_member': '通讯录里没有这个在职成员',
  'role.unknown_department': '应用可见范围里没有这个部门',
  'role.department_mismatch': '部门管理员要选一个部门，其他角色不选',
  'role.no_deputy': '只有部门管理员可以设代理',
  'role.ends_before_start': '结束日早于开始日',
  'role.over_already': '这一天已经过了',
  'key.expired_already': '这一天已经过了',
  'key.lives_too_long': '最长一年，到期前再换一把',
  'text.required': '写一个名字，以后认得出是谁在用',
  'text.too_long': '太长了，最多 40 个字',
  'text.unseen_signs': '里面有看不见的字符',
  'search.too_short': '至少输入一个汉字或两个字母',
}

const roles = {
  roleNames,
  proposals: (count: number) => `等你确认 ${String(count)} 条`,
  proposalsHint: '企业微信里的部门负责人，还没人在这里确认过；或者确认过，但已经不是负责人了。',
  unconfirmedAct: '确认之前已经可以审批，标着“未确认”。',
  unconfirmedWait: '确认之前不能审批。',
  confirmAll: (count: number) => `确认这 ${String(count)} 条`,
  company: '全公司的角色',
  departments: '部门管理员',
  none: '还没有',
  states: {
    live: '生效中',
    coming: '未到期',
    proposed: '未确认',
    lead_lost: '已不是负责人',
  } satisfies Record<GrantView['state'], string>,
  deputy: '代理',
  inactive: '账号停用',
  days: (from: string | null, to: string | null) => `${from ?? '即日'} 至 ${to ?? '长期'}`,
  end: '收回',
  endTitle: (name: string, role: GrantRole) => `收回${name}的“${roleNames[role]}”`,
  endAction: (name: string) => `收回，${name}马上不能再用`,
  add: '授予角色',
  role: '角色',
  person: '给谁',
  personHint: '姓名、拼音或首字母',
  department: '管哪个部门（含下级）',
  departmentHint: '部门名称里的字',
  noResults: '没有找到',
  change: '换一个',
  startsOn: '从哪天起（不填：今天）',
  endsOn: '到哪天止（不填：长期）',
  isDeputy: '只作代理：本部门没有其他管理员时才由代理审批',
  submit: (name: string, role: GrantRole) => `授予${name}${roleNames[role]}`,
  submitBare: '先选人',
  rules: '规则',
  switches: {
    leadersNeedConfirmation: '部门负责人要先确认才能审批',
    separateDuties: '审计和运维不能是同一个人',
  } satisfies Record<RoleSwitch, string>,
  leadOnly: '只有运维主管能改',
  more: '更多部门',
}

const keys = {
  hint: '供公司内部程序调用。密钥只显示一次，只保存指纹。',
  scopes: { 'directory.read': '读部门', 'policies.read': '读签收进度' } satisfies Record<ApiScope, string>,
  states: {
    live: '可用',
    stopped: '已停用：负责人已不在管理部门',
    expired: '过期',
    revoked: '已吊销',
  } satisfies Record<ApiKeyView['state'], string>,
  none: '还没有密钥',
  by: (name: string, day: string) => `${name}，${day}`,
  until: (day: string) => `到 ${day}`,
  lastUsed: (time: string) => `最近用过 ${time}`,
  neverUsed: '没用过',
  name: '名称',
  namePlaceholder: '例如：人事系统',
  scope: '可以做什么',
  expiresOn: '用到哪天',
  create: '生成密钥',
  createdTitle: '这是唯一一次显示',
  createdHint: '请立即复制保存，关闭后无法再次查看。用在请求头 Authorization: Bearer 后面。',
  confirmStored: '已保存，关闭',
  takeOver: '接手',
  takeOverTitle: (name: string) => `接手“${name}”，由你负责，用它的程序马上恢复`,
  revoke: '吊销',
  revokeTitle: (name: string) => `吊销“${name}”，用它的程序马上连不上`,
}

const settings = {
  hub: {
    roles: '角色与授权',
    policies: '制度',
    partners: '外部合作人员',
    check: '自检',
    calendar: '日历与静默时段',
    fields: '可改的信息',
    groups: '群的命名规则',
    onCall: '值班电话',
    texts: '消息文案',
    outbox: '消息发送',
    directory: '通讯录',
    apiKeys: '接口密钥',
    audit: '审计',
    backToHub: '设置',
    proposals: (count: number) => `${String(count)} 条等确认`,
    stoppedKeys: (count: number) => `${String(count)} 个停用了，等人接手`,
  },
  roles,
  check: selfCheck,
  keys,
  fieldErrors,
  invalidField: '这一项有误',
  day: (day: string) =>
    `${day.slice(0, 4)} 年 ${String(Number(day.slice(5, 7)))} 月 ${String(Number(day.slice(8)))} 日`,
}

export default settings
