import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about policies; part of `messageTemplates`. */
export const policyTemplates = {
  'policy.asked': {
    placeholders: { title: '企业微信使用规范', label: '1.0', count: '35', day: '3 月 24 日' },
    title: '待签收：{title}',
    subtitle: '{label} 版，共 {count} 条，{day} 前',
  },
  'policy.delta': {
    placeholders: { title: '企业微信使用规范', label: '2.0', count: '4', seconds: '40', day: '3 月 24 日' },
    title: '待签收：{title} {label} 版',
    subtitle: '只变 {count} 条，约 {seconds} 秒，{day} 前',
  },
  'policy.told': {
    placeholders: { title: '企业微信使用规范', label: '2.1' },
    title: '{title} {label} 版',
    subtitle: '小改，无需重签',
  },
  'policy.reminded': {
    placeholders: { count: '2', title: '企业微信使用规范' },
    title: '还有 {count} 份制度待签收',
    subtitle: '{title}',
  },
  'policy.urged': {
    placeholders: { title: '企业微信使用规范', label: '2.0' },
    title: '催你签收：{title}',
    subtitle: '{label} 版，阅读后即可签收',
  },
  'policy.digest': {
    placeholders: { count: '9', title: '企业微信使用规范' },
    title: '你的部门还有 {count} 人未签收',
    subtitle: '{title}，已逾期',
  },
  'policy.question': {
    placeholders: { applicant: '郭𠮷', title: '企业微信使用规范' },
    title: '{applicant}有疑问',
    subtitle: '{title}',
  },
  'policy.answered': {
    placeholders: { title: '企业微信使用规范' },
    title: '你的疑问有回复了',
    subtitle: '{title}',
  },
  'policy.review': {
    placeholders: { applicant: '陈海燕', title: '企业微信使用规范' },
    title: '待你审核：{title}',
    subtitle: '{applicant} 提交了新版本',
  },
  'policy.approved': {
    placeholders: { approver: '唐振华', title: '企业微信使用规范' },
    title: '已通过审核：{title}',
    subtitle: '{approver} 已批准，可以发布',
  },
  'policy.returned': {
    placeholders: { approver: '唐振华', title: '企业微信使用规范' },
    title: '已退回修改：{title}',
    subtitle: '{approver} 写了原因，打开查看',
  },
  'policy.retire_review': {
    placeholders: { applicant: '陈海燕', title: '企业微信使用规范' },
    title: '待你批准停用：{title}',
    subtitle: '{applicant} 申请停用，停用后无需再签收',
  },
  'policy.retired': {
    placeholders: { approver: '唐振华', title: '企业微信使用规范' },
    title: '已停用：{title}',
    subtitle: '{approver} 已批准，签收记录保留',
  },
  'policy.kept': {
    placeholders: { approver: '唐振华', reason: '海外部门仍在使用', title: '企业微信使用规范' },
    title: '未停用：{title}',
    subtitle: '{approver}：{reason}',
  },
  'policy.over': {
    placeholders: { what: '唐振华已通过审核', title: '企业微信使用规范' },
    title: '{what}',
    subtitle: '{title}，无需你处理',
  },
  'policy_exemption.ask': {
    placeholders: { applicant: '郭𠮷', department: '供应链·来料检验组' },
    title: '待审批：{applicant} 申请豁免签收',
    subtitle: '{department}',
  },
  'policy_exemption.over': {
    placeholders: { applicant: '郭𠮷', decider: '唐振华', verdict: '已同意' },
    title: '{applicant} 申请豁免签收',
    subtitle: '{decider}{verdict}，无需你处理',
  },
  'policy_exemption.withdrawn': {
    placeholders: { applicant: '郭𠮷' },
    title: '{applicant} 申请豁免签收',
    subtitle: '申请人已撤回，无需你处理',
  },
  'policy_exemption.agreed': {
    placeholders: { decider: '唐振华', title: '企业微信使用规范' },
    title: '已豁免：{title}',
    subtitle: '{decider}已同意，到期后需要签收',
  },
  'policy_exemption.refused': {
    placeholders: { decider: '唐振华', title: '企业微信使用规范' },
    title: '未同意豁免：{title}',
    subtitle: '{decider}写了原因，请按期签收',
  },
  'policy_exemption.failed': {
    placeholders: { title: '企业微信使用规范' },
    title: '未豁免：{title}',
    subtitle: '审批时已过豁免期限，或已无需签收',
  },
  'policy_exemption.stopped': {
    placeholders: { decider: '唐振华', title: '企业微信使用规范' },
    title: '豁免未登记：{title}',
    subtitle: '{decider}已同意，登记出错，管理部门正在处理',
  },
  'policy_exemption.stopped_for_ops': {
    placeholders: { applicant: '郭𠮷', no: 'K7Q2-91FD' },
    title: '豁免未登记，请处理：{applicant}',
    subtitle: '请重试，申请号 {no}',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
