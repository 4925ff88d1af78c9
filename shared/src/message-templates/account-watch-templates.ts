import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about partners, operations in the console, and reports that a member left; part of `messageTemplates`. */
export const accountWatchTemplates = {
  'partner.ending': {
    placeholders: { name: '段志远', company: '华精外协', days: '7', day: '2026-03-31' },
    title: '{name}的合作还有 {days} 天到期',
    subtitle: '{company}，{day} 到期。请选择续期或到期停用',
  },
  'partner.no_sponsor': {
    placeholders: { name: '段志远', company: '华精外协' },
    title: '{name}需要新的对接人',
    subtitle: '{company}，原对接人已离职、停用或是外部合作人员',
  },
  'partner.unregistered': {
    placeholders: { count: '3' },
    title: '{count} 位外部合作人员待登记',
    subtitle: '通讯录标为外部合作人员，还没有对接人和到期日',
  },
  'partner.disabled': {
    placeholders: { name: '段志远', company: '华精外协' },
    title: '{name}的账号已停用',
    subtitle: '{company}，合作到期。企业微信已确认',
  },
  'partner.enabled_outside': {
    placeholders: { name: '段志远', company: '华精外协' },
    title: '{name}的账号被重新启用',
    subtitle: '{company}，合作已到期。正在再次停用；如需继续合作，请续期',
  },
  'partner.disable_by_hand': {
    placeholders: { name: '段志远', company: '华精外协' },
    title: '请在后台停用：{name}',
    subtitle: '{company}，合作已到期。停用后自动办结',
  },
  'partner.enable_by_hand': {
    placeholders: { name: '段志远', company: '华精外协' },
    title: '请在后台启用：{name}',
    subtitle: '{company}，合作已续期。启用后自动办结',
  },
  'console.created': {
    placeholders: { operator: '陈海燕', count: '1' },
    title: '{operator}在管理后台新增了成员',
    subtitle: '{count} 项，未经流程，请确认或纳入流程',
  },
  'console.changed': {
    placeholders: { operator: '陈海燕', count: '1' },
    title: '{operator}在管理后台更改了成员',
    subtitle: '{count} 项，未经流程，请确认或纳入流程',
  },
  'console.deleted': {
    placeholders: { operator: '陈海燕', count: '1' },
    title: '{operator}在管理后台删除了成员',
    subtitle: '{count} 项，未经流程，请确认或纳入流程',
  },
  'console.setup': {
    placeholders: { operator: '陈海燕', count: '1' },
    title: '{operator}改动了应用依赖的后台设置',
    subtitle: '{count} 项，请核对自检结果',
  },
  'departure.reported': {
    placeholders: { name: '郭𠮷', reporter: '李敏' },
    title: '{name}已离职，账号尚未办理',
    subtitle: '{reporter}报告，请办理离职或核实',
  },
  'departure.answered': {
    placeholders: { name: '郭𠮷', answer: '借调到苏州，仍在职' },
    title: '{name}：人事已核实，仍在职',
    subtitle: '{answer}',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
