import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about joiners; part of `messageTexts`. */
export const accountTexts = {
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
    title: '待手动建账号：{name} 等',
    subtitle: '在管理后台建好后自动办结',
  },
  'account.failed': {
    placeholders: { name: '贺铭' },
    title: '账号创建失败：{name}',
    subtitle: '企业微信没有接受，改好可单独重试',
  },
  'account.late': {
    placeholders: { count: '2', name: '贺铭' },
    title: '{count} 位新同事还没登录',
    subtitle: '{name} 等，请联系本人',
  },
  'account.not_invited': {
    placeholders: { count: '2', name: '贺铭' },
    title: '{count} 位新同事的邀请没有发出',
    subtitle: '{name} 等，请直接联系本人登录',
  },
  'account.first_day': {
    placeholders: { name: '贺铭' },
    title: '{name}，欢迎加入',
    subtitle: '第一天有 5 件事要办，约 8 分钟',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
