import { type CalendarDay } from '../kernel/calendar-day.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { sameUserid, useridSchema } from '../kernel/ids.ts'
import { lengthOf } from '../kernel/text-length.ts'
import { isWeekend, shiftDay } from '../kernel/working-calendar.ts'
import { findDepartment, type KnownDepartment } from './find-department.ts'
import { isPartner, type JoinerField, type JoinerRow } from './joiner-fields.ts'
import { normalizeJoiner } from './normalize-joiner.ts'

export const faultCodes = [
  'missing',
  'too_long',
  'too_short',
  'format',
  'formula',
  'repeated',
  'taken',
  'open',
  'unknown',
  'ambiguous',
  'past',
  'too_far',
  'before_start',
  'former',
  'partner',
] as const
export type FaultCode = (typeof faultCodes)[number]

type JoinerFault = {
  field: JoinerField
  code: FaultCode
  /** How many characters are missing or too many. */
  count?: number
  /** Line of the other row with the same value. */
  other?: number
  /** Values that would be accepted. */
  suggestions?: string[]
  /** Former members who may be meant. */
  former?: FormerMember[]
}

export const noticeCodes = ['namesake', 'free_day', 'soon'] as const
/** Hints that HR should check, but that are not faults. */
export type JoinerNotice = { code: (typeof noticeCodes)[number]; count?: number }

export type CheckedJoiner = {
  row: JoinerRow
  departmentId: number | null
  /** Names from below the root to the department; empty when unknown. */
  departmentPath: readonly string[]
  sponsorId: string | null
  faults: JoinerFault[]
  notices: JoinerNotice[]
}

type Person = { userid: string; name: string }
type FormerMember = Person & { leftOn: CalendarDay | null }

/** What the check needs to know of the company; read once for all rows. */
export type JoinerFacts = {
  today: CalendarDay
  departments: readonly KnownDepartment[]
  /** Userids in use or planned, in lower case. */
  takenUserids: ReadonlySet<string>
  /** Userids that suit a name, best first; some may be taken. */
  proposals: ReadonlyMap<string, readonly string[]>
  /** Number of members of this name. */
  namesakes: ReadonlyMap<string, number>
  /** Phone numbers and email addresses of entries whose member has not signed in yet. */
  openContacts: ReadonlySet<string>
  /** Active members by typed text, a name or a userid, in lower case. Partners among them cannot be sponsors. */
  sponsors: ReadonlyMap<string, readonly (Person & { isPartner: boolean })[]>
  /** Former members, by userid in lower case. */
  formerHolders: ReadonlyMap<string, FormerMember>
  /** Former members, by name. */
  formerNamesakes: ReadonlyMap<string, readonly FormerMember[]>
}

/** WeCom's maximum lengths (doc 90195). */
const limits = { name: 64, position: 128, company: 64 } as const
/** How far ahead a first day may be, in days. */
const MAX_DAYS_AHEAD = 180
const MAX_SUGGESTIONS = 3
const MOBILE_LENGTH = 11
const mailPattern = /^[a-z0-9._%+-]{1,48}@[a-z0-9.-]+\.[a-z]{2,}$/

/**
 * Checks all rows against each other and the company, and completes what can be derived. The dry run and the write call this
 * same function: a row without faults here is written as it is shown.
 */
export function checkJoiners(rows: readonly JoinerRow[], facts: JoinerFacts): CheckedJoiner[] {
  const normalized = rows.map((row) => normalizeJoiner(row, facts.today))
  const first = {
    userid: firstLines(normalized, 'userid'),
    mobile: firstLines(normalized, 'mobile'),
    email: firstLines(normalized, 'email'),
  }
  const used = new Set([...facts.takenUserids, ...normalized.map(({ userid }) => userid.toLowerCase())])
  return normalized.map((row) => {
    const faults: JoinerFault[] = []
    const former = formerOf(row, facts)
    const isReturning = row.returnAnswer === 'same' && isHeldBy(row.userid, former)
    const userid = row.userid === '' ? propose(row.name, facts, used) : row.userid
    const department = findDepartment(row.department, facts.departments)
    const partner = checkPartner(row, facts, faults)
    checkTexts(row, faults)
    if (!isReturning && needsAnswer(row, former))
      faults.push(formerFault(former, useridOfAnother(row, userid, former, facts, used)))
    else checkUserid(userid, row, facts, { lines: first.userid, isReturning }, faults)
    checkContacts(row, facts, first, faults)
    if (row.department === '') faults.push({ field: 'department', code: 'missing' })
    else if (department.found === null) faults.push(departmentFault(department.candidates))
    checkStart(row, facts.today, faults)
    return {
      row: {
        ...row,
        userid: userid ?? '',
        sponsor: partner?.name ?? row.sponsor,
        returnAnswer: former.length > 0 ? row.returnAnswer : '',
      },
      departmentId: department.found?.id ?? null,
      departmentPath: department.found?.path ?? [],
      sponsorId: partner?.userid ?? null,
      faults,
      notices: noticesOf(row, facts),
    }
  })
}

