import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'

/** "Advice" lengths of a card in code points (doc 90236). */
export const TITLE_MAX = 36
export const SUBTITLE_MAX = 44

type TextDefinition = {
  /** What may stand in braces, and with what it is shown on the settings page. */
  placeholders: Readonly<Record<string, string>>
  title: string
  subtitle: string
}

/**
 * The words of every message, first words first: in a WeChat chat only the first 20 bytes are shown. Ops may change
 * them; a storage contract: append, never rename.
 */
export const messageTexts = {
  'info_change.ask': {
    placeholders: { applicant: '郭𠮷', count: '2', department: '供应链·来料检验组' },
    title: '待审批：{applicant} 改 {count} 项',
    subtitle: '{department}',
  },
  'info_change.taken': {
    placeholders: { applicant: '郭𠮷', count: '2', decider: '李敏', time: '10:32' },
    title: '{applicant} 改 {count} 项',
    subtitle: '已由{decider}处理 {time}',
  },
  'info_change.withdrawn': {
    placeholders: { applicant: '郭𠮷', count: '2', time: '10:32' },
    title: '{applicant} 改 {count} 项',
    subtitle: '{applicant}已撤回，不用再看',
  },
  'info_change.applied': {
    placeholders: { count: '2', decider: '李敏' },
    title: '已生效：{count} 项',
    subtitle: '{decider} 审批',
  },
  'info_change.partly': {
    placeholders: { count: '1', refused: '1', decider: '李敏' },
    title: '已生效 {count} 项，没通过 {refused} 项',
    subtitle: '{decider} 审批',
  },
  'info_change.refused': {
    placeholders: { refused: '2', decider: '李敏' },
    title: '信息变更没有通过',
    subtitle: '{decider} 审批',
  },
  'info_change.failed': {
    placeholders: { count: '2', decider: '李敏' },
    title: '信息变更没写进企业微信',
    subtitle: '{decider} 审批',
  },
  digest: {
    placeholders: { count: '5' },
    title: '还有 {count} 条消息',
    subtitle: '昨天没有逐条打扰你',
  },
} as const satisfies Record<string, TextDefinition>
export type MessageTextName = keyof typeof messageTexts
export const messageTextNames = Object.keys(messageTexts) as MessageTextName[]

export const definitionOf = (name: MessageTextName): TextDefinition => messageTexts[name]

export type MessageText = { title: string; subtitle: string }

const placeholder = /\{([^{}]*)\}/g

/** Placeholders of `text` that `name` cannot fill, in order. A brace without its other half is one too. */
export function unknownPlaceholders(name: MessageTextName, text: string): string[] {
  const known = definitionOf(name).placeholders
  const unknown = [...text.matchAll(placeholder)]
    .map((match) => match[1] ?? '')
    .filter((key) => !Object.hasOwn(known, key))
  return /[{}]/.test(text.replace(placeholder, '')) ? [...unknown, '{'] : unknown
}

/** The text with its values; a value is put in as it stands, and nothing in it is a placeholder. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(placeholder, (whole, key: string) => (Object.hasOwn(values, key) ? (values[key] ?? '') : whole))

export const fillMessage = (
  { title, subtitle }: MessageText,
  values: Readonly<Record<string, string>>,
): MessageText => ({
  title: fillText(title, values),
  subtitle: fillText(subtitle, values),
})

/** Languages of messages. Cards are read in WeCom, in Chinese; the pages behind them follow the reader's language. */
export const messageLanguages = ['zh-CN'] as const

const nameSchema = z.enum(messageTextNames as [MessageTextName, ...MessageTextName[]])

export const messageTextView = z.object({
  name: nameSchema,
  title: z.string(),
  subtitle: z.string(),
  isChanged: z.boolean(),
  /** Grows with every change; 0: the default of the code. */
  version: z.int(),
  changedBy: z.nullable(z.string()),
  changedAt: z.nullable(z.string()),
})
export type MessageTextView = z.infer<typeof messageTextView>
export const messageTextList = z.object({ items: z.array(messageTextView) })
export type MessageTextList = z.infer<typeof messageTextList>

const fits = (path: 'title' | 'subtitle') =>
  z.refine<{ name: MessageTextName; title: string; subtitle: string }>(
    (body) => unknownPlaceholders(body.name, body[path]).length === 0,
    { path: [path], error: 'text.unknown_placeholder' },
  )

/** `version` is the one that was on screen. An empty title is none; the subtitle may be empty. */
export const messageTextBody = z
  .strictObject({
    name: nameSchema,
    title: lineOfText(TITLE_MAX).check(z.minLength(1, { error: 'text.empty' })),
    subtitle: lineOfText(SUBTITLE_MAX),
    version: z.int().check(z.nonnegative()),
  })
  .check(fits('title'), fits('subtitle'))
export type MessageTextBody = z.output<typeof messageTextBody>
