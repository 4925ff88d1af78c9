import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about groups; part of `messageTemplates`. */
export const groupTemplates = {
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
    subtitle: '{applicant}已撤回，无需处理',
  },
  'group_create.made': {
    placeholders: { decider: '李敏' },
    title: '群已建好',
    subtitle: '{decider} 审批',
  },
  'group_create.refused': {
    placeholders: { decider: '李敏' },
    title: '建群申请未通过',
    subtitle: '{decider} 审批',
  },
  'group_create.failed': {
    placeholders: { decider: '李敏' },
    title: '建群失败，不会重复建群',
    subtitle: '{decider} 审批',
  },
  'group_create.differs': {
    placeholders: { decider: '李敏' },
    title: '已建群，核对不一致',
    subtitle: '管理部门正在处理，有结果会通知你',
  },
  'group_create.by_hand': {
    placeholders: { applicant: '郭𠮷', no: 'K7Q2-91FD' },
    title: '请手工建群：{applicant}',
    subtitle: '应用未对全公司开放，建好后请确认，申请编号 {no}',
  },
  'group.charter': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '请签署群主的三条职责',
    subtitle: '{name}',
  },
  'group.charter_deputy': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 两天未签，请你签署群主职责',
    subtitle: '{name}',
  },
  'group.charter_late': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 的群无人签署群主职责',
    subtitle: '{name}',
  },
  'group.deputy_gone': {
    placeholders: { name: '来料异常-质量部-专项', deputy: '次仁卓玛' },
    title: '副群主{deputy}已离开，请另选一位',
    subtitle: '{name}',
  },
  'group.deputy_named': {
    placeholders: { name: '来料异常-质量部-专项', by: '郭𠮷' },
    title: '{by} 请你担任副群主',
    subtitle: '{name}',
  },
  'group.review': {
    placeholders: { name: '来料异常-质量部-专项', count: '4' },
    title: '{count} 人待核对：入群理由已失效',
    subtitle: '{name}',
  },
  'group.review_late': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 的群逾期未清理成员',
    subtitle: '{name}',
  },
  'group.review_ownerless': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '无群主的群待核对成员，已逾期',
    subtitle: '{name}',
  },
  'group.checklist': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '手工建的群：请在企业微信完成清单',
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
    title: '群还有 {days} 天到期，是否续期',
    subtitle: '{name}，{day} 到期',
  },
  'group.archived': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '群已归档，30 天内可恢复',
    subtitle: '{name}',
  },
  'group.vacant': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 目前不能担任群主，请你接任',
    subtitle: '{name}',
  },
  'group.ownerless': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 目前不能担任群主，暂无人接任',
    subtitle: '{name}',
  },
  'group.owner': {
    placeholders: { name: '来料异常-质量部-专项', owner: '李敏' },
    title: '群主已更换为{owner}',
    subtitle: '{name}',
  },
  'group.declared': {
    placeholders: { name: '来料异常-质量部-专项', owner: '郭𠮷' },
    title: '{owner} 登记了手工建的群，待你确认',
    subtitle: '{name}',
  },
  'group.rejected': {
    placeholders: { name: '来料异常-质量部-专项', reason: '已有类似的群' },
    title: '登记的群未获确认',
    subtitle: '{name}：{reason}',
  },
  'group.wish': {
    placeholders: { name: '来料异常-质量部-专项', person: '司马文博' },
    title: '{person} 申请进群，待你答复',
    subtitle: '{name}',
  },
  'group.admitted': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '已同意你进群',
    subtitle: '{name}',
  },
  'group.not_admitted': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '进群申请未通过',
    subtitle: '{name}',
  },
  'group.reported': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '有人反映群内违规，待你处理',
    subtitle: '{name}',
  },
  'group.handled_reminded': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '你反映的违规：已提醒',
    subtitle: '{name}',
  },
  'group.handled_stopped': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '你反映的违规：已制止',
    subtitle: '{name}',
  },
  'group.handled_unfounded': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '你反映的情况：已核查，不属于违规',
    subtitle: '{name}',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
