import type { MessageTemplateDefinition } from './message-template-definition.ts'

const placeholders = { title: '夜班打不开签收卡片', people: '3', asker: '宋洋', answerer: '钱文龙' }

/** Message templates about feedback, the yearly account confirmation and sign-ins on new devices; part of `messageTemplates`. */
export const feedbackTemplates = {
  'feedback.asked': {
    placeholders,
    title: '{asker}反馈了一个问题',
    subtitle: '{title}',
  },
  'feedback.forwarded': {
    placeholders,
    title: '待答复：{title}',
    subtitle: '{people} 人遇到，{asker}最先反馈',
  },
  'feedback.reopened': {
    placeholders,
    title: '没解决，待再次答复',
    subtitle: '{title}',
  },
  'feedback.late': {
    placeholders,
    title: '超时未答复：{title}',
    subtitle: '{people} 人在等答复',
  },
  'feedback.answered': {
    placeholders,
    title: '你反馈的问题有答复了',
    subtitle: '{title}',
  },
  'feedback.declined': {
    placeholders,
    title: '你反馈的问题有答复了',
    subtitle: '{title}',
  },
  'feedback.over': {
    placeholders: { title: '夜班打不开签收卡片', what: '已转交管理部门处理' },
    title: '{title}',
    subtitle: '{what}',
  },
  'custody.asked': {
    placeholders: { year: '2026' },
    title: '{year} 年账号安全确认',
    subtitle: '密码、转借、公用电脑，三项约 20 秒',
  },
  'session.new_device': {
    placeholders: { time: '3月17日 10:32' },
    title: '账号在新设备上登录了',
    subtitle: '{time}。如非本人操作，请点开结束登录',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
