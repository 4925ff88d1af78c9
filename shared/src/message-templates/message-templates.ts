import { oneLine } from '../kernel/plain-text.ts'
import { accountWatchTemplates } from './account-watch-templates.ts'
import { accountTemplates } from './account-templates.ts'
import { confirmationTemplates } from './confirmation-templates.ts'
import { feedbackTemplates } from './feedback-templates.ts'
import { groupTemplates } from './group-templates.ts'
import { incidentTemplates } from './incident-templates.ts'
import { infoChangeTemplates } from './info-change-templates.ts'
import { lostDeviceTemplates } from './lost-device-templates.ts'
import { closingTemplates } from './closing-templates.ts'
import { policyTemplates } from './policy-templates.ts'
import type { MessageTemplateDefinition } from './message-template-definition.ts'

/** Recommended maximum length of a card's title, in code points (doc 90236). */
export const TITLE_MAX = 36
export const SUBTITLE_MAX = 44

/**
 * The template of every message, most important words first: a WeChat chat shows the first 20 bytes only. Ops may change
 * the texts. The names of templates are stored: append, never rename.
 */
const messageTemplates = {
  ...infoChangeTemplates,
  ...groupTemplates,
  ...incidentTemplates,
  ...accountTemplates,
  'request.commented': {
    placeholders: { applicant: '郭𠮷', no: 'K7Q2-91FD' },
    title: '有新留言：{applicant} 的申请',
    subtitle: '申请号 {no}',
  },
  'request.returned': {
    placeholders: { decider: '李敏', reason: '还缺依据' },
    title: '退回给你修改',
    subtitle: '{decider}：{reason}',
  },
  'request.sent_back': {
    placeholders: { applicant: '郭𠮷', what: '改岗位', decider: '李敏', time: '10:32' },
    title: '{applicant} {what}',
    subtitle: '{decider}已退回 {time}',
  },
  'request.handed_over': {
    placeholders: { applicant: '郭𠮷', what: '改岗位', names: '陈立' },
    title: '{applicant} {what}',
    subtitle: '已交给{names}，无需处理',
  },
  'request.urged': {
    placeholders: { applicant: '郭𠮷', count: '1', department: '供应链·来料检验组' },
    title: '{applicant}在等你审批',
    subtitle: '第 {count} 次催办，{department}',
  },
  'request.changed': {
    placeholders: { applicant: '郭𠮷', department: '供应链·来料检验组' },
    title: '{applicant}修改了内容，请再看一遍',
    subtitle: '{department}，刚才的同意已失效',
  },
  'request.superseded': {
    placeholders: { applicant: '郭𠮷', what: '改岗位' },
    title: '{applicant} {what}',
    subtitle: '请看新的卡片',
  },
  'request.near_due': {
    placeholders: { applicant: '郭𠮷', what: '改岗位', department: '供应链·来料检验组' },
    title: '快到时限：{applicant} {what}',
    subtitle: '{department}',
  },
  'request.overdue': {
    placeholders: { applicant: '郭𠮷', what: '改岗位', department: '供应链·来料检验组' },
    title: '已过时限：{applicant} {what}',
    subtitle: '{department}',
  },
  ...lostDeviceTemplates,
  'guardian.asked': {
    placeholders: { ward: '郭𠮷' },
    title: '{ward}请你担任守护人',
    subtitle: '对方手机丢失时，你可以立即锁定其账号',
  },
  'guardian.accepted': {
    placeholders: { guardian: '孙浩' },
    title: '{guardian}已同意担任你的守护人',
    subtitle: '你的手机丢失时，对方可以立即锁定你的账号',
  },
  'guardian.declined': {
    placeholders: { guardian: '孙浩' },
    title: '{guardian}未同意担任守护人',
    subtitle: '可另请一位同事',
  },
  'guardian.resigned': {
    placeholders: { guardian: '孙浩' },
    title: '{guardian}不再担任你的守护人',
    subtitle: '可另请一位同事',
  },
  'guardian.dismissed': {
    placeholders: { ward: '郭𠮷' },
    title: '{ward}不再请你担任守护人',
    subtitle: '你不能再替对方锁定账号',
  },
  'guardian.over': {
    placeholders: { what: '你已同意担任守护人', ward: '郭𠮷' },
    title: '{what}',
    subtitle: '{ward}的邀请，无需再处理',
  },
  'request.settled': {
    placeholders: { applicant: '郭𠮷', what: '改岗位' },
    title: '{applicant} {what}',
    subtitle: '已处理，无需再处理',
  },
  'request.ended': {
    placeholders: { applicant: '郭𠮷', what: '改部门' },
    title: '{applicant} {what}',
    subtitle: '未能办理，申请已结束',
  },
  'request.passed_on': {
    placeholders: { applicant: '郭𠮷', what: '改手机' },
    title: '{applicant} {what}',
    subtitle: '改由管理部门处理，无需你处理',
  },
  'request.stopped': {
    placeholders: { applicant: '郭𠮷', no: 'K7Q2-91FD' },
    title: '未写入企业微信，请处理：{applicant}',
    subtitle: '重试，或手动改好后办结，申请号 {no}',
  },
  'delegation.started_for_principal': {
    placeholders: { principal: '李敏', delegate: '周启明', from: '3 月 17 日', to: '3 月 20 日' },
    title: '{delegate}开始代你审批',
    subtitle: '{from}到 {to}',
  },
  'delegation.started_for_delegate': {
    placeholders: { principal: '李敏', delegate: '周启明', from: '3 月 17 日', to: '3 月 20 日' },
    title: '你开始代{principal}审批',
    subtitle: '{from}到 {to}，记录同时显示两人姓名',
  },
  'delegation.started_for_applicant': {
    placeholders: { principal: '李敏', delegate: '周启明', from: '3 月 17 日', to: '3 月 20 日' },
    title: '你的申请由{delegate}审批',
    subtitle: '{principal}不在，{from}到 {to}',
  },
  'delegation.ended_for_principal': {
    placeholders: { principal: '李敏', delegate: '周启明', from: '3 月 17 日', to: '3 月 20 日' },
    title: '{delegate}不再代你审批',
    subtitle: '待审批的申请已转回给你',
  },
  'delegation.ended_for_delegate': {
    placeholders: { principal: '李敏', delegate: '周启明', from: '3 月 17 日', to: '3 月 20 日' },
    title: '代{principal}审批已结束',
    subtitle: '未处理完的申请已交还{principal}',
  },
  'delegation.ended_for_applicant': {
    placeholders: { principal: '李敏', delegate: '周启明', from: '3 月 17 日', to: '3 月 20 日' },
    title: '你的申请改由{principal}审批',
    subtitle: '{principal}回来了',
  },
  ...policyTemplates,
  ...closingTemplates,
  ...confirmationTemplates,
  ...feedbackTemplates,
  'api_key.stopped': {
    placeholders: { key: '管理后台', person: '陈海燕' },
    title: '接口密钥已停用：{key}',
    subtitle: '{person}已不在管理部门，接手后恢复',
  },
  'directory.held': {
    placeholders: { count: '30' },
    title: '{count} 人不在可见范围，待核对',
    subtitle: '暂不按离职处理；确已离职的，确认前登录仍有效',
  },
  ...accountWatchTemplates,
  digest: {
    placeholders: { count: '5' },
    title: '还有 {count} 条消息',
    subtitle: '昨天没有逐条打扰你',
  },
} as const satisfies Record<string, MessageTemplateDefinition>
export type MessageTextName = keyof typeof messageTemplates
export const messageTextNames = Object.keys(messageTemplates) as MessageTextName[]

