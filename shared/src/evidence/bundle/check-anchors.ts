import { canonicalJson } from '../../audit/canonical-json.ts'
import { DAY_MS } from '../../kernel/durations.ts'
import { fromBase64, isEqual, toHex, utf8 } from '../bytes.ts'
import { type Checkpoint, openCheckpoint } from '../checkpoint.ts'
import { isConsistent } from '../merkle.ts'
import type { VerifierKey } from '../signed-note.ts'
import { type LoggedRecord, proofHashes, RECORDS } from './check-records.ts'
import { BundleError } from './faults.ts'
import { type BundleFiles, type JsonObject, parseInstant, readObjects, sha256Hex } from './read-files.ts'

export const ANCHORS = 'anchors.jsonl'

/**
 * Returns the text of an anchor by which the log names it in an export: all but its proof, which is newer than the
 * export.
 */
export const anchorText = ({ consistency: _newer, ...anchor }: JsonObject): string => canonicalJson(anchor)

/** A checkpoint that was given out, by message or in a file. `at`: epoch milliseconds, not part of what is signed. */
export type Anchor = Checkpoint & { at: number; hasTimestamp: boolean; text: string }

/** Checks that every anchor is signed, and that the log of the checkpoint begins with that of the anchor. */
export function checkAnchors(files: BundleFiles, checkpoint: Checkpoint, key: VerifierKey): Anchor[] {
  return [...readObjects(files, ANCHORS, 'anchor_malformed')].map(({ value, line }) => {
    const { checkpoint: note, consistency, timestamp } = value
    const proof = proofHashes(consistency)
    const at = parseInstant(value['at'])
    const isStamp = typeof note === 'string' && isStampOf(timestamp, note)
    if (typeof note !== 'string' || !proof || at === null || (timestamp !== undefined && !isStamp))
      throw new BundleError('anchor_malformed', ANCHORS, { line })
    const anchor = openCheckpoint(note, key)
    if (!anchor.isValid) {
      const code = anchor.fault === 'malformed' ? 'anchor_malformed' : 'anchor_wrong_signature'
      throw new BundleError(code, ANCHORS, { line, about: anchor.fault })
    }
    if (!isConsistent(anchor, checkpoint, proof)) throw new BundleError('anchor_not_in_log', ANCHORS, { line })
    const { origin, size, root } = anchor
    return { origin, size, root, at, hasTimestamp: isStamp, text: anchorText(value) }
  })
}

/** DER of an octet string of 32 bytes. */
const OCTETS_32 = '0420'

/** Returns whether a time stamp has the hash of a checkpoint in it. Nothing else of it is verified here. */
function isStampOf(timestamp: unknown, note: string): boolean {
  const stamp = typeof timestamp === 'string' ? fromBase64(timestamp) : null
  if (stamp === null) return false
  const hex = toHex(stamp)
  const sought = OCTETS_32 + sha256Hex(utf8(note))
  let position = hex.indexOf(sought)
  // Two digits are a byte: a match may not begin in the middle of one.
  while (position % 2 === 1) position = hex.indexOf(sought, position + 1)
  return position >= 0
}

/** By how much an entry may be older than an anchor that does not contain it: more than any transaction takes. */
export const MAX_LATE_MS = DAY_MS

/**
 * Checks that no record pretends to be older than an anchor that does not contain it, and that no anchor pretends to be
 * older than a record that it contains. Records and anchors are many: each is visited once.
 */
export function checkDates(records: readonly LoggedRecord[], anchors: readonly Anchor[]): void {
  const bySize = anchors.toSorted((one, other) => one.size - other.size)
  let passedCount = 0
  let lastPassed = -Infinity
  let latest = -Infinity
  const passAnchorsUpTo = (index: number) => {
    for (let anchor = bySize[passedCount]; anchor && anchor.size <= index; anchor = bySize[++passedCount]) {
      if (anchor.at < latest - MAX_LATE_MS)
        throw new BundleError('anchor_back_dated', ANCHORS, { line: lineOf(anchor) })
      lastPassed = Math.max(lastPassed, anchor.at)
    }
  }
  const lineOf = (anchor: Anchor) => anchors.indexOf(anchor) + 1
  for (const { at, index, line } of records) {
    passAnchorsUpTo(index)
    if (at < lastPassed - MAX_LATE_MS) throw new BundleError('record_back_dated', RECORDS, { line })
    latest = Math.max(latest, at)
  }
  passAnchorsUpTo(Infinity)
}

/** Returns the checkpoint in a text that was copied: chats and editors change line ends and add text around it. */
export function extractNote(copied: string, origin: string): string {
  const text = copied.replaceAll('\r\n', '\n')
  const start = text.startsWith(`${origin}\n`) ? 0 : text.indexOf(`\n${origin}\n`) + 1
  return `${text.slice(start).trimEnd()}\n`
}

// The name of a closed log of the same origin has no number or another number.
const withoutNumber = (origin: string) => origin.replace(/\/\d+$/, '')

/** Returns the name of another log of the same origin whose checkpoint a text contains; null: it is of this log, or of none. */
function otherLogOf(copied: string, origin: string): string | null {
  const lines = copied.replaceAll('\r\n', '\n').split('\n')
  if (lines.includes(origin)) return null
  return lines.find((line) => withoutNumber(line) === withoutNumber(origin)) ?? null
}

/** A checkpoint that the reader kept. `sentAt`: when it was given out, as the bundle says; null: it is the bundle's own. */
export type KeptAnchor = { size: number; sentAt: string | null }

/** Compares a checkpoint that the reader kept with those of the bundle. */
export function checkKeptAnchor(
  kept: { text: string; file: string },
  { checkpoint, anchors, key }: { checkpoint: Checkpoint; anchors: readonly Anchor[]; key: VerifierKey },
): KeptAnchor {
  const other = otherLogOf(kept.text, key.name)
  if (other !== null) throw new BundleError('kept_anchor_other_log', kept.file, { about: other })
  const opened = openCheckpoint(extractNote(kept.text, key.name), key)
  if (!opened.isValid) {
    const code = opened.fault === 'malformed' ? 'kept_anchor_malformed' : 'kept_anchor_wrong_signature'
    throw new BundleError(code, kept.file, { about: opened.fault })
  }
  if (opened.size > checkpoint.size) throw new BundleError('kept_anchor_newer', kept.file)
  const sent = anchors.find(({ size }) => size === opened.size)
  const same = sent ?? (checkpoint.size === opened.size ? checkpoint : null)
  if (!same) throw new BundleError('kept_anchor_unlisted', kept.file)
  if (!isEqual(same.root, opened.root)) throw new BundleError('kept_anchor_differs', kept.file)
  return { size: opened.size, sentAt: sent ? new Date(sent.at).toISOString() : null }
}
