import { readdirSync, readFileSync } from 'node:fs'
import { inRoot } from '../../server/scripts/paths.mjs'

/** Lists the files of `test/e2e` with journeys that only run before a release. */
export function journeysBeforeRelease() {
  const folder = inRoot('test/e2e')
  const isMarked = (/** @type {string} */ name) =>
    readFileSync(`${folder}/${name}`, 'utf8').includes(', onlyBeforeRelease, ')
  return readdirSync(folder).filter(isMarked)
}

/** Returns a line that says what `npm test` leaves to `npm run verify:release`; no line with `EVERY_CASE=1`. */
export function leftOut() {
  if (process.env['EVERY_CASE'] === '1') return []
  const crawlChecks =
    'of the crawl’s pages by keyboard, in English, in the dark care mode, offline, with longer texts and in all windows of a desk'
  const journeys = journeysBeforeRelease().join(', ')
  const parts = [
    'five sixths of the hostile inputs and bodies',
    'four fifths of the unnamed reports',
    'most states of the authorization matrix',
    'own data after most audited actions',
    'two thirds of the races, random steps and altered callbacks',
    'five sixths of the tampered files, shown to the built verifiers',
    'evidence of releases between the first and the last, and of each on the other database',
    'that an incompatible migration fails the tests of the earlier release',
    'the rows that an upgrade of the embedded database keeps',
    `five sixths ${crawlChecks}`,
    'two thirds of the buttons that are pressed before the scripts are loaded',
    'five sixths of the return addresses at the gateway',
    'the main journey on PostgreSQL',
    `journeys of ${journeys}`,
  ]
  return [`Left to npm run verify:release (EVERY_CASE=1): ${parts.join('; ')}.`]
}
