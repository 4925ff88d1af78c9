import type { TextDefinition } from './message-template-definition.ts'

/** Message templates about groups; part of `messageTexts`. */
export const groupTexts = {
  'group_create.ask': {
    placeholders: { applicant: '郭𠮷', department: '供应链·来料检验组' },
    title: '待审批：{applicant} 申请建群',
    subtitle: '{department}',
  },
  'group_create.over': {
    placeholders: { applicant: '郭𠮷', decider: '李敏', verdict: '已同意' },
    title: '{applicant} 申请建群',
    subtitle: '{decider}{verdict}',
  },
  'group_create.withdrawn': {
    placeholders: { applicant: '郭𠮷' },
    title: '{applicant} 申请建群',
    subtitle: '{applicant}已撤回，不用再看',
  },
  'group_create.made': {
    placeholders: { decider: '李敏' },
    title: '群建好了',
    subtitle: '{decider} 审批',
  },
  'group_create.refused': {
    placeholders: { decider: '李敏' },
    title: '建群没有通过',
    subtitle: '{decider} 审批',
  },
  'group_create.failed': {
    placeholders: { decider: '李敏' },
    title: '群没建成，不会重复建',
    subtitle: '{decider} 审批',
  },
  'group_create.differs': {
    placeholders: { decider: '李敏' },
    title: '已建群，核对不一致',
    subtitle: '管理部门正在处理，有结果会通知你',
  },
  'group_create.by_hand': {
    placeholders: { applicant: '郭𠮷', no: 'K7Q2-91FD' },
    title: '要手工建群：{applicant}',
    subtitle: '应用没有对全公司开放，建好后来说一声，申请号 {no}',
  },
  'group.charter': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '签一下群主的三条职责',
    subtitle: '{name}',
  },
  'group.charter_deputy': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 两天没签，你来签群主职责？',
    subtitle: '{name}',
  },
  'group.charter_late': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 的群没人签群主职责',
    subtitle: '{name}',
  },
  'group.deputy_gone': {
    placeholders: { name: '来料异常-质量部-专项', deputy: '次仁卓玛' },
    title: '副群主{deputy}离开了，再定一位',
    subtitle: '{name}',
  },
  'group.deputy_named': {
    placeholders: { name: '来料异常-质量部-专项', by: '郭𠮷' },
    title: '{by} 请你当副群主',
    subtitle: '{name}',
  },
  'group.review': {
    placeholders: { name: '来料异常-质量部-专项', count: '4' },
    title: '{count} 人待核对：入群理由已失效',
    subtitle: '{name}',
  },
  'group.review_late': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 的群该清理，已逾期',
    subtitle: '{name}',
  },
  'group.review_ownerless': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '一个没有群主的群待核对成员，已逾期',
    subtitle: '{name}',
  },
  'group.checklist': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '手工建的群，有几件事请在企业微信里做',
    subtitle: '{name}',
  },
  'group.over': {
    placeholders: { what: '群主职责已签署', name: '来料异常-质量部-专项' },
    title: '{what}',
    subtitle: '{name}，无需你处理',
  },
  'group.wish_over': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '群不再使用，你的进群申请已结束',
    subtitle: '{name}',
  },
  'group.expiring': {
    placeholders: { name: '来料异常-质量部-专项', days: '15', day: '2026-06-30' },
    title: '群还有 {days} 天到期，要续吗',
    subtitle: '{name}，{day} 到期',
  },
  'group.archived': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '群已归档，30 天内可恢复',
    subtitle: '{name}',
  },
  'group.vacant': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 不在了，你来当群主？',
    subtitle: '{name}',
  },
  'group.ownerless': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 不在了，群没有人接',
    subtitle: '{name}',
  },
  'group.owner': {
    placeholders: { name: '来料异常-质量部-专项', owner: '李敏' },
    title: '群主换成了{owner}',
    subtitle: '{name}',
  },
  'group.declared': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 登记了手工群，你看行吗',
    subtitle: '{name}',
  },
  'group.rejected': {
    placeholders: { name: '来料异常-质量部-专项', reason: '已有类似的群' },
    title: '登记的群没有通过',
    subtitle: '{name}：{reason}',
  },
  'group.wish': {
    placeholders: { name: '来料异常-质量部-专项', person: '司马文博' },
    title: '{person} 想进群，你看行吗',
    subtitle: '{name}',
  },
  'group.admitted': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '同意你进群了',
    subtitle: '{name}',
  },
  'group.not_admitted': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '这次没有同意你进群',
    subtitle: '{name}',
  },
  'group.reported': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '有人反映群里违规，去看看',
    subtitle: '{name}',
  },
  'group.handled_reminded': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '你反映的事，已经提醒了',
    subtitle: '{name}',
  },
  'group.handled_stopped': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '你反映的事，已经制止了',
    subtitle: '{name}',
  },
  'group.handled_unfounded': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '你反映的事查过了，不算违规',
    subtitle: '{name}',
  },
} as const satisfies Record<string, TextDefinition>
