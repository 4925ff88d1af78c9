import type { GrantRole, RoleSwitch } from '@desk/shared/settings/role-names'
import type { GrantView } from '@desk/shared/settings/role-schemas'
import type { ApiKeyView, ApiScope } from '@desk/shared/settings/api-key-schemas'
import { selfCheck } from './parts/self-check.ts'

const roleNames = {
  dept_admin: '部门管理员',
  ops: '运维',
  ops_lead: '运维主管',
  hr: '人事',
  compliance: '合规',
  auditor: '审计',
} satisfies Record<GrantRole, string>

/** Messages of rejected fields, by error code. */
const fieldErrors: Readonly<Record<string, string>> = {
  'role.unknown_member': '通讯录中没有该在职成员',
  'role.unknown_department': '应用可见范围内没有该部门',
  'role.department_mismatch': '部门管理员须选择部门，其他角色不选',
  'role.no_deputy': '只有部门管理员可以设代理',
  'role.ends_before_start': '结束日期早于开始日期',
  'role.over_already': '日期已过',
  'key.expired_already': '日期已过',
  'key.lives_too_long': '最长一年，请在到期前更换',
  'text.required': '请填写名称，便于识别使用者',
  'text.too_long': '太长，最多 40 个字',
  'text.unseen_signs': '含有不可见字符',
  'search.too_short': '请至少输入一个汉字或两个字母',
}

const roles = {
  roleNames,
  proposals: (count: number) => `待确认 ${String(count)} 条`,
  proposalsHint: '企业微信中的部门负责人，尚未确认，或确认后已不是负责人。',
  unconfirmedAct: '确认前可以审批，标为“未确认”。',
  unconfirmedWait: '确认前不能审批。',
  confirmAll: (count: number) => `确认这 ${String(count)} 条`,
  company: '全公司角色',
  departments: '部门管理员',
  none: '暂无',
  states: {
    live: '生效中',
    coming: '未生效',
    proposed: '未确认',
    lead_lost: '已不是负责人',
  } satisfies Record<GrantView['state'], string>,
  deputy: '代理',
  inactive: '账号停用',
  days: (from: string | null, to: string | null) => `${from ?? '即日'} 至 ${to ?? '长期'}`,
  end: '收回',
  endTitle: (name: string, role: GrantRole) => `收回${name}的“${roleNames[role]}”`,
  endAction: (name: string) => `收回${name}的角色，立即生效`,
  add: '授予角色',
  role: '角色',
  person: '成员',
  personHint: '姓名、拼音或首字母',
  department: '管理的部门（含下级）',
  departmentHint: '输入部门名称',
  noResults: '没有找到',
  change: '更换',
  startsOn: '开始日期（不填则从今天起）',
  endsOn: '结束日期（不填则长期）',
  isDeputy: '仅作代理：本部门没有其他管理员时由代理审批',
  submit: (name: string, role: GrantRole) => `授予${name}${roleNames[role]}`,
  submitBare: '请先选择成员',
  rules: '规则',
  switches: {
    leadersNeedConfirmation: '部门负责人经确认后才能审批',
    separateDuties: '审计不能兼任运维或合规',
  } satisfies Record<RoleSwitch, string>,
  leadOnly: '仅运维主管可修改',
  more: '更多部门',
}

const keys = {
  hint: '供公司内部程序调用。密钥只显示一次，只保存指纹。',
  scopes: { 'directory.read': '读取部门', 'policies.read': '读取签收进度' } satisfies Record<ApiScope, string>,
  states: {
    live: '可用',
    stopped: '已停用：负责人已不在管理部门',
    expired: '已过期',
    revoked: '已吊销',
  } satisfies Record<ApiKeyView['state'], string>,
  none: '暂无密钥',
  by: (name: string, day: string) => `${name}，${day}`,
  until: (day: string) => `有效期至 ${day}`,
  lastUsed: (time: string) => `最近使用 ${time}`,
  neverUsed: '未使用',
  name: '名称',
  namePlaceholder: '例如：人事系统',
  scope: '权限',
  expiresOn: '有效期至',
  create: '生成密钥',
  createdTitle: '密钥只显示一次',
  createdHint: '请立即复制保存，关闭后无法再次查看。使用时放在请求头 Authorization: Bearer 之后。',
  confirmStored: '已保存，关闭',
  takeOver: '接手',
  takeOverTitle: (name: string) => `接手“${name}”，由你负责，使用它的程序立即恢复`,
  revoke: '吊销',
  revokeTitle: (name: string) => `吊销“${name}”，使用它的程序立即无法访问`,
}

const settings = {
  hub: {
    groups: {
      people: '人员与权限',
      policies: '制度与群聊',
      messages: '消息与值班',
      system: '运行与审计',
    },
    pages: {
      roles: '角色与授权',
      policies: '制度',
      partners: '外部合作人员',
      check: '自检',
      calendar: '日历与静默时段',
      fields: '可修改的信息',
      groups: '群命名规则',
      onCall: '值班电话',
      texts: '消息文案',
      outbox: '消息发送',
      directory: '通讯录同步',
      apiKeys: '接口密钥',
      audit: '审计记录',
    },
    hints: {
      roles: '部门管理员、运维、人事、合规、审计',
      policies: '起草、批准、发布，查看签收进度',
      partners: '不在编人员的签收与合同期',
      check: '企业微信后台配置是否完整',
      calendar: '调休、节假日与不打扰的时段',
      fields: '成员可申请修改哪些信息',
      groups: '群名由哪些部分组成',
      onCall: '手机丢失时依次呼叫谁',
      texts: '发给成员的消息内容',
      outbox: '未发出的消息与未完成的写入',
      directory: '上次同步时间与可见范围',
      apiKeys: '供公司内部程序调用',
      audit: '谁在何时做了什么，可核验',
    },
    backToHub: '设置',
    proposals: (count: number) => `${String(count)} 条待确认`,
    stoppedKeys: (count: number) => `${String(count)} 个停用，待接手`,
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
