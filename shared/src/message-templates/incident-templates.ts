import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about incidents; part of `messageTemplates`. They say nothing of the incident itself. */
export const incidentTemplates = {
  'incident.routed': {
    placeholders: {},
    title: '有一条上报待你受理',
    subtitle: '内容保密，请在应用内查看',
  },
  'incident.replied': {
    placeholders: {},
    title: '上报人有新的回复',
    subtitle: '请在应用内查看',
  },
  'incident.late': {
    placeholders: {},
    title: '有一条上报已超时',
    subtitle: '请尽快处理或回避',
  },
  'incident.overdue': {
    placeholders: {},
    title: '有一条上报超时未处理',
    subtitle: '内容保密，请督促处理人',
  },
  'incident.hr': {
    placeholders: {},
    title: '有一条上报转给你处理',
    subtitle: '内容保密，请在应用内查看',
  },
  'incident.taken_over': {
    placeholders: {},
    title: '独立联系人接手了一条上报',
    subtitle: '你无需再处理',
  },
  'incident.flood': {
    placeholders: {},
    title: '一小时内匿名上报过多',
    subtitle: '后续上报已保存，暂不逐条提醒',
  },
  'incident.progress': {
    placeholders: {},
    title: '你的上报有新进展',
    subtitle: '请在应用内查看',
  },
  'incident.asked': {
    placeholders: {},
    title: '处理人想向你了解情况',
    subtitle: '请在应用内回复',
  },
  'incident.group': {
    placeholders: { name: '来料异常-质量部-专项' },
    title: '请提醒群成员遵守群规',
    subtitle: '{name}',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
