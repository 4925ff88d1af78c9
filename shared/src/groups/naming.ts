import { lengthOf } from '../kernel/plain-text.ts'

/** WeCom cuts a group's name here without a word (doc 90245): we never let it come to that. */
export const WECOM_NAME_MAX = 50
/** What an archived group's name begins with; room for it is kept in every name. */
export const ARCHIVE_PREFIX = '已归档-'
export const NAME_MAX = WECOM_NAME_MAX - lengthOf(ARCHIVE_PREFIX)

/** What a name is made of, in this order. */
export type PartRole = 'department' | 'topic' | 'kind' | 'until'
type NamePart = { role: PartRole; text: string }

/** What ops have decided about names. */
export type NamingRules = {
  /** Between the parts; may not be in any of them. */
  separator: string
  /** Kinds that there are: `专项`, `项目`. */
  kinds: readonly string[]
  bannedWords: readonly string[]
  /** Whether a name says which department's group it is, and until when. */
  saysDepartment: boolean
  saysUntil: boolean
}

export type NameInput = { department: string; topic: string; kind: string; until: string | null }

/** Why a name cannot be; the words are the web's. `at` counts code points from 1. */
export type NameProblem =
  | { code: 'topic_empty' }
  | { code: 'unseen_sign'; at: number; sign: string }
  | { code: 'strange_script'; at: number; sign: string }
  | { code: 'separator_inside'; at: number; sign: string }
  | { code: 'banned_word'; word: string }
  | { code: 'kind_unknown' }
  | { code: 'too_long'; over: number }

export type GroupName = {
  name: string
  parts: readonly NamePart[]
  length: number
  /** The first rule that is broken; null: the name can be given as it stands. */
  problem: NameProblem | null
}

/**
 * What nobody sees, or what reorders what is seen: controls, zero-width signs, bidi marks and isolates, tags, halves of a
 * surrogate pair, variation selectors beside no emoji's need, and the letters that look like a blank.
 */
const unseen: readonly (readonly [from: number, to: number])[] = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0e],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe01ef],
]

const isUnseen = (sign: string): boolean => {
  const code = sign.codePointAt(0) ?? 0
  return unseen.some(([from, to]) => code >= from && code <= to)
}

/** Scripts that a Chinese company's names are written in. Others have letters that look like these and are not. */
const usual = /^[\p{Script=Han}\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]$/u

const signAt = (text: string, isBad: (sign: string) => boolean): { at: number; sign: string } | null => {
  const signs = [...text]
  const index = signs.findIndex(isBad)
  return index < 0 ? null : { at: index + 1, sign: codeOf(signs[index] ?? '') }
}

/** `U+200B`: what cannot be seen is named. */
const codeOf = (sign: string): string => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** As it is kept: composed, without blanks around, one blank where there are several. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\S\r\n\t]+/gu, ' ')
    .replace(/^ | $/gu, '')

/** Two names that are the same to a reader compare equal: width, case and composition do not count. */
export const nameKeyOf = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC')

/**
 * The name that the parts make, and the first rule that it breaks. The one function for preview, approval, creation and
 * tests: same input, same name, everywhere. Never cuts anything.
 */
export function composeName(rules: NamingRules, input: NameInput): GroupName {
  const parts = partsOf(rules, input)
  const name = parts.map(({ text }) => text).join(rules.separator)
  return { name, parts, length: lengthOf(name), problem: problemOf(rules, input, parts, name) }
}

function partsOf(rules: NamingRules, { department, topic, kind, until }: NameInput): NamePart[] {
  const all: (NamePart | null)[] = [
    rules.saysDepartment && department !== '' ? { role: 'department', text: tidy(department) } : null,
    { role: 'topic', text: tidy(topic) },
    { role: 'kind', text: tidy(kind) },
    rules.saysUntil && until !== null ? { role: 'until', text: untilWords(until) } : null,
  ]
  return all.filter((part) => part !== null)
}

/** `2026-06-30` → `至26年6月`: short, and good for more than a year. */
const untilWords = (day: string): string => `至${day.slice(2, 4)}年${String(Number(day.slice(5, 7)))}月`

function problemOf(rules: NamingRules, input: NameInput, parts: readonly NamePart[], name: string): NameProblem | null {
  // As it was typed: a place counts only in the text that the person sees.
  const hidden = signAt(input.topic, isUnseen)
  if (hidden) return { code: 'unseen_sign', ...hidden }
  const topic = tidy(input.topic)
  if (topic === '') return { code: 'topic_empty' }
  const foreign = signAt(topic, (sign) => !usual.test(sign))
  if (foreign) return { code: 'strange_script', ...foreign }
  const inside = signAt(topic, (sign) => sign === rules.separator)
  if (inside) return { code: 'separator_inside', at: inside.at, sign: rules.separator }
  const word = bannedIn(rules, topic)
  if (word !== null) return { code: 'banned_word', word }
  if (!rules.kinds.includes(input.kind)) return { code: 'kind_unknown' }
  // A department's name comes from WeCom; whatever is in it, it is not cut silently, and it is not hidden.
  const elsewhere = parts.find(({ text }) => signAt(text, isUnseen) !== null)
  if (elsewhere) return { code: 'unseen_sign', ...(signAt(elsewhere.text, isUnseen) ?? { at: 1, sign: '' }) }
  const over = lengthOf(name) - NAME_MAX
  return over > 0 ? { code: 'too_long', over } : null
}

function bannedIn({ bannedWords }: NamingRules, topic: string): string | null {
  const key = nameKeyOf(topic).replace(/\s/gu, '')
  return bannedWords.find((word) => word !== '' && key.includes(nameKeyOf(word).replace(/\s/gu, ''))) ?? null
}

/** The name of the group once it is out of use. Always fits. */
export const archivedName = (name: string): string => `${ARCHIVE_PREFIX}${name}`
