import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../../audit/canonical-json.ts'
import { fromBase64, isEqual, toHex, utf8 } from '../bytes.ts'
import type { Checkpoint } from '../checkpoint.ts'
import { type Hash, HASH_BYTES, leafHash, rootOfInclusion } from '../merkle.ts'
import { BundleError } from './faults.ts'
import {
  type BundleFiles,
  isObject,
  type JsonObject,
  parseInstant,
  readLines,
  readObjects,
  sha256Hex,
} from './read-files.ts'

export const RECORDS = 'records.jsonl'
export const PROOFS = 'proofs.jsonl'
export const EXPORTED = 'evidence.exported'

/** An entry of the log with its proven place. `at`: epoch milliseconds. */
export type LoggedRecord = { value: JsonObject; index: number; at: number; line: number }

/** Decodes the hashes of a proof; null when one is malformed. */
export function proofHashes(value: unknown): Hash[] | null {
  if (!Array.isArray(value)) return null
  const hashes = value.map((text) => (typeof text === 'string' ? fromBase64(text) : null))
  return hashes.every((hash) => hash?.length === HASH_BYTES) ? (hashes as Hash[]) : null
}

/** Fields that have to be texts, by the type of the record: checks compare them, and two missing fields would be equal. */
const textsByType: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['policy.signed', ['policyId', 'versionId', 'person', 'object', 'hash']],
  ['roster', ['policyId', 'versionId', 'day', 'root']],
  [EXPORTED, ['by', 'recordsHash', 'anchorsHash']],
])

/** Fields that have to be objects, for the same reason. */
const objectsByType: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['roster', ['counts']],
  [EXPORTED, ['scope', 'files']],
])

const hasItsFields = (value: JsonObject): boolean =>
  (textsByType.get(value['type']) ?? []).every((field) => typeof value[field] === 'string') &&
  (objectsByType.get(value['type']) ?? []).every((field) => isObject(value[field]))

/** Checks that every record is in the log at the index that its proof names, in ascending order. */
export function checkRecords(files: BundleFiles, checkpoint: Checkpoint): LoggedRecord[] {
  const lines = countLines(files, RECORDS)
  const proven = countLines(files, PROOFS)
  if (lines > proven) throw new BundleError('record_without_proof', RECORDS, { line: proven + 1 })
  if (proven > lines) throw new BundleError('proof_without_record', PROOFS, { line: lines + 1 })
  const proofs = readObjects(files, PROOFS, 'proof_malformed')
  const records: LoggedRecord[] = []
  for (const { text, value, line } of readObjects(files, RECORDS, 'record_malformed')) {
    const next = proofs.next()
    const { index, hashes } = next.done ? {} : next.value.value
    const proof = proofHashes(hashes)
    const at = parseInstant(value['at'])
    if (at === null || !hasItsFields(value)) throw new BundleError('record_malformed', RECORDS, { line })
    if (typeof index !== 'number' || !proof) throw new BundleError('proof_malformed', PROOFS, { line })
    const root = rootOfInclusion(leafHash(utf8(text)), index, checkpoint.size, proof)
    if (!root || !isEqual(root, checkpoint.root)) throw new BundleError('record_not_in_log', RECORDS, { line })
    const before = records.at(-1)?.index ?? -1
    if (index <= before)
      throw new BundleError(index === before ? 'record_twice' : 'record_out_of_order', RECORDS, { line })
    records.push({ value, index, at, line })
  }
  return records
}

function countLines(files: BundleFiles, file: string): number {
  let lines = 0
  for (const { line } of readLines(files, file)) lines = line
  return lines
}

/** Files that the record of the export does not list among its files: it has other hashes of records and anchors. */
const unboundFiles: readonly string[] = [RECORDS, PROOFS, 'checkpoint.txt', 'anchors.jsonl', 'log.vkey']

/** Returns the SHA-256 of lines with their newlines, hex. */
export const hashOfLines = (lines: readonly string[]): string =>
  sha256Hex(utf8(lines.map((line) => `${line}\n`).join('')))

/**
 * Checks the last record, that of the export, which has the hashes of the records before it, of the anchors and of the other
 * files. Without it, records that no roster mentions could be left out, and the report could be exchanged.
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
): void {
  const first = records.find(({ value }) => value['type'] === EXPORTED)
  const last = records.at(-1)
  if (!first || !last) throw new BundleError('export_missing', RECORDS)
  if (first !== last) throw new BundleError('records_dropped_or_added', RECORDS, { line: first.line })
  const { value, line } = last
  if (value['records'] !== records.length - 1 || value['recordsHash'] !== hashUpTo(files, line))
    throw new BundleError('records_dropped_or_added', RECORDS, { line })
  if (value['anchorsHash'] !== hashOfLines(anchors.map(({ text }) => text)))
    throw new BundleError('anchors_dropped_or_added', 'anchors.jsonl')
  for (const field of ['at', 'by', 'scope', 'format', 'software'] as const)
    if (canonicalJson(value[field]) !== canonicalJson(manifest[field]))
      throw new BundleError('export_differs', 'manifest.json', { about: field })
  checkScope(records, value['scope'])
  const bound = isObject(value['files']) ? value['files'] : {}
  const names = [...hashes.keys()].filter((name) => !unboundFiles.includes(name))
  for (const name of new Set([...names, ...Object.keys(bound)]))
    if (hashes.get(name) !== bound[name]) throw new BundleError('export_differs', name)
}

/** Checks that every roster is of the day that the export names, and of its policy unless that is `all`. */
function checkScope(records: readonly LoggedRecord[], scope: unknown): void {
  const { policy, day } = isObject(scope) ? scope : {}
  for (const { value, line } of records) {
    if (value['type'] !== 'roster') continue
    const isOfScope = value['day'] === day && (policy === 'all' || value['policyId'] === policy)
    if (!isOfScope) throw new BundleError('roster_out_of_scope', RECORDS, { line })
  }
}

/** Returns the SHA-256 of the records before a line, hex. */
function hashUpTo(files: BundleFiles, end: number): string {
  const hash = sha256.create()
  for (const { text, line } of readLines(files, RECORDS)) if (line < end) hash.update(utf8(`${text}\n`))
  return toHex(hash.digest())
}
