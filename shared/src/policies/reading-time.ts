/** Milliseconds for which each clause was in view, by its id. */
export type ReadMap = Readonly<Record<string, number>>

/** The one number of seconds that every page and file says: rounded once, after adding. */
export const secondsRead = (map: ReadMap): number =>
  Math.round(Object.values(map).reduce((sum, ms) => sum + ms, 0) / 1000)

const BASE_MS = 400
const MS_PER_SIGN = 8
const MAX_MS = 3_000

/**
 * How long a clause must have been in view. Far below the time that reading takes: it tells whoever looked from whoever
 * jumped to the end. Time counts for one clause at a time, so that a tall screen which shows all of them proves no more
 * than a short one.
 */
export const minimumMs = (signs: number): number => Math.min(MAX_MS, BASE_MS + signs * MS_PER_SIGN)

type Read = { clauseId: string; minMs: number }

export const unreadClauses = <Clause extends Read>(clauses: readonly Clause[], map: ReadMap): Clause[] =>
  clauses.filter(({ clauseId, minMs }) => (map[clauseId] ?? 0) < minMs)

/** Clocks of two machines differ by a little within one page. */
const SLACK_MS = 1_500

/** More time than has passed since the page was opened was not spent on it. */
export function isPlausible(map: ReadMap, elapsedMs: number): boolean {
  const spent = Object.values(map).reduce((sum, ms) => sum + ms, 0)
  return spent <= elapsedMs + SLACK_MS
}

/** Seconds of reading that a person is told to expect. About 6 signs a second. */
export const expectedSeconds = (signs: number): number => Math.max(10, Math.ceil(signs / 6 / 10) * 10)
