import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about joiners; part of `messageTemplates`. */
export const accountTemplates = {
  'account.review': {
    placeholders: { person: '肖岚', count: '12' },
    title: '待审核：{count} 位入职',
    subtitle: '{person} 提交，确认后于报到前一天建账号',
  },
  'account.returned': {
    placeholders: { person: '陈海燕', count: '1' },
    title: '入职登记有 {count} 位未通过',
    subtitle: '{person} 写了原因',
  },
  'account.joining': {
    placeholders: { count: '2', day: '2026-03-23' },
    title: '你的部门将有 {count} 位新同事',
    subtitle: '最早 {day} 报到',
  },
  'account.by_hand': {
    placeholders: { name: '贺铭' },
    title: '待手动建账号：{name}',
    subtitle: '本批待建账号都在页面中，在管理后台建好后自动办结',
  },
  'account.failed': {
    placeholders: { name: '贺铭' },
    title: '账号待处理：{name}',
    subtitle: '查看原因，处理后可单独重试',
  },
  'account.late': {
    placeholders: { count: '2', name: '贺铭', names: '贺铭、邱晨' },
    title: '{count} 位新同事还没登录',
    subtitle: '请联系对方：{names}',
  },
  'account.not_invited': {
    placeholders: { count: '2', name: '贺铭', names: '贺铭、邱晨' },
    title: '{count} 位新同事的邀请没有发出',
    subtitle: '请直接联系对方，提醒登录：{names}',
  },
  'account.first_day': {
    placeholders: { name: '贺铭' },
    title: '{name}，欢迎加入',
    subtitle: '第一天有 5 件事要办',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
