import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about information changes; part of `messageTemplates`. */
export const infoChangeTemplates = {
  'info_change.ask': {
    placeholders: { applicant: '郭𠮷', count: '2', department: '供应链·来料检验组' },
    title: '待审批：{applicant} 改 {count} 项',
    subtitle: '{department}',
  },
  'info_change.taken': {
    placeholders: { applicant: '郭𠮷', count: '2', decider: '李敏', verdict: '已同意', time: '10:32' },
    title: '{applicant} 改 {count} 项',
    subtitle: '{decider}{verdict} {time}',
  },
  'info_change.withdrawn': {
    placeholders: { applicant: '郭𠮷', count: '2', time: '10:32' },
    title: '{applicant} 改 {count} 项',
    subtitle: '申请已撤回，无需处理',
  },
  'info_change.applied': {
    placeholders: { count: '2', decider: '李敏' },
    title: '已生效：{count} 项',
    subtitle: '{decider} 审批',
  },
  'info_change.partly': {
    placeholders: { count: '1', refused: '1', decider: '李敏' },
    title: '已生效 {count} 项，未通过 {refused} 项',
    subtitle: '{decider} 审批',
  },
  'info_change.refused': {
    placeholders: { refused: '2', decider: '李敏' },
    title: '信息变更未通过',
    subtitle: '{decider} 审批',
  },
  'info_change.failed': {
    placeholders: { count: '2', decider: '李敏' },
    title: '信息变更未写入企业微信',
    subtitle: '{decider} 审批',
  },
  'info_change.failed_partly': {
    placeholders: { count: '1', decider: '李敏' },
    title: '信息变更只写入 {count} 项',
    subtitle: '{decider} 审批，其余未写入',
  },
  'info_change.differs': {
    placeholders: { count: '2', decider: '李敏' },
    title: '已写入，核对不一致',
    subtitle: '管理部门正在处理，有结果会通知你',
  },
  'info_change.scheduled': {
    placeholders: { count: '2', day: '3 月 20 日', decider: '李敏' },
    title: '已同意 {count} 项，将于 {day}生效',
    subtitle: '{decider} 审批，到那天自动写入',
  },
  'info_change.answered': {
    placeholders: { answer: '名片要重新打印' },
    title: '核查后无需改动',
    subtitle: '{answer}',
  },
  'info_change.rewritten': {
    placeholders: { answer: '确实没有写入，已重新写入' },
    title: '核查后重新写入，已生效',
    subtitle: '{answer}',
  },
  'info_change.guided': {
    placeholders: { applicant: '郭𠮷', count: '1', no: 'K7Q2-91FD' },
    title: '手机号请你在企业微信里改',
    subtitle: '已同意。改好后自动办结',
  },
  'info_change.differs_for_ops': {
    placeholders: { applicant: '郭𠮷', count: '2', no: 'K7Q2-91FD' },
    title: '{applicant} 的变更已写入，核对不一致',
    subtitle: '申请号 {no}',
  },
  'info_change.by_hand': {
    placeholders: { applicant: '郭𠮷', count: '2', no: 'K7Q2-91FD' },
    title: '待手动修改：{applicant} {count} 项',
    subtitle: '后台改好后自动办结',
  },
  'info_change.disputed': {
    placeholders: { applicant: '郭𠮷', count: '2', no: 'K7Q2-91FD' },
    title: '{applicant} 反映有误，申请核查',
    subtitle: '申请号 {no}',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
