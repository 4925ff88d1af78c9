import { sum } from '../kernel/sum.ts'

/**
 * Milliseconds for which each clause was in view, by clause id. Several clauses are in view together: `ANY_CLAUSE` has the
 * time for which at least one was. Older signatures have no such entry, because their clauses were timed one at a time.
 */
export type ReadMap = Readonly<Record<string, number>>

/** Not a valid clause id. */
export const ANY_CLAUSE = '*'

/** Returns the total in seconds that all pages and files show. */
export const secondsRead = (map: ReadMap): number => Math.round((map[ANY_CLAUSE] ?? sum(Object.values(map))) / 1000)

/** Returns the number of clauses that were read. */
export const clausesRead = (map: ReadMap): number => Object.keys(map).filter((id) => id !== ANY_CLAUSE).length

const BASE_MS = 400
const MS_PER_CHARACTER = 8
const MAX_MS = 3_000

/**
 * Returns how long a clause must have been in view, in milliseconds. Far less than reading takes: it distinguishes readers
 * from people who jump to the end. Time counts for every clause in view.
 */
export const minimumMs = (characters: number): number => Math.min(MAX_MS, BASE_MS + characters * MS_PER_CHARACTER)

type TimedClause = { clauseId: string; minMs: number }

/** Returns the clauses that were in view for less than their minimum time. */
export const unreadClauses = <Clause extends TimedClause>(clauses: readonly Clause[], map: ReadMap): Clause[] =>
  clauses.filter(({ clauseId, minMs }) => (map[clauseId] ?? 0) < minMs)

/** Tolerates small differences between the clocks of client and server. */
const SLACK_MS = 1_500

/**
 * Returns whether the text can have been in view for these times since the page was opened: no clause longer than the
 * text, and the text no longer than the page. Pages of an earlier release send no `onScreenMs`; their times add up.
 */
export function isPlausible(map: ReadMap, onScreenMs: number | undefined, elapsedMs: number): boolean {
  const totalMs = onScreenMs ?? sum(Object.values(map))
  return totalMs <= elapsedMs + SLACK_MS && Object.values(map).every((ms) => ms <= totalMs)
}

/** Returns the length in Chinese characters: three letters of a Latin text are read in the time of one. */
function weightOf(text: string): number {
  let [wide, other] = [0, 0]
  // By index, not with `Array.from`: the home page counts the characters of whole policies.
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0
    if (code > 0xffff) at += 1
    if (code >= 0x2e80 && code <= 0x3ffff) wide += 1
    else other += 1
  }
  return wide + other / 3
}

/** Returns the expected reading time in seconds that is shown to readers: about 6 Chinese characters a second, in steps of 10. */
export const expectedSeconds = (texts: readonly string[]): number =>
  Math.max(10, Math.ceil(sum(texts.map(weightOf)) / 6 / 10) * 10)