const firstLines = (rows: readonly JoinerRow[], field: 'userid' | 'mobile' | 'email'): ReadonlyMap<string, number> => {
  const lines = new Map<string, number>()
  for (const row of rows) {
    const value = row[field].toLowerCase()
    if (value !== '' && !lines.has(value)) lines.set(value, row.no)
  }
  return lines
}

/** Returns the best free userid for the name, and takes it; null: none is free. */
function propose(name: string, facts: JoinerFacts, used: Set<string>): string | null {
  const free = (facts.proposals.get(name) ?? []).find((proposal) => !used.has(proposal.toLowerCase())) ?? null
  if (free !== null) used.add(free.toLowerCase())
  return free
}

/** Returns the former members who may be the joiner: the holder of the typed userid, or else everybody with the name. */
function formerOf({ name, userid }: JoinerRow, facts: JoinerFacts): readonly FormerMember[] {
  const holder = facts.formerHolders.get(userid.toLowerCase())
  return holder ? [holder] : (facts.formerNamesakes.get(name) ?? [])
}

const isHeldBy = (userid: string, former: readonly FormerMember[]): boolean =>
  former.some((member) => sameUserid(member.userid, userid))

/**
 * Returns whether HR has to answer whether the joiner is a former member. Another person needs another userid: the former
 * holder's receipts and requests belong to it.
 */
const needsAnswer = ({ returnAnswer, userid }: JoinerRow, former: readonly FormerMember[]): boolean =>
  former.length > 0 && (returnAnswer !== 'other' || isHeldBy(userid, former))

/** Returns the userid of the joiner if they are another person; undefined: it has to be typed. */
function useridOfAnother(
  { name, userid: typed }: JoinerRow,
  proposed: string | null,
  former: readonly FormerMember[],
  { proposals }: JoinerFacts,
  used: ReadonlySet<string>,
): string | undefined {
  if (!isHeldBy(typed, former)) return proposed ?? undefined
  return (proposals.get(name) ?? []).find((proposal) => !used.has(proposal.toLowerCase()))
}

const formerFault = (former: readonly FormerMember[], other: string | undefined): JoinerFault => ({
  field: 'userid',
  code: 'former',
  former: former.slice(0, MAX_SUGGESTIONS).map(({ userid, name, leftOn }) => ({ userid, name, leftOn })),
  ...(other === undefined ? {} : { suggestions: [other] }),
})

/** Returns whether a spreadsheet would run the text when these rows are exported again. */
const isFormula = (text: string): boolean => /^[=@]|^[+-](?![\d\s])/u.test(text)

function checkTexts(row: JoinerRow, faults: JoinerFault[]): void {
  if (row.name === '') faults.push({ field: 'name', code: 'missing' })
  for (const field of ['name', 'position', 'company'] as const) {
    if (isFormula(row[field])) faults.push({ field, code: 'formula' })
    const over = lengthOf(row[field]) - limits[field]
    if (over > 0) faults.push({ field, code: 'too_long', count: over })
  }
}

function checkUserid(
  userid: string | null,
  row: JoinerRow,
  { takenUserids }: JoinerFacts,
  { lines, isReturning }: { lines: ReadonlyMap<string, number>; isReturning: boolean },
  faults: JoinerFault[],
): void {
  if (userid === null) {
    // Without a name no userid can be derived, and only the missing name is reported.
    if (row.name !== '') faults.push({ field: 'userid', code: 'missing' })
    return
  }
  const other = lines.get(row.userid.toLowerCase())
  if (!useridSchema.safeParse(userid).success) faults.push({ field: 'userid', code: 'format' })
  else if (!isReturning && takenUserids.has(userid.toLowerCase())) faults.push({ field: 'userid', code: 'taken' })
  else if (other !== undefined && other !== row.no) faults.push({ field: 'userid', code: 'repeated', other })
}

