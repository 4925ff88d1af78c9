import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Message templates about lost devices; part of `messageTemplates`. */
export const lostDeviceTemplates = {
  'device.urgent_review': {
    placeholders: { subject: '郭𠮷', reporter: '王小雨', until: '10:36' },
    title: '紧急：有人上报{subject}的手机丢失',
    subtitle: '{reporter}上报，请在 {until} 前决定是否锁定',
  },
  'device.review_late': {
    placeholders: { subject: '郭𠮷', reporter: '王小雨', minutes: '8', until: '3月18日 10:31' },
    title: '紧急：{subject}的手机丢失待决定',
    subtitle: '{reporter}上报，已等 {minutes} 分钟，{until} 到期不锁定',
  },
  'device.reported': {
    placeholders: { until: '10:36' },
    title: '有人上报你的手机丢失',
    subtitle: '账号尚未锁定。手机在你手上时，请点开确认',
  },
  'device.contested': {
    placeholders: { subject: '郭𠮷' },
    title: '{subject}表示手机未丢失',
    subtitle: '也可能是捡到手机的人所为，请电话核实本人',
  },
  'device.locked': {
    placeholders: { subject: '郭𠮷', seconds: '21', took: '21 秒' },
    title: '已锁定：{subject}的账号',
    subtitle: '{took}，企业微信已确认',
  },
  'device.locked_by_word': {
    placeholders: { subject: '郭𠮷' },
    title: '已手动停用：{subject}的账号',
    subtitle: '两人确认已停用，未经企业微信核实',
  },
  'device.lock_failed': {
    placeholders: { subject: '郭𠮷', cause: '企业微信未响应' },
    title: '尚未锁定：{subject}的账号',
    subtitle: '{cause}，请到管理后台手动停用',
  },
  'device.dismissed': {
    placeholders: { subject: '郭𠮷', decider: '李敏' },
    title: '未锁定：{subject}的账号',
    subtitle: '{decider}核实后驳回了这次上报',
  },
  'device.expired': {
    placeholders: { subject: '郭𠮷' },
    title: '未锁定：{subject}的账号',
    subtitle: '24 小时内无人决定，上报已到期',
  },
  'device.gone': {
    placeholders: { subject: '郭𠮷' },
    title: '已结束：{subject}的账号',
    subtitle: '账号已停用，或成员已离职、移出可见范围',
  },
  'device.not_locked': {
    placeholders: { reporter: '王小雨' },
    title: '有人上报过你的手机丢失，未锁定',
    subtitle: '上报人：{reporter}。账号可正常使用',
  },
  'device.recovery': {
    placeholders: { subject: '郭𠮷' },
    title: '{subject}申请恢复账号',
    subtitle: '请当面或电话核实本人',
  },
  'device.unlock': {
    placeholders: { subject: '郭𠮷', checker: '李敏' },
    title: '待解锁：{subject}的账号',
    subtitle: '{checker}已核实本人，请另一位同事解锁',
  },
  'device.unlock_failed': {
    placeholders: { subject: '郭𠮷' },
    title: '尚未解锁：{subject}的账号',
    subtitle: '请到管理后台启用该成员，核对到后自动完成',
  },
  'device.reopened': {
    placeholders: { subject: '郭𠮷' },
    title: '紧急：{subject}的账号被重新启用',
    subtitle: '不是从企微自助解锁的，请决定再次锁定或恢复使用',
  },
  'device.unlocked': {
    placeholders: { reporter: '王小雨' },
    title: '你的账号已恢复',
    subtitle: '上报人：{reporter}。还有 3 项待完成',
  },
  'device.reminder': {
    placeholders: { subject: '郭𠮷', days: '14' },
    title: '已锁定 {days} 天：{subject}的账号',
    subtitle: '请决定继续锁定或办理离职',
  },
  'device.doubted': {
    placeholders: { subject: '郭𠮷' },
    title: '未能核实为本人：{subject}的账号',
    subtitle: '非本人或无法确认，账号继续锁定，请电话联系',
  },
  'device.exposure': {
    placeholders: { subject: '郭𠮷', advice: '请与本人核对，如非本人操作请保持锁定' },
    title: '发现可疑记录：{subject}的账号',
    subtitle: '锁定前已发生，{advice}',
  },
  'device.over': {
    placeholders: { subject: '郭𠮷', state: '已恢复', because: '周启明已解锁' },
    title: '{subject}的账号：{state}',
    subtitle: '{because}',
  },
  'device.taken': {
    placeholders: { subject: '郭𠮷', decider: '李敏' },
    title: '{subject}的手机：已处理',
    subtitle: '{decider}已决定',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
