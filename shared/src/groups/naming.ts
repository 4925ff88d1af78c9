import { lengthOf } from '../kernel/text-length.ts'

/** Longest name of a group: WeCom silently truncates a longer one (doc 90245). No name exceeds it, not even an archived one. */
export const WECOM_NAME_MAX = 50
/** Prefix of an archived group's name; every name leaves room for it. */
const ARCHIVE_PREFIX = '已归档-'
export const NAME_MAX = WECOM_NAME_MAX - lengthOf(ARCHIVE_PREFIX)

/** Parts of a name. The rule `isTopicFirst` decides the order of topic and department. */
export type PartRole = 'department' | 'topic' | 'kind' | 'until'
type NamePart = { role: PartRole; text: string }

/** Naming rules set by ops. */
export type NamingRules = {
  /** Between the parts; not allowed in the topic. */
  separator: string
  /** Allowed kinds, such as `专项`, `项目`. */
  kinds: readonly string[]
  bannedWords: readonly string[]
  /** Whether a name states the department, and the expiry. */
  saysDepartment: boolean
  saysUntil: boolean
  /** The chat list of WeCom shows about twelve characters, so the first part distinguishes the groups. */
  isTopicFirst: boolean
}

export type NameInput = { department: string; topic: string; kind: string; until: string | null }

/** Why a name is not allowed; the web holds the texts. `at` counts code points from 1, in the text that was checked. */
export type NameProblem =
  | { code: 'topic_empty' }
  | { code: 'unseen_sign'; at: number; character: string }
  | { code: 'strange_script'; at: number; character: string }
  | { code: 'separator_inside'; at: number; character: string }
  | { code: 'banned_word'; word: string }
  | { code: 'kind_unknown' }
  | { code: 'too_long'; over: number }

export type GroupName = {
  name: string
  parts: readonly NamePart[]
  length: number
  /** The first broken rule; null: the name is allowed. */
  problem: NameProblem | null
}

/**
 * Invisible characters and characters that reorder text: controls, zero-width characters, bidi marks and isolates,
 * tags, surrogate halves, variation selectors except the one for emoji (U+FE0F), and letters that look like a blank.
 */
const invisibleRanges: readonly (readonly [from: number, to: number])[] = [
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

const isInvisible = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  return invisibleRanges.some(([from, to]) => code >= from && code <= to)
}

/** Scripts of a Chinese company's names. Other scripts have letters that look like these. */
const usualScripts = /^[\p{Script=Han}\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]$/u

const findCharacter = (
  text: string,
  isBad: (character: string) => boolean,
): { at: number; character: string } | null => {
  const characters = [...text]
  const index = characters.findIndex(isBad)
  return index < 0 ? null : { at: index + 1, character: codeOf(characters[index] ?? '') }
}

/** Returns the code point as `U+200B`, so that invisible characters can be named. */
const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Returns the text as stored: composed, trimmed, with single blanks. */
export const normalizeTopic = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\S\r\n\t]+/gu, ' ')
    .replace(/^ | $/gu, '')

/** Returns a comparison key: width, case and composition do not count. */
export const nameKeyOf = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC')

/**
 * Composes the name of the parts and finds the first rule that it breaks. Preview, approval, creation and tests all use
 * this function, so that the same input gives the same name. Never truncates.
 */
export function composeName(rules: NamingRules, input: NameInput): GroupName {
  const parts = partsOf(rules, input)
  const name = parts.map(({ text }) => text).join(rules.separator)
  return { name, parts, length: lengthOf(name), problem: problemOf(rules, input, parts, name) }
}

function partsOf(rules: NamingRules, { department, topic, kind, until }: NameInput): NamePart[] {
  const departmentPart: NamePart | null =
    rules.saysDepartment && department !== '' ? { role: 'department', text: normalizeTopic(department) } : null
  const topicPart: NamePart = { role: 'topic', text: normalizeTopic(topic) }
  const all: (NamePart | null)[] = [
    ...(rules.isTopicFirst ? [topicPart, departmentPart] : [departmentPart, topicPart]),
    { role: 'kind', text: normalizeTopic(kind) },
    rules.saysUntil && until !== null ? { role: 'until', text: untilText(until) } : null,
  ]
  return all.filter((part) => part !== null)
}

/** Formats `2026-06-30` as `至26年6月`: short, and unambiguous for more than a year. */
const untilText = (day: string): string => `至${day.slice(2, 4)}年${String(Number(day.slice(5, 7)))}月`

function problemOf(rules: NamingRules, input: NameInput, parts: readonly NamePart[], name: string): NameProblem | null {
  // Invisible characters are looked for in the topic as typed; other positions are those in the normalised topic or in the part.
  const hidden = findCharacter(input.topic, isInvisible)
  if (hidden) return { code: 'unseen_sign', ...hidden }
  const topic = normalizeTopic(input.topic)
  if (topic === '') return { code: 'topic_empty' }
  const foreign = findCharacter(topic, (character) => !usualScripts.test(character))
  if (foreign) return { code: 'strange_script', ...foreign }
  const inside = findCharacter(topic, (character) => character === rules.separator)
  if (inside) return { code: 'separator_inside', at: inside.at, character: rules.separator }
  const word = bannedIn(rules, topic)
  if (word !== null) return { code: 'banned_word', word }
  if (!rules.kinds.includes(input.kind)) return { code: 'kind_unknown' }
  // A department's name comes from WeCom; it is neither truncated nor accepted with invisible characters.
  const inPart = parts.map(({ text }) => findCharacter(text, isInvisible)).find((found) => found !== null)
  if (inPart) return { code: 'unseen_sign', ...inPart }
  const over = lengthOf(name) - NAME_MAX
  return over > 0 ? { code: 'too_long', over } : null
}

function bannedIn({ bannedWords }: NamingRules, topic: string): string | null {
  const key = nameKeyOf(topic).replace(/\s/gu, '')
  return bannedWords.find((word) => word !== '' && key.includes(nameKeyOf(word).replace(/\s/gu, ''))) ?? null
}

/** Returns the name of the archived group; it always fits. */
export const archivedName = (name: string): string => `${ARCHIVE_PREFIX}${name}`