type FirstLines = Record<'mobile' | 'email', ReadonlyMap<string, number>>

function checkContacts(row: JoinerRow, facts: JoinerFacts, first: FirstLines, faults: JoinerFault[]): void {
  const { mobile, email } = row
  // WeCom requires one of them (60129): it is how the person signs in.
  if (mobile === '' && email === '') faults.push({ field: 'mobile', code: 'missing' })
  const fault = mobile === '' ? null : mobileFault(mobile)
  if (fault) faults.push(fault)
  if (email !== '' && !mailPattern.test(email)) faults.push({ field: 'email', code: 'format' })
  for (const field of ['mobile', 'email'] as const) {
    const value = row[field]
    const other = first[field].get(value)
    if (value === '') continue
    if (other !== undefined && other !== row.no) faults.push({ field, code: 'repeated', other })
    else if (facts.openContacts.has(value)) faults.push({ field, code: 'open' })
  }
}

function mobileFault(mobile: string): JoinerFault | null {
  if (/^\+\d{7,20}$/.test(mobile) && !mobile.startsWith('+86')) return null
  if (!/^\d+$/.test(mobile)) return { field: 'mobile', code: 'format' }
  if (mobile.length < MOBILE_LENGTH) return { field: 'mobile', code: 'too_short', count: MOBILE_LENGTH - mobile.length }
  if (mobile.length > MOBILE_LENGTH) return { field: 'mobile', code: 'too_long', count: mobile.length - MOBILE_LENGTH }
  return /^1[3-9]/.test(mobile) ? null : { field: 'mobile', code: 'format' }
}

const departmentFault = (candidates: readonly string[]): JoinerFault => ({
  field: 'department',
  code: candidates.length > 1 ? 'ambiguous' : 'unknown',
  suggestions: candidates.slice(0, MAX_SUGGESTIONS),
})

const isDay = (text: string): boolean => calendarDay.safeParse(text).success

function checkStart({ startsOn }: JoinerRow, today: CalendarDay, faults: JoinerFault[]): void {
  const add = (code: FaultCode) => faults.push({ field: 'startsOn', code })
  if (startsOn === '') add('missing')
  else if (!isDay(startsOn)) add('format')
  else if (startsOn < today) add('past')
  else if (startsOn > shiftDay(today, MAX_DAYS_AHEAD)) add('too_far')
}

/** Checks a partner's company, sponsor and contract end. Returns the sponsor. */
function checkPartner(row: JoinerRow, { sponsors }: JoinerFacts, faults: JoinerFault[]): Person | null {
  if (!isPartner(row)) return null
  if (row.company === '') faults.push({ field: 'company', code: 'missing' })
  if (row.endsOn === '') faults.push({ field: 'endsOn', code: 'missing' })
  else if (!isDay(row.endsOn)) faults.push({ field: 'endsOn', code: 'format' })
  else if (isDay(row.startsOn) && row.endsOn < row.startsOn) faults.push({ field: 'endsOn', code: 'before_start' })
  if (row.sponsor === '') {
    faults.push({ field: 'sponsor', code: 'missing' })
    return null
  }
  const named = sponsors.get(row.sponsor.toLowerCase()) ?? []
  const found = named.filter((person) => !person.isPartner)
  const [only] = found
  if (only && found.length === 1) return only
  const suggestions = found.slice(0, MAX_SUGGESTIONS).map(({ userid }) => userid)
  const isPartnerNamed = found.length === 0 && named.length > 0
  const code = found.length > 1 ? 'ambiguous' : isPartnerNamed ? 'partner' : 'unknown'
  faults.push({ field: 'sponsor', code, suggestions })
  return null
}

function noticesOf({ name, startsOn }: JoinerRow, { namesakes, today }: JoinerFacts): JoinerNotice[] {
  const same = namesakes.get(name) ?? 0
  return [
    ...(same > 0 ? [{ code: 'namesake' as const, count: same }] : []),
    ...(isDay(startsOn) && isWeekend(startsOn) ? [{ code: 'free_day' as const }] : []),
    // The day before is over: the account is created as soon as it is confirmed.
    ...(startsOn === today ? [{ code: 'soon' as const }] : []),
  ]
}
