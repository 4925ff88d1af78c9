import { printable } from '@desk/shared/evidence/bundle/describe-result'
import type { Messages } from '../../locales/messages.ts'
import type { Verification } from './verify-files.ts'

type VerifyMessages = Messages['verify']
export type Line = { label: string; text: string; isCode?: boolean }

/**
 * `good`: a checkpoint that the reader kept was compared. `signed`: only the key, whose owner can make another log. `alone`:
 * nothing that the reader has from elsewhere. `bad`: a fault was found, or nothing to verify.
 */
export type Outcome = 'good' | 'signed' | 'alone' | 'bad'

/** Returns how far a result was compared with what the reader has from elsewhere. */
export function outcomeOf(result: Verification): Outcome {
  // A single proof cannot be compared with a kept checkpoint.
  if (result.kind === 'proof') return 'signed'
  if (result.kind !== 'bundle') return 'bad'
  if (result.bundle.isAnchorCompared) return 'good'
  return result.bundle.isKeyCompared ? 'signed' : 'alone'
}

/** Returns the title of a result. */
export function resultTitle(result: Verification, { titles }: VerifyMessages): string {
  if (result.kind === 'bundle-fault' || result.kind === 'proof-fault') return titles.fault
  if (result.kind !== 'bundle') return titles[result.kind]
  const outcome = outcomeOf(result)
  if (outcome === 'alone') return titles.alone
  return outcome === 'signed' ? titles.signed : titles.bundle
}

/** Returns what the verification found, one line each, and the hash of the file. */
export const resultLines = (result: Verification, messages: VerifyMessages): Line[] => [
  ...findings(result, messages),
  { label: messages.labels.sha256, text: result.sha256, isCode: true },
]

/** Returns the lines of a verification. What the file says is shown so that it cannot look like what the page says. */
function findings(result: Verification, messages: VerifyMessages): Line[] {
  const { labels } = messages
  switch (result.kind) {
    case 'bundle':
      return bundleLines(result, messages)
    case 'proof': {
      const { origin, index, size, leaf, entry, hasAnchor } = result.proof
      return [
        { label: labels.origin, text: origin, isCode: true },
        { label: labels.entry, text: messages.entry(index, size) },
        ...(typeof entry?.['at'] === 'string' ? [{ label: labels.at, text: messages.time(entry['at']) }] : []),
        { label: labels.content, text: printable(leaf), isCode: true },
        ...(hasAnchor ? [{ label: labels.kept, text: messages.keptNotInProof }] : []),
      ]
    }
    case 'bundle-fault': {
      const { code, file, line, about } = result.fault
      return [
        { label: labels.fault, text: messages.faults[code] },
        { label: labels.place, text: messages.place(printable(file), line) },
        ...(about === null ? [] : [{ label: labels.about, text: printable(about), isCode: true }]),
        { label: labels.code, text: code, isCode: true },
      ]
    }
    case 'proof-fault':
      return [{ label: labels.fault, text: messages.proofFaults[result.fault] }]
    case 'unknown':
      return [{ label: labels.fault, text: messages.unknown }]
  }
}

type Bundle = Extract<Verification, { kind: 'bundle' }>['bundle']

/**
 * Returns the day and the counts of a roster. If there are several, it is identified by policy and version, as in the
 * records.
 */
function rosterText(roster: Bundle['rosters'][number], { rosters }: Bundle, messages: VerifyMessages): string {
  const text = messages.roster(roster)
  return rosters.length === 1 ? text : `${printable(roster.policyId)} ${printable(roster.versionId)} ${text}`
}

function bundleLines({ bundle }: Extract<Verification, { kind: 'bundle' }>, messages: VerifyMessages): Line[] {
  const { labels } = messages
  const made = [
    ...(bundle.exportedAt === null ? [] : [messages.time(bundle.exportedAt)]),
    ...(bundle.exportedBy === null ? [] : [printable(bundle.exportedBy)]),
  ]
  return [
    { label: labels.contains, text: messages.contains(bundle) },
    ...bundle.rosters.flatMap((roster) => [
      { label: labels.roster, text: rosterText(roster, bundle, messages) },
      ...roster.earlier.map((before) => ({ label: labels.earlier, text: printable(messages.earlier(before)) })),
    ]),
    { label: labels.checkpoint, text: messages.checkpoint(printable(bundle.origin), bundle.size) },
    { label: labels.anchors, text: messages.anchors(bundle.anchors, bundle.timestamps) },
    {
      label: labels.kept,
      text: bundle.isAnchorCompared ? messages.keptCompared(bundle) : messages.keptNotCompared,
    },
    { label: labels.key, text: bundle.isKeyCompared ? messages.keyCompared : messages.keyNotCompared },
    { label: labels.vkey, text: printable(bundle.vkey), isCode: true },
    ...(made.length > 0 ? [{ label: labels.made, text: made.join(messages.between) }] : []),
  ]
}
