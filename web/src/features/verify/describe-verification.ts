import type { Messages } from '../../locales/messages.ts'
import type { Verification } from './verify-files.ts'

type Words = Messages['verify']
export type Line = { label: string; text: string; isCode?: boolean }

/** `alone`: a bundle without a fault, of which nothing was compared with what the reader has from elsewhere. */
export type Outcome = 'good' | 'alone' | 'bad'

export function outcomeOf(result: Verification): Outcome {
  if (result.kind === 'proof') return 'good'
  if (result.kind !== 'bundle') return 'bad'
  return result.bundle.isKeyCompared || result.bundle.isAnchorCompared ? 'good' : 'alone'
}

export function resultTitle(result: Verification, { titles }: Words): string {
  if (result.kind === 'bundle-fault' || result.kind === 'proof-fault') return titles.fault
  return outcomeOf(result) === 'alone' ? titles.alone : titles[result.kind]
}

/** Returns what the verification found, a line each. */
export function resultLines(result: Verification, messages: Words): Line[] {
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
        { label: labels.content, text: leaf, isCode: true },
        ...(hasAnchor ? [{ label: labels.kept, text: messages.keptNotInProof }] : []),
      ]
    }
    case 'bundle-fault': {
      const { code, file, line, about } = result.fault
      return [
        { label: labels.fault, text: messages.faults[code] },
        { label: labels.place, text: messages.place(file, line) },
        ...(about === null ? [] : [{ label: labels.about, text: about, isCode: true }]),
        { label: labels.code, text: code, isCode: true },
      ]
    }
    case 'proof-fault':
      return [{ label: labels.fault, text: messages.proofFaults[result.fault] }]
    case 'unknown':
      return [{ label: labels.fault, text: messages.unknown }]
  }
}

function bundleLines({ bundle }: Extract<Verification, { kind: 'bundle' }>, messages: Words): Line[] {
  const { labels } = messages
  const made = [
    ...(bundle.exportedAt === null ? [] : [messages.time(bundle.exportedAt)]),
    ...(bundle.exportedBy === null ? [] : [bundle.exportedBy]),
  ]
  return [
    { label: labels.contains, text: messages.contains(bundle) },
    ...bundle.rosters.map(({ day, counts }) => ({ label: labels.roster, text: messages.roster(day, counts) })),
    { label: labels.checkpoint, text: messages.checkpoint(bundle.origin, bundle.size) },
    { label: labels.anchors, text: messages.anchors(bundle.anchors, bundle.timestamps) },
    {
      label: labels.kept,
      text: bundle.isAnchorCompared ? messages.keptCompared(bundle.keptAt) : messages.keptNotCompared,
    },
    { label: labels.key, text: bundle.isKeyCompared ? messages.keyCompared : messages.keyNotCompared },
    { label: labels.vkey, text: bundle.vkey, isCode: true },
    ...(made.length > 0 ? [{ label: labels.made, text: made.join(messages.between) }] : []),
  ]
}
