import { canonicalJson } from '../../audit/canonical-json.ts'
import { fromBase64, isEqual, utf8 } from '../bytes.ts'
import type { Checkpoint } from '../checkpoint.ts'
import { type Hash, HASH_BYTES, leafHash, rootOfInclusion } from '../merkle.ts'
import { BundleError } from './faults.ts'
import { type BundleFiles, isObject, type JsonObject, readLines, readObjects, sha256Hex } from './read-files.ts'

export const RECORDS = 'records.jsonl'
export const PROOFS = 'proofs.jsonl'

/** An entry of the log with its proven place. */
export type LoggedRecord = { text: string; value: JsonObject; index: number; line: number }

/** Decodes the hashes of a proof; null when one is malformed. */
export function proofHashes(value: unknown): Hash[] | null {
  if (!Array.isArray(value)) return null
  const hashes = value.map((text) => (typeof text === 'string' ? fromBase64(text) : null))
  return hashes.every((hash) => hash?.length === HASH_BYTES) ? (hashes as Hash[]) : null
}

/** Checks that every record is in the log at the index that its proof names. */
export function checkRecords(files: BundleFiles, checkpoint: Checkpoint): LoggedRecord[] {
  const records = readObjects(files, RECORDS, { fault: 'record_malformed', isCanonical: true })
  const proofs = readObjects(files, PROOFS, { fault: 'proof_malformed' })
  if (records.length > proofs.length)
    throw new BundleError('record_without_proof', RECORDS, { line: proofs.length + 1 })
  if (proofs.length > records.length)
    throw new BundleError('proof_without_record', PROOFS, { line: records.length + 1 })
  const indexes = new Set<number>()
  return records.map(({ text, value, line }, at) => {
    const { index, hashes } = proofs[at]?.value ?? {}
    const proof = proofHashes(hashes)
    if (typeof index !== 'number' || !proof) throw new BundleError('proof_malformed', PROOFS, { line })
    const root = rootOfInclusion(leafHash(utf8(text)), index, checkpoint.size, proof)
    if (!root || !isEqual(root, checkpoint.root)) throw new BundleError('record_not_in_log', RECORDS, { line })
    if (indexes.has(index)) throw new BundleError('record_twice', RECORDS, { line })
    indexes.add(index)
    return { text, value, index, line }
  })
}

export const EXPORTED = 'evidence.exported'
/** Files whose contents follow from the log, or contain the proofs themselves. */
const unboundFiles: readonly string[] = [RECORDS, PROOFS, 'checkpoint.txt', 'anchors.jsonl', 'log.vkey']

/** Returns the SHA-256 of lines with their newlines, hex. */
export const hashOfLines = (lines: readonly string[]): string =>
  sha256Hex(utf8(lines.map((line) => `${line}\n`).join('')))

/**
 * Checks the last record, by which the log names the records and all files for people. Returns false when there is none: such
 * a file proves its records and rosters, not what its report says.
 */
export function checkExport(
  files: BundleFiles,
  {
    records,
    manifest,
    hashes,
    anchors,
  }: {
    records: readonly LoggedRecord[]
    manifest: JsonObject
    hashes: ReadonlyMap<string, string>
    anchors: readonly { text: string }[]
  },
): boolean {
  const first = records.find(({ value }) => value['type'] === EXPORTED)
  const last = records.at(-1)
  if (!first || !last) return false
  if (first !== last) throw new BundleError('records_dropped_or_added', RECORDS, { line: first.line })
  const { value, line } = last
  const lines = readLines(files, RECORDS).slice(0, -1)
  if (value['records'] !== lines.length || value['recordsHash'] !== hashOfLines(lines))
    throw new BundleError('records_dropped_or_added', RECORDS, { line })
  if (value['anchorsHash'] !== hashOfLines(anchors.map(({ text }) => text)))
    throw new BundleError('anchors_dropped_or_added', 'anchors.jsonl')
  for (const field of ['at', 'by', 'scope'] as const)
    if (canonicalJson(value[field]) !== canonicalJson(manifest[field]))
      throw new BundleError('export_differs', 'manifest.json', { about: field })
  const bound = isObject(value['files']) ? value['files'] : {}
  const names = [...hashes.keys()].filter((name) => !unboundFiles.includes(name))
  for (const name of new Set([...names, ...Object.keys(bound)]))
    if (hashes.get(name) !== bound[name]) throw new BundleError('export_differs', name)
  return true
}
