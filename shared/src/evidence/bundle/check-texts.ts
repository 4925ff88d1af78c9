import { BundleError } from './faults.ts'
import { type BundleFiles, isHash, parseCanonical, readText, sha256Hex } from './read-files.ts'

/** Returns the name of a text in the bundle: the SHA-256 of the file. */
export const textFile = (hash: string): string => `texts/${hash}.json`

/** Checks that each text is the one whose hash it is named by. Returns their number. */
export function checkTexts(files: BundleFiles): number {
  let texts = 0
  for (const file of files.keys()) {
    if (!file.startsWith('texts/')) continue
    texts += 1
    if (textFile(sha256Hex(files.get(file) ?? new Uint8Array())) !== file) throw new BundleError('text_changed', file)
  }
  return texts
}

/**
 * A document that a signature names. `label`: of the version, empty when the document has no string there. `clauses`: their
 * hashes.
 */
export type SignedDocument = Record<'policyId' | 'language' | 'consent', unknown> & {
  label: string
  clauses: ReadonlySet<string>
}

/** Returns a function that reads the document of this hash, and requires every clause that it names. */
export function documentReader(files: BundleFiles): (docHash: unknown, about: string) => SignedDocument {
  const documents = new Map<unknown, SignedDocument>()
  const requireFile = (hash: unknown, about: string): string => {
    const file = isHash(hash) ? textFile(hash) : 'texts/'
    if (!files.has(file)) throw new BundleError('text_missing', file, { about })
    return file
  }
  return (docHash, about) => {
    const cached = documents.get(docHash)
    if (cached) return cached
    const file = requireFile(docHash, about)
    const document = parseCanonical(readText(files, file))
    // The format is that of `documentText`.
    const [policyId, label, language, , consent, clauses]: unknown[] = Array.isArray(document) ? document : []
    if (!Array.isArray(clauses) || !clauses.every(isHash)) throw new BundleError('file_malformed', file)
    for (const clause of clauses) requireFile(clause, about)
    const names = { policyId, language, consent, label: typeof label === 'string' ? label : '' }
    const signed = { ...names, clauses: new Set<string>(clauses) }
    documents.set(docHash, signed)
    return signed
  }
}
