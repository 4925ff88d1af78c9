import { canonicalJson } from '../../audit/canonical-json.ts'
import { toBase64 } from '../bytes.ts'
import type { Hash } from '../merkle.ts'
import { anchorText } from './check-anchors.ts'
import { EXPORTED, hashOfLines } from './check-records.ts'
import { manifestTextOf } from './read-files.ts'

/** What every bundle says about itself, in its manifest and in the log. `at`: ISO 8601 in UTC. `software`: what made it. */
export type BundleHead = {
  at: string
  by: string
  scope: Readonly<Record<string, unknown>>
  format: number
  software: string
}

/** A checkpoint that was sent out, without its proof, which is newer than the export. */
export type BundleAnchor = { at: string; checkpoint: string; timestamp?: string }

/** Hashes of what an export contains, SHA-256 in hex. */
export type ExportContent = {
  records: number
  recordsHash: string
  anchors: readonly BundleAnchor[]
  /** By name, of all files but those that contain the proofs. */
  files: Readonly<Record<string, string>>
}

/** Returns the fields of the audit entry that binds the records and the other files of a bundle. */
export const exportFields = (head: BundleHead, { anchors, ...content }: ExportContent) => ({
  ...head,
  ...content,
  type: EXPORTED,
  anchorsHash: hashOfLines(anchors.map(anchorText)),
})

/** Returns a line of `proofs.jsonl`. */
export const proofText = (index: number, hashes: readonly Hash[]): string =>
  `${canonicalJson({ index, hashes: hashes.map(toBase64) })}\n`

/** Returns a line of `anchors.jsonl`. */
export const provenAnchorText = (anchor: BundleAnchor, consistency: readonly Hash[]): string =>
  `${canonicalJson({ ...anchor, consistency: consistency.map(toBase64) })}\n`

/** Returns `manifest.json`. `files`: the hash of every other file by name. */
export const manifestText = (
  head: BundleHead,
  rest: { origin: string; treeSize: number; files: Readonly<Record<string, string>> },
): string => manifestTextOf({ ...head, ...rest })
