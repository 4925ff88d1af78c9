import { readdirSync, readFileSync } from 'node:fs'
import { inRoot } from '../../server/scripts/paths.mjs'

/** Returns whether a source marks a journey or a group of them with `onlyBeforeRelease`; importing it does not. @param {string} source */
export const marksJourneys = (source) =>
  /(^|,)\s*onlyBeforeRelease,/m.test(source.replaceAll(/^import\b[^']*from '[^']+'$/gm, ''))

/** Lists the files of `test/e2e` with journeys that only run before a release. */
export function journeysBeforeRelease() {
  const folder = inRoot('test/e2e')
  return readdirSync(folder).filter((name) => marksJourneys(readFileSync(`${folder}/${name}`, 'utf8')))
}

/** Returns a line that says what `npm test` leaves to `npm run verify:release`; no line with `EVERY_CASE=1`. */
export function leftOut() {
  if (process.env['EVERY_CASE'] === '1') return []
  const crawlChecks =
    'of the crawl’s pages by keyboard, in English, in all looks, offline, with longer texts and in all windows of a desk'
  const journeys = journeysBeforeRelease().join(', ')
  const parts = [
    'five sixths of the hostile inputs and bodies, and two thirds of the callers who are refused',
    'four fifths of the unnamed reports',
    'most states of the authorization matrix, and of incidents for people without a part in them',
    'two thirds of the commands during which an account is disabled or a role ends late',
    'three quarters of the settings of each hydrated page, and most pages of a role holder',
    'own data after most audited actions',
    'two thirds of the races, random steps and altered callbacks',
    'most of the tampered files, shown to the built verifiers',
    'evidence of releases before the last, and of each on the embedded database',
    'the tests of the last release on this schema',
    'the rows of earlier versions in an upgrade of the embedded database, and its creation by npm run migrate',
    'backups by root of another user’s data',
    `five sixths ${crawlChecks}`,
    'two thirds of the buttons that are pressed before the scripts are loaded',
    'five sixths of the return addresses at the gateway',
    'the main journey on PostgreSQL',
    'format and lint of files that no recent commit changed',
    `journeys of ${journeys}`,
  ]
  return [`Left to npm run verify:release (EVERY_CASE=1): ${parts.join('; ')}.`]
}
