import type { ReporterSeenBy, ViolationKind } from '@desk/shared/groups/group-states'

export const violations = {
  off_topic: '偏离群主题',
  rumour: '传播未核实的消息',
  secret: '发送不宜公开的资料',
  uncivil: '言语不文明',
  advertising: '发布广告',
} satisfies Record<ViolationKind, string>

/** What the reporter of a violation is promised about their name, before and after the report. */
export const reportHint = {
  nobody: '不会透露反映人',
  handler: '姓名只有受理人能看到，每次查看都有记录',
} satisfies Record<ReporterSeenBy, string>
export const reported = {
  nobody: '已提交，不会透露反映人',
  handler: '已提交，姓名只有受理人能看到，每次查看都有记录',
} satisfies Record<ReporterSeenBy, string>
