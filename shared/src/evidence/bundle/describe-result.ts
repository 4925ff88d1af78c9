import { causesOfDifference } from '../../policies/roster.ts'
import { isFurtherLog } from '../log-name.ts'
import type { BundleFault } from './faults.ts'
import type { BundleResult, LoggedBefore, VerifiedBundle } from './verify-bundle.ts'

/**
 * Returns a text from a file in a form that a terminal can print. The owner of the file wrote it: line breaks and codes
 * that move the cursor or change the direction could fake a result.
 */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)

/** Returns what a fault is about: its code, file, line and detail. */
export const faultLine = ({ code, file, line, about }: BundleFault): string =>
  printable(
    `REFUSED: ${code} in ${file}${line === null ? '' : `, line ${String(line)}`}${about === null ? '' : `: ${about}`}`,
  )

/** Returns the lines that a command prints. */
export function describeResult(result: BundleResult): string[] {
  if (!result.isValid) return [faultLine(result.fault)]
  const { origin, size, vkey, records, signatures, people, texts, rosters, anchors, timestamps } = result
  return [
    `${verdictOf(result)}: ${String(records)} records, ${String(signatures)} signatures, ${String(people)} names, ${String(texts)} texts`,
    `Log ${origin}, ${String(size)} entries, key ${vkey}`,
    ...rosters.flatMap(({ policyId, versionId, day, loggedAt, counts, earlier }) => [
      `Roster of ${policyId} ${versionId} on ${day}, logged at ${loggedAt}: ${countsText(counts)}`,
      ...earlier.map(earlierLine),
    ]),
    `${String(anchors)} earlier checkpoints, ${String(timestamps)} with a time stamp (not verified here: docs/evidence.md)`,
    'What report.html says was not compared with the records.',
    ...(isFurtherLog(origin)
      ? ['This log is not the first of its name: ask why the one before was closed, and compare its checkpoints.']
      : []),
    comparedWith(result),
  ].map(printable)
}

/**
 * Returns the first word of the result. Whoever has the key can make another log with it: only a checkpoint that the
 * reader kept shows that this is the same log.
 */
function verdictOf({ isKeyCompared, isAnchorCompared }: VerifiedBundle): 'VERIFIED' | 'SIGNED' | 'CONSISTENT' {
  if (isAnchorCompared) return 'VERIFIED'
  return isKeyCompared ? 'SIGNED' : 'CONSISTENT'
}

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([state, count]) => `${String(count)} ${state}`)
    .join(', ')

const earlierLine = ({ loggedAt, counts, hasSameLines }: LoggedBefore): string =>
  hasSameLines
    ? `The same roster was logged before, at ${loggedAt}.`
    : `OTHER LINES were logged for this day before, at ${loggedAt}: ${countsText(counts)}. Names were changed, or ${causesOfDifference.en}: ask why.`

function comparedWith({ isKeyCompared, isAnchorCompared, ...kept }: VerifiedBundle): string {
  if (isAnchorCompared) {
    const { keptAt, keptSignatures, signatures } = kept
    const sent =
      keptAt === null
        ? 'It is the checkpoint of the file itself: if you took it from the file, nothing was compared.'
        : `The file says that it was given out at ${keptAt}: compare the time of your message, or of your earlier file.`
    const contained =
      keptSignatures === signatures
        ? `It contains all ${String(signatures)} signatures.`
        : `It contains ${String(keptSignatures)} of ${String(signatures)} signatures: when the others were made is the word of the key's owner.`
    return `The checkpoint that you kept is the beginning of this log. ${contained} ${sent}`
  }
  return isKeyCompared
    ? 'No checkpoint of yours was compared: whoever has the key could have made another log. Use --anchor.'
    : 'Nothing of yours was compared: anybody could have made this file, with a key of their own. Use --key and --anchor.'
}
