import type { SignatureRecord } from './check-people.ts'
import { type LoggedRecord, RECORDS } from './check-records.ts'
import { BundleError } from './faults.ts'
import { type BundleFiles, parseJson, readText, sha256Hex } from './read-files.ts'

const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

/** Name of a text in the bundle: the SHA-256 of the file. */
export const textFile = (hash: string): string => `texts/${hash}.json`

/**
 * Checks that each text is the one whose hash it is named by, and that the document which a signature names is there with
 * every clause that the document names.
 */
export function checkTexts(
  files: BundleFiles,
  records: readonly LoggedRecord[],
  signatures: ReadonlyMap<string, SignatureRecord>,
): number {
  let texts = 0
  for (const [file, bytes] of files) {
    const [, hash] = /^texts\/([0-9a-f]{64})\.json$/.exec(file) ?? []
    if (hash === undefined) continue
    texts += 1
    if (sha256Hex(bytes) !== hash) throw new BundleError('text_changed', file)
  }
  for (const { value, line } of records) {
    const docHash = value['docHash'] ?? signatures.get(String(value['object']))?.docHash
    if (value['type'] === 'policy.signed' && isHash(docHash)) requireDocument(files, docHash, line)
  }
  return texts
}

function requireDocument(files: BundleFiles, docHash: string, line: number): void {
  requireText(files, docHash, line)
  const document = parseJson(readText(files, textFile(docHash)))
  // The clauses' hashes, by `documentText`.
  const clauses: unknown = Array.isArray(document) ? document[5] : null
  for (const hash of Array.isArray(clauses) ? clauses : []) if (isHash(hash)) requireText(files, hash, line)
}

function requireText(files: BundleFiles, hash: string, line: number): void {
  if (!files.has(textFile(hash))) throw new BundleError('text_missing', textFile(hash), { about: `${RECORDS}:${line}` })
}
