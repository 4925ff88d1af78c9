/** Milliseconds for which each clause was in view, by clause id. */
export type ReadMap = Readonly<Record<string, number>>

/** Returns the total in seconds that all pages and files show, rounded once after adding. */
export const secondsRead = (map: ReadMap): number =>
  Math.round(Object.values(map).reduce((sum, ms) => sum + ms, 0) / 1000)

const BASE_MS = 400
const MS_PER_CHARACTER = 8
const MAX_MS = 3_000

/**
 * Returns how long a clause must have been in view, in milliseconds. Far less than reading takes: it distinguishes readers
 * from people who jump to the end. Time counts for one clause at a time, so that a tall screen that shows all clauses has no
 * advantage.
 */
export const minimumMs = (characters: number): number => Math.min(MAX_MS, BASE_MS + characters * MS_PER_CHARACTER)

type Read = { clauseId: string; minMs: number }

export const unreadClauses = <Clause extends Read>(clauses: readonly Clause[], map: ReadMap): Clause[] =>
  clauses.filter(({ clauseId, minMs }) => (map[clauseId] ?? 0) < minMs)

/** Tolerates small differences between the clocks of client and server. */
const SLACK_MS = 1_500

/** Whether the reading times add up to no more than the time since the page was opened. */
export function isPlausible(map: ReadMap, elapsedMs: number): boolean {
  const totalMs = Object.values(map).reduce((sum, ms) => sum + ms, 0)
  return totalMs <= elapsedMs + SLACK_MS
}

/** Returns the expected reading time in seconds that is shown to readers: about 6 characters a second, in steps of 10. */
export const expectedSeconds = (characters: number): number => Math.max(10, Math.ceil(characters / 6 / 10) * 10)
