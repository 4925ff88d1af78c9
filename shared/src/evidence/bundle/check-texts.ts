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
  for (const file of files.keys()) {
    const [, hash] = /^texts\/([0-9a-f]{64})\.json$/.exec(file) ?? []
    if (hash === undefined) continue
    texts += 1
    if (sha256Hex(files.get(file) ?? new Uint8Array()) !== hash) throw new BundleError('text_changed', file)
  }
  const policyOf = new Map<string, unknown>()
  for (const { value, line } of records) {
    const docHash = value['docHash'] ?? signatures.get(String(value['object']))?.docHash
    if (value['type'] !== 'policy.signed' || !isHash(docHash)) continue
    if (!policyOf.has(docHash)) policyOf.set(docHash, requireDocument(files, docHash, line))
    if (policyOf.get(docHash) !== value['policyId'])
      throw new BundleError('text_of_other_policy', textFile(docHash), { about: `${RECORDS}:${line}` })
  }
  return texts
}

/** Requires a document and its clauses, and returns the policy that the document names. */
function requireDocument(files: BundleFiles, docHash: string, line: number): unknown {
  requireText(files, docHash, line)
  const document = parseJson(readText(files, textFile(docHash)))
  // By `documentText`.
  const [policyId, , , , , clauses]: unknown[] = Array.isArray(document) ? document : []
  for (const hash of Array.isArray(clauses) ? clauses : []) if (isHash(hash)) requireText(files, hash, line)
  return policyId
}

function requireText(files: BundleFiles, hash: string, line: number): void {
  if (!files.has(textFile(hash))) throw new BundleError('text_missing', textFile(hash), { about: `${RECORDS}:${line}` })
}