export const definitionOf = (name: MessageTextName): MessageTemplateDefinition => messageTemplates[name]

export type MessageText = { title: string; subtitle: string }

const placeholder = /\{([^{}]*)\}/g

/** Returns the placeholders of `text` that message `name` cannot fill, in order; also an unpaired brace. */
export function unknownPlaceholders(name: MessageTextName, text: string): string[] {
  const allowed = definitionOf(name).placeholders
  const unknown = [...text.matchAll(placeholder)]
    .map((match) => match[1] ?? '')
    .filter((key) => !Object.hasOwn(allowed, key))
  return /[{}]/.test(text.replace(placeholder, '')) ? [...unknown, '{'] : unknown
}

/** Returns the text with its values. A value is one line, and nothing in it is a placeholder. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(placeholder, (whole, key: string) => (Object.hasOwn(values, key) ? oneLine(values[key] ?? '') : whole))

/** Returns the message with its placeholders filled, as {@link fillText} does for one text. */
export const fillMessage = (
  { title, subtitle }: MessageText,
  values: Readonly<Record<string, string>>,
): MessageText => ({
  title: fillText(title, values),
  subtitle: fillText(subtitle, values),
})

/**
 * Languages of messages. Cards are read in WeCom, in Chinese; the pages that they open follow the reader's language.
 */
export const messageLanguages = ['zh-CN'] as const
