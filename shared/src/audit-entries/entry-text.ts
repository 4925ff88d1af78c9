import { kindOfId } from '../kernel/kind-of-id.ts'
import type { IdKind } from '../kernel/ids.ts'
import type { AuditEntryView } from '../audit/audit-schemas.ts'

/** The words in which entries are described, on the page in its language and in files in Chinese. */
export type EntryWords = {
  actions: Readonly<Record<string, string>>
  details: Readonly<Record<string, string>>
  kinds: Readonly<Record<IdKind, string>>
  objects: Readonly<Record<string, string>>
  roles: Readonly<Record<string, string>>
  automatic: string
  yes: string
  no: string
  exact: (instant: string) => string
  in: (department: string) => string
  of: (name: string, of: string) => string
  kindOf: (kind: string, name: string) => string
  message: (no: string) => string
  messageText: string
  /** A file whose hash is the object. */
  file: string
}

/** Returns the label of a code, or the code itself when a newer server sends an unknown one. */
export const labelFor = (labels: Readonly<Record<string, string>>, code: string): string =>
  Object.hasOwn(labels, code) ? (labels[code] ?? code) : code

/** Returns who acted: a person, a job, a key of the company's backend, or the holder of a link. */
export function actorText({ actor: { userid, name } }: Pick<AuditEntryView, 'actor'>, words: EntryWords): string {
  if (userid.startsWith('system:')) return words.automatic
  const [, id = userid] = /^(?:key|link):(.+)$/.exec(userid) ?? []
  const kind = kindOfId(id)
  if (kind === null) return name
  return name === userid ? words.kinds[kind] : words.kindOf(words.kinds[kind], name)
}

/** Returns whom or what an entry is about: the person and their role or the object; else the object alone. */
export function subjectText({ subject, object, details }: AuditEntryView, words: EntryWords): string {
  const department = subject?.department ? words.in(subject.department) : ''
  const thing = objectText(object, subject?.thing ?? null, words)
  if (!subject?.person) return (thing ?? object) + department
  const role = typeof details['role'] === 'string' ? labelFor(words.roles, details['role']) : null
  const about = role === null ? thing : `${role}${department}`
  return about === null ? subject.person + department : words.of(subject.person, about)
}

/** Returns an object in words; null for the account of a person. */
function objectText(object: string, name: string | null, words: EntryWords): string | null {
  const kind = kindOfId(object)
  if (/^[0-9a-f]{64}$/.test(object)) return name === null ? words.file : words.kindOf(words.file, name)
  if (kind !== null) return name === null ? words.kinds[kind] : words.kindOf(words.kinds[kind], name)
  if (Object.hasOwn(words.objects, object)) return words.objects[object] ?? object
  // The code of a role is not an account: see `mayBeAccount`.
  if (Object.hasOwn(words.roles, object)) return words.roles[object] ?? object
  const [, prefix, rest = ''] = /^(text|outbox|day|deed):(.+)$/.exec(object) ?? []
  if (prefix === 'text') return words.messageText
  if (prefix === 'outbox') return words.message(rest)
  if (prefix === 'deed') return words.objects['console'] ?? null
  return prefix === 'day' ? rest : null
}

/** Returns whether a value is an instant as the app stores it: in UTC, with or without milliseconds. */
function isInstant(value: string): boolean {
  const at = new Date(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/.test(value) ? value : Number.NaN)
  return !Number.isNaN(at.getTime()) && at.toISOString() === value.replace(/:(\d{2})Z$/, ':$1.000Z')
}

/** Formats details as one line: `数量 2 · 字段 position, telephone`. `names`: those of the members in them, by userid. */
export function describeDetails(
  details: Record<string, unknown>,
  names: Readonly<Record<string, string>>,
  words: EntryWords,
): string {
  const parts = Object.entries(details)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `${labelFor(words.details, key)} ${formatValue(key, value, names, words)}`)
  return parts.length === 0 ? '–' : parts.join(' · ')
}

function formatValue(key: string, value: unknown, names: Readonly<Record<string, string>>, words: EntryWords): string {
  if (Array.isArray(value)) return value.map((item) => formatValue(key, item, names, words)).join(', ')
  if (typeof value === 'object' && value !== null)
    return `(${describeDetails(value as Record<string, unknown>, names, words)})`
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value !== 'string') return String(value)
  if (key === 'role' || key === 'held' || key === 'recipient') return labelFor(words.roles, value)
  if (key === 'actions' || key === 'action')
    return value
      .split(',')
      .map((code) => labelFor(words.actions, code))
      .join(', ')
  if (isPersonKey(key)) return namedText(ownValue(names, value.toLowerCase()), value)
  return isInstant(value) ? words.exact(value) : value
}

const ownValue = (names: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(names, key) ? names[key] : undefined
const namedText = (name: string | undefined, userid: string) => (name === undefined ? userid : `${name} (${userid})`)

/** Keys of details whose values are userids. */
const personKeys = [
  'userid',
  'userids',
  'subject',
  'by',
  'actor',
  'onBehalfOf',
  'asked',
  'released',
  'owner',
  'deputy',
  'sponsor',
]
const isPersonKey = (key: string) => personKeys.includes(key)

/** Lists the userids that details name. */
export function useridsIn(details: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(details).flatMap(([key, value]) => {
    if (isPersonKey(key))
      return [value].flat().filter((item): item is string => typeof item === 'string' && item !== '')
    return typeof value === 'object' && value !== null ? useridsIn(value as Record<string, unknown>) : []
  })
}
