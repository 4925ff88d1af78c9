import { canonicalJson } from '../../audit/canonical-json.ts'
import { toBase64, utf8 } from '../bytes.ts'
import type { Hash } from '../merkle.ts'
import { ANCHORS, anchorText } from './check-anchors.ts'
import { EXPORTED, hashOfLines, PROOFS, RECORDS } from './check-records.ts'
import { MANIFEST, sha256Hex } from './read-files.ts'
import { CHECKPOINT, VKEY } from './verify-bundle.ts'

/** What every bundle says about itself, in its manifest and in the log. `at`: ISO 8601 in UTC. */
export type BundleHead = { at: string; by: string; scope: Readonly<Record<string, unknown>> }

const linesOf = (values: readonly unknown[]): string => values.map((value) => `${canonicalJson(value)}\n`).join('')

/** Returns the fields of the audit entry that binds the records and the other files of a bundle. */
export const exportFields = (
  head: BundleHead,
  {
    records,
    files,
    anchors,
  }: {
    records: readonly string[]
    files: ReadonlyMap<string, string>
    anchors: readonly Omit<BundleAnchor, 'consistency'>[]
  },
) => ({
  ...head,
  type: EXPORTED,
  records: records.length,
  recordsHash: hashOfLines(records),
  anchorsHash: hashOfLines(anchors.map(anchorText)),
  files: Object.fromEntries([...files].map(([name, text]) => [name, sha256Hex(utf8(text))])),
})

export type BundleAnchor = { at: string; checkpoint: string; consistency: readonly Hash[]; timestamp?: string }

export type BundleContent = {
  head: BundleHead
  origin: string
  treeSize: number
  vkey: string
  checkpoint: string
  /** The leaves' texts with their proofs; the last one is the entry that `exportFields` makes. */
  records: readonly { text: string; index: number; hashes: readonly Hash[] }[]
  anchors: readonly BundleAnchor[]
  /** All other files. */
  files: ReadonlyMap<string, string>
}

/** Returns the files of a bundle with their manifest. */
export function writeBundle(content: BundleContent): Map<string, Uint8Array> {
  const { head, origin, treeSize, records, anchors } = content
  const texts = new Map([
    ...content.files,
    [RECORDS, records.map(({ text }) => `${text}\n`).join('')],
    [PROOFS, linesOf(records.map(({ index, hashes }) => ({ index, hashes: hashes.map(toBase64) })))],
    [CHECKPOINT, content.checkpoint],
    [VKEY, `${content.vkey}\n`],
    [
      ANCHORS,
      linesOf(anchors.map(({ consistency, ...anchor }) => ({ ...anchor, consistency: consistency.map(toBase64) }))),
    ],
  ])
  const files = new Map([...texts].map(([name, text]) => [name, utf8(text)]))
  const hashes = Object.fromEntries([...files].map(([name, bytes]) => [name, sha256Hex(bytes)]))
  const manifest = { ...head, origin, treeSize, files: hashes }
  return new Map([[MANIFEST, utf8(`${JSON.stringify(manifest, null, 2)}\n`)], ...files])
}
