import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates of data confirmation; part of `messageTemplates`. */
export const confirmationTemplates = {
  'confirm.asked': {
    placeholders: { title: '上半年信息核对', day: '3 月 31 日' },
    title: '请核对你的信息',
    subtitle: '{title}，{day}前',
  },
  'confirm.again': {
    placeholders: { title: '上半年信息核对', day: '3 月 31 日', fields: '岗位' },
    title: '信息有变动，请再核对：{fields}',
    subtitle: '{title}，{day}前',
  },
  'confirm.changed': {
    placeholders: { title: '上半年信息核对', fields: '岗位' },
    title: '刚才的核对已失效，{fields}有变动',
    subtitle: '{title}，请按现在的内容再核对',
  },
  'confirm.urged': {
    placeholders: { title: '上半年信息核对', day: '3 月 31 日' },
    title: '还没核对你的信息',
    subtitle: '{title}，{day}前',
  },
  'confirm.overdue': {
    placeholders: { title: '上半年信息核对', count: '4', department: '来料检验组' },
    title: '{count} 人未核对信息，请当面核对',
    subtitle: '{department}，{title}',
  },
  'confirm.left': {
    placeholders: { person: '郭𠮷', admin: '李敏', department: '来料检验组' },
    title: '{person}可能已离开，账号仍在用',
    subtitle: '{department}{admin}在信息核对中反映',
  },
  'confirm.moved': {
    placeholders: { title: '上半年信息核对', day: '4 月 10 日', planned: '3 月 31 日' },
    title: '信息核对顺延至 {day}',
    subtitle: '{title}，开始晚了，原定 {planned}截止',
  },
  'confirm.over_ok': {
    placeholders: { title: '上半年信息核对', time: '10:31' },
    title: '已核对，信息正确',
    subtitle: '{title}，{time}',
  },
  'confirm.over_wrong': {
    placeholders: { title: '上半年信息核对', time: '10:31' },
    title: '已反映信息有误',
    subtitle: '{title}，{time}',
  },
  'confirm.over_other': {
    placeholders: { title: '上半年信息核对' },
    title: '这张卡片已失效',
    subtitle: '{title}',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
