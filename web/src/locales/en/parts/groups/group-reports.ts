import type { ReporterSeenBy, ViolationKind } from '@desk/shared/groups/group-states'

export const violations: Record<ViolationKind, string> = {
  off_topic: 'Off topic',
  rumour: 'Unverified news',
  secret: 'Confidential material',
  uncivil: 'Offensive language',
  advertising: 'Advertising',
}

export const reportHint: Record<ReporterSeenBy, string> = {
  nobody: 'Your name is not disclosed',
  handler: 'Only the handler can see your name, and each view is recorded',
}
export const reported: Record<ReporterSeenBy, string> = {
  nobody: 'Submitted; your name is not disclosed',
  handler: 'Submitted; only the handler can see your name, and each view is recorded',
}
