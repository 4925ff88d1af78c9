/** Whether every case runs: `npm run verify:release` sets it. */
export const isEveryCase = process.env['EVERY_CASE'] === '1'
const SHARE = 6

/**
 * Returns every sixth case, from another start for another `turn`: each row and each column of a table is met, but not
 * each cell. With `EVERY_CASE` set it takes all.
 */
export const sampleOfCases = <Case>(cases: readonly Case[], turn: number): readonly Case[] =>
  isEveryCase ? cases : cases.filter((_, index) => (index + turn) % SHARE === 0)

/** Returns how often a test of races or of random steps repeats them: a third of the times. With `EVERY_CASE` set, all. */
export const timesOf = (times: number): number => (isEveryCase ? times : Math.ceil(times / 3))
