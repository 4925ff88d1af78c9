/** Whether every case runs: `npm run verify:release` sets it. */
export const isEveryCase = process.env['EVERY_CASE'] === '1'
const SHARE = 6

/**
 * Returns every sixth case, or one of `share`, beginning at another one for each `offset`: the sample meets each row and each
 * column of a table, but not each cell. With `EVERY_CASE` set, returns all.
 */
export const sampleOfCases = <Case>(cases: readonly Case[], offset: number, share = SHARE): readonly Case[] =>
  isEveryCase ? cases : cases.filter((_, index) => (index + offset) % share === 0)

/** Returns how often a test repeats a race or random steps: a third of `times`, or with `EVERY_CASE` set, all of them. */
export const timesOf = (times: number): number => (isEveryCase ? times : Math.ceil(times / 3))
