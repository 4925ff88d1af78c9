import type { BundleFault } from './faults.ts'
import type { BundleResult } from './verify-bundle.ts'

/** Returns what a fault is about: its code, file, line and detail. */
export const faultLine = ({ code, file, line, about }: BundleFault): string =>
  `REFUSED: ${code} in ${file}${line === null ? '' : `, line ${String(line)}`}${about === null ? '' : `: ${about}`}`

/** Returns the lines that a command prints. */
export function describeResult(result: BundleResult): string[] {
  if (!result.isValid) return [faultLine(result.fault)]
  const { origin, size, vkey, records, signatures, people, texts, rosters, anchors, timestamps } = result
  return [
    `VERIFIED: ${String(records)} records, ${String(signatures)} signatures, ${String(people)} names, ${String(texts)} texts`,
    `Log ${origin}, ${String(size)} entries, key ${vkey}`,
    ...rosters.map(({ policyId, versionId, day, counts }) => {
      const parts = Object.entries(counts).map(([state, count]) => `${String(count)} ${state}`)
      return `Roster of ${policyId} ${versionId} on ${day}: ${parts.join(', ')}`
    }),
    `${String(anchors)} daily checkpoints, ${String(timestamps)} with a time stamp (not verified here: docs/evidence.md)`,
    result.isAnchorCompared
      ? 'The checkpoint that you kept is the beginning of this log.'
      : 'No checkpoint of yours was compared: whoever has the key could have made another log. Use --anchor and --key.',
  ]
}
