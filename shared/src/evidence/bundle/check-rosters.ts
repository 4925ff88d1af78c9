import { canonicalJson } from '../../audit/canonical-json.ts'
import { DAY_MS } from '../../kernel/durations.ts'
import { committedStates } from '../../policies/roster.ts'
import { toBase64, utf8 } from '../bytes.ts'
import { leafHash, rootOf } from '../merkle.ts'
import { type LoggedRecord, RECORDS } from './check-records.ts'
import { BundleError } from './faults.ts'
import { type BundleFiles, isHash, isObject, type JsonObject, parseInstant, readObjects } from './read-files.ts'

/** Everyone whom a version bound on a day, as the log commits to it. */
export type Roster = {
  policyId: string
  versionId: string
  day: string
  /** When it was logged, by the server's clock, in epoch milliseconds. Only its owner states that it is of an earlier day. */
  at: number
  /** Index of its record in the log. */
  index: number
  counts: Readonly<Record<string, number>>
  /** Lines by pseudonym. */
  people: ReadonlyMap<string, JsonObject>
  /** Earlier rosters of the same version and day in the log, as their records describe them. */
  earlier: readonly EarlierRoster[]
}

/** `hasSameLines`: otherwise somebody's state or name differs from what was logged then, or somebody is missing. */
export type EarlierRoster = { at: number; counts: Readonly<Record<string, number>>; hasSameLines: boolean }

/** Lists the counts in the order of the states: that of the lines depends on the people's random marks. */
const inOrderOfStates = (counts: ReadonlyMap<string, number>) =>
  Object.fromEntries(committedStates.flatMap((state) => (counts.has(state) ? [[state, counts.get(state) ?? 0]] : [])))

const isState = (text: string) => committedStates.some((state) => state === text)

const isRosterFile = (file: string) => /^roster(?:-.+)?\.jsonl$/.test(file)

const textField = (value: JsonObject, field: string): string => {
  const text = value[field]
  return typeof text === 'string' ? text : ''
}

/** The records of a roster's file: `record`, the last, is of its lines; `before` are earlier ones of that version and day. */
type Logged = { record: LoggedRecord; before: LoggedRecord[] }

/**
 * Checks that there is a roster, that every roster in the log has its file and every file its entry, and that both agree with
 * the signatures.
 */
export function checkRosters(files: BundleFiles, records: readonly LoggedRecord[]): Roster[] {
  const logged = records.filter(({ value }) => value['type'] === 'roster')
  const isAlone = new Set(logged.map(({ value }) => value['versionId'])).size === 1 && files.has('roster.jsonl')
  const named = new Map<string, Logged>()
  for (const record of logged) {
    const file = isAlone ? 'roster.jsonl' : `roster-${textField(record.value, 'versionId')}.jsonl`
    const earlier = named.get(file)
    if (earlier && !isSameRoster(earlier.record, record))
      throw new BundleError('roster_not_logged', RECORDS, { line: record.line, about: file })
    if (!files.has(file)) throw new BundleError('roster_missing', file, { about: `${RECORDS}:${record.line}` })
    earlier?.before.push(earlier.record)
    named.set(file, { record, before: earlier?.before ?? [] })
  }
  for (const file of files.keys())
    if (isRosterFile(file) && !named.has(file)) throw new BundleError('roster_not_logged', file)
  if (named.size === 0) throw new BundleError('roster_missing', 'roster.jsonl')
  return [...named].map(([file, { record, before }]) => ({
    ...checkRoster(files, file, record, records),
    earlier: before.map((earlier) => earlierRoster(earlier, record)),
  }))
}

const isSameRoster = (one: LoggedRecord, other: LoggedRecord): boolean =>
  ['policyId', 'versionId', 'day'].every((field) => one.value[field] === other.value[field])

/** Reads an earlier roster. Its lines are not in the bundle, so its counts cannot be compared with them. */
function earlierRoster({ value, at, line }: LoggedRecord, latest: LoggedRecord): EarlierRoster {
  if (typeof value['size'] !== 'number') throw new BundleError('roster_size_differs', RECORDS, { line })
  const counts = new Map<string, number>()
  for (const [state, count] of Object.entries(isObject(value['counts']) ? value['counts'] : {})) {
    if (typeof count !== 'number') throw new BundleError('roster_counts_differ', RECORDS, { line, about: state })
    if (count !== 0) counts.set(state, count)
  }
  return { at, counts: Object.fromEntries(counts), hasSameLines: value['root'] === latest.value['root'] }
}

