import { roles } from '../identity/actor.ts'
import type { IdKind } from '../kernel/ids.ts'

/** Chinese names of what an audit entry can be about, where no more specific name is known. */
export const auditKindNames: Readonly<Record<IdKind, string>> = {
  request: '申请',
  event: '事件',
  grant: '角色',
  card: '卡片',
  call: '调用',
  apiKey: '接口密钥',
  comment: '留言',
  attachment: '附件',
  delegation: '代理',
  session: '登录',
  policy: '制度',
  policyVersion: '制度版本',
  signature: '凭证',
  signer: '已匿名化的签收人',
  question: '疑问',
  exemption: '豁免',
  policyFile: '制度附件',
  roster: '名单',
  group: '群',
  groupReport: '违规反映',
  departureReport: '已离职报告',
  incident: '上报',
  incidentMessage: '上报消息',
  incidentPicture: '上报图片',
  accountBatch: '入职名单',
  accountOpening: '入职人员',
  closing: '离职或调岗',
  handover: '交接事项',
  campaign: '信息核对',
  confirmation: '核对答复',
  feedback: '反馈',
  faq: '常见问题',
  auditorLink: '外部查证链接',
}

/** Objects of audit entries that have no id: parts of the app, settings, and classes of data that are deleted. */
export const auditObjectNames = {
  audit: '审计记录',
  console: '管理后台',
  database: '数据库',
  directory: '通讯录',
  feedback: '反馈',
  lost_devices: '丢失设备',
  ops_lead: '运维主管',
  outbox: '消息发送',
  overview: '总览',
  partners: '外部合作人员',
  policies: '制度',
  proposals: '待确认的管理员',
  'directory.feed': '设置：通讯录维护软件',
  'groups.rules': '设置：群命名规则',
  'incidents.contact': '设置：独立联系人',
  'info_change.fields': '设置：可修改的信息',
  'lost_device.duty': '设置：值班电话',
  'notices.quiet_hours': '设置：静默时段',
  'partners.mark': '设置：外部合作人员的标记',
  'policies.gate': '设置：登录前签收',
  'privacy.retention': '设置：保留期限',
  'roles.leaders_need_confirmation': '设置：部门负责人经确认后审批',
  'roles.separate_duties': '设置：审计不能兼任运维或合规',
  'outbox.paused': '设置：暂停发送',
  contact: '入职联系方式',
  incident: '上报',
  log: '日志',
  signer: '签收人的密钥',
  transient: '临时数据',
}
export type AuditObject = keyof typeof auditObjectNames

/**
 * Returns whether an object can be the account of a member. The words of the app cannot, even where a member's userid has
 * the same spelling: such an entry is about nobody.
 */
export const mayBeAccount = (object: string): boolean =>
  !Object.hasOwn(auditObjectNames, object) && !roles.some((role) => role === object)
