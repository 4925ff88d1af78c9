import type { TextDefinition } from './message-template-definition.ts'

/** Message templates about lost devices; part of `messageTexts`. */
export const lostTexts = {
  'device.urgent_review': {
    placeholders: { subject: '郭𠮷', reporter: '王小雨', until: '10:36' },
    title: '急：有人报{subject}丢了手机',
    subtitle: '{reporter}上报，请在 {until} 前决定是否锁定',
  },
  'device.review_late': {
    placeholders: { subject: '郭𠮷', reporter: '王小雨', minutes: '8', until: '3月18日 10:31' },
    title: '急：{subject}的手机还没人决定',
    subtitle: '{reporter}上报，已等 {minutes} 分钟，{until} 到期不锁',
  },
  'device.reported': {
    placeholders: { until: '10:36' },
    title: '有人报你的手机丢了',
    subtitle: '账号还没锁。手机在你手上，就点开说一声',
  },
  'device.contested': {
    placeholders: { subject: '郭𠮷' },
    title: '{subject}说手机没丢',
    subtitle: '也可能是捡到的人点的：请打电话给本人核实',
  },
  'device.locked': {
    placeholders: { subject: '郭𠮷', seconds: '21', took: '21 秒' },
    title: '已锁定：{subject}的账号',
    subtitle: '{took}，读回“已禁用”',
  },
  'device.locked_by_word': {
    placeholders: { subject: '郭𠮷' },
    title: '已手动停用：{subject}的账号',
    subtitle: '两个人确认过，没有读回状态',
  },
  'device.lock_failed': {
    placeholders: { subject: '郭𠮷', cause: '连不上企业微信' },
    title: '还没锁上：{subject}的账号',
    subtitle: '{cause}，请到管理后台手动停用',
  },
  'device.dismissed': {
    placeholders: { subject: '郭𠮷', decider: '李敏' },
    title: '没有锁：{subject}的账号',
    subtitle: '{decider}核实后驳回了这次上报',
  },
  'device.expired': {
    placeholders: { subject: '郭𠮷' },
    title: '没有锁：{subject}的账号',
    subtitle: '一天没有人决定，这次上报到期了',
  },
  'device.gone': {
    placeholders: { subject: '郭𠮷' },
    title: '结束了：{subject}的账号',
    subtitle: '企业微信里已看不到这个账号：离职，或移出了可见范围',
  },
  'device.not_locked': {
    placeholders: { reporter: '王小雨' },
    title: '有人报过你的手机丢了，没有锁',
    subtitle: '上报人是{reporter}。账号照常用',
  },
  'device.recovery': {
    placeholders: { subject: '郭𠮷' },
    title: '{subject}要恢复账号',
    subtitle: '请当面或打电话核实是本人',
  },
  'device.unlock': {
    placeholders: { subject: '郭𠮷', checker: '李敏' },
    title: '待解锁：{subject}的账号',
    subtitle: '{checker}核实过本人，请另一位来解锁',
  },
  'device.reopened': {
    placeholders: { subject: '郭𠮷' },
    title: '急：{subject}的账号又启用了',
    subtitle: '不是从这里解锁的。请决定再锁一次，还是认可',
  },
  'device.unlocked': {
    placeholders: { reporter: '王小雨' },
    title: '你的账号恢复了',
    subtitle: '上报人是{reporter}。还有 3 项待完成',
  },
  'device.reminder': {
    placeholders: { subject: '郭𠮷', days: '14' },
    title: '锁了 {days} 天：{subject}的账号',
    subtitle: '还锁着，请决定继续锁还是办离职',
  },
  'device.doubted': {
    placeholders: { subject: '郭𠮷' },
    title: '未能核实为本人：{subject}的账号',
    subtitle: '不是本人，或说不清。账号继续锁定，请打电话联系',
  },
  'device.over': {
    placeholders: { subject: '郭𠮷', state: '已恢复', because: '周启明已解锁' },
    title: '{subject}的账号：{state}',
    subtitle: '{because}',
  },
  'device.taken': {
    placeholders: { subject: '郭𠮷', decider: '李敏' },
    title: '{subject}的手机：已处理',
    subtitle: '{decider}已经决定',
  },
} as const satisfies Record<string, TextDefinition>