function checkRoster(
  files: BundleFiles,
  file: string,
  record: LoggedRecord,
  records: readonly LoggedRecord[],
): Omit<Roster, 'earlier'> {
  const lines = [...readObjects(files, file, 'roster_line_malformed')]
  const people = new Map<string, JsonObject>()
  const counts = new Map<string, number>()
  let previousPerson = ''
  for (const { value, line } of lines) {
    const person = textField(value, 'person')
    const state = textField(value, 'state')
    if (people.has(person)) throw new BundleError('roster_person_twice', file, { line, about: person })
    if (person <= previousPerson || !isState(state) || !isHash(value['commit']))
      throw new BundleError('roster_line_malformed', file, { line })
    previousPerson = person
    people.set(person, value)
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  const { size, root } = record.value
  if (size !== lines.length)
    throw new BundleError('roster_size_differs', file, { about: `${lines.length} ≠ ${String(size)}` })
  const declared = isObject(record.value['counts']) ? record.value['counts'] : {}
  for (const state of new Set([...counts.keys(), ...Object.keys(declared)]))
    if ((counts.get(state) ?? 0) !== (state in declared ? declared[state] : 0))
      throw new BundleError('roster_counts_differ', file, { about: state })
  const hash = rootOf(lines.map(({ text }) => leafHash(utf8(text))))
  if (root !== toBase64(hash)) throw new BundleError('roster_root_differs', file)
  const policyId = textField(record.value, 'policyId')
  const versionId = textField(record.value, 'versionId')
  const day = textField(record.value, 'day')
  checkSignatures({ file, policyId, versionId, day, lines }, record, records)
  return { policyId, versionId, day, at: record.at, index: record.index, counts: inOrderOfStates(counts), people }
}

/** Two days after a day began in UTC, it is over in every time zone, by twelve hours at least. */
export const DAY_IS_OVER_MS = 2 * DAY_MS

type Lines = Pick<Roster, 'policyId' | 'versionId' | 'day'> & {
  file: string
  lines: readonly { value: JsonObject; line: number }[]
}

/** Returns the key of the signature of a version by a person. */
const signatureKey = (versionId: string, person: string) => canonicalJson([versionId, person])

/**
 * Checks that whoever is shown as signed has signed, that whoever is shown as not signed has not, and that no signature is later
 * than the roster or its day, which can be long before the roster was logged.
 */
function checkSignatures(
  { file, policyId, versionId, day, lines }: Lines,
  { index: rosterIndex, line: rosterLine }: LoggedRecord,
  records: readonly LoggedRecord[],
): void {
  const began = parseInstant(`${day}T00:00:00.000Z`)
  if (began === null) throw new BundleError('roster_out_of_scope', RECORDS, { line: rosterLine })
  const signed = new Map<string, number>()
  for (const { value, index, at, line } of records) {
    if (value['type'] !== 'policy.signed' || value['policyId'] !== policyId) continue
    const key = signatureKey(textField(value, 'versionId'), textField(value, 'person'))
    signed.set(key, Math.min(index, signed.get(key) ?? index))
    if ((value['versionId'] === versionId && index > rosterIndex) || at >= began + DAY_IS_OVER_MS)
      throw new BundleError('signature_after_roster', RECORDS, { line })
  }
  for (const { value, line } of lines) {
    const person = textField(value, 'person')
    const about = { line, about: person }
    const hasSigned = (version: string) => (signed.get(signatureKey(version, person)) ?? Infinity) < rosterIndex
    const { state } = value
    if ((state === 'signed' || state === 'lapsed') && !hasSigned(versionId))
      throw new BundleError('signature_missing', file, about)
    const { versionId: earlier } = value
    if (state === 'signed_earlier' && !(typeof earlier === 'string' && hasSigned(earlier)))
      throw new BundleError('signature_missing', file, about)
    if ((state === 'pending' || state === 'overdue') && hasSigned(versionId))
      throw new BundleError('signature_of_unsigned', file, about)
  }
}
