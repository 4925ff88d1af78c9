import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about account closings; part of `messageTemplates`. */
export const closingTemplates = {
  'closing.opened': {
    placeholders: { subject: '高峰', day: '2026-03-31', what: '离职' },
    title: '{subject}将{what}',
    subtitle: '最后一天 {day}，请为名下事项指定接手人',
  },
  'closing.clean': {
    placeholders: { day: '2026-03-31', what: '离职' },
    title: '{what}办理：请确认已清理敏感信息',
    subtitle: '最后一天 {day}，18:00 停用账号',
  },
  'closing.offered': {
    placeholders: { subject: '高峰', count: '3', what: '离职' },
    title: '请接手{subject}的 {count} 项事项',
    subtitle: '对方{what}，请接手或拒绝',
  },
  'closing.declined': {
    placeholders: { subject: '高峰', count: '3' },
    title: '{subject}的 {count} 项事项被拒绝接手',
    subtitle: '请另外指定接手人',
  },
  'closing.heir_gone': {
    placeholders: { subject: '高峰' },
    title: '{subject}的接手人已无法接手',
    subtitle: '请另外指定接手人',
  },
  'closing.blocked': {
    placeholders: { subject: '高峰', count: '3' },
    title: '尚未停用：{subject}的账号',
    subtitle: '还有 {count} 项未交接，请处理或强制停用',
  },
  'closing.moved': {
    placeholders: { subject: '高峰', day: '2026-03-31' },
    title: '{subject}的最后一天改为 {day}',
    subtitle: '当天 18:00 停用账号',
  },
  'closing.last_lead': {
    placeholders: { subject: '高峰' },
    title: '尚未停用：{subject}的账号',
    subtitle: '没有其他运维主管，请先授予角色',
  },
  'closing.cancelled': {
    placeholders: { subject: '高峰', what: '离职' },
    title: '已取消办理：{subject}{what}',
    subtitle: '无需再交接',
  },
  'closing.confirm': {
    placeholders: { subject: '高峰' },
    title: '紧急：请确认停用{subject}的账号',
    subtitle: '需要你确认，确认后立即停用',
  },
  'closing.by_hand': {
    placeholders: { subject: '高峰' },
    title: '请到管理后台处理{subject}的账号',
    subtitle: '核对到变化后自动完成',
  },
  'closing.disabled': {
    placeholders: { subject: '高峰' },
    title: '已停用：{subject}的账号',
    subtitle: '企业微信已确认',
  },
  'closing.enabled_outside': {
    placeholders: { subject: '高峰' },
    title: '紧急：{subject}的账号被重新启用',
    subtitle: '不是从企微自助启用的，正在再次停用',
  },
  'closing.enabled': {
    placeholders: { subject: '高峰' },
    title: '已恢复：{subject}的账号',
    subtitle: '企业微信已确认',
  },
  'closing.deletion': {
    placeholders: { subject: '高峰' },
    title: '待确认删除：{subject}的账号',
    subtitle: '请另一位同事确认删除',
  },
  'closing.deleted': {
    placeholders: { subject: '高峰' },
    title: '已删除：{subject}的账号',
    subtitle: '企业微信中已无此账号',
  },
  'closing.gone': {
    placeholders: { subject: '高峰' },
    title: '企业微信中已查不到{subject}的账号',
    subtitle: '不是从企微自助删除的，请核实',
  },
  'closing.not_visible': {
    placeholders: { subject: '高峰' },
    title: '读取不到{subject}的账号',
    subtitle: '可能不在应用可见范围，请到管理后台核对',
  },
  'closing.over': {
    placeholders: { what: '已接手 3 项', subject: '高峰' },
    title: '{what}',
    subtitle: '{subject}的交接',
  },
  'closing.reminder': {
    placeholders: { subject: '高峰', count: '3', days: '3' },
    title: '还没答复：接手{subject}的 {count} 项事项',
    subtitle: '还有 {days} 个工作日，请接手或拒绝',
  },
  'closing.unanswered': {
    placeholders: { subject: '高峰', count: '3', days: '3' },
    title: '{subject}还有 {count} 项未交接',
    subtitle: '距最后一天还有 {days} 个工作日',
  },
  'transfer.opened': {
    placeholders: { subject: '高峰', day: '2026-03-31' },
    title: '{subject}计划调岗',
    subtitle: '{day} 起生效，请为原部门的事项指定接手人',
  },
  'transfer.offered': {
    placeholders: { subject: '高峰', count: '3' },
    title: '请接手{subject}的 {count} 项事项',
    subtitle: '对方调岗，请接手或拒绝',
  },
  'transfer.cancelled': {
    placeholders: { subject: '高峰' },
    title: '已取消{subject}的调岗',
    subtitle: '无需再交接',
  },
  'transfer.refused': {
    placeholders: { subject: '高峰' },
    title: '{subject}的调岗未获同意',
    subtitle: '未获同意的变更不会生效，打开查看原因',
  },
  'transfer.failed': {
    placeholders: { subject: '高峰' },
    title: '{subject}的调岗未能生效',
    subtitle: '变更没有写入企业微信，打开查看原因',
  },
  'transfer.late': {
    placeholders: { subject: '高峰', day: '2026-03-31' },
    title: '{subject}的调岗尚未生效',
    subtitle: '计划 {day} 起生效，请查看变更进度',
  },
  'transfer.moving': {
    placeholders: { subject: '高峰', count: '3' },
    title: '{subject}已调岗，还有 {count} 项未交接',
    subtitle: '请为原部门的事项指定接手人',
  },
  'transfer.moved': {
    placeholders: { subject: '高峰' },
    title: '{subject}的调岗已完成',
    subtitle: '企业微信已确认，原部门的事项已交接',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
