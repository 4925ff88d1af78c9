import { canonicalJson } from '../audit/canonical-json.ts'

/** A signature as stored and exported. `signedAt` is an ISO instant in UTC with milliseconds. */
export type SignatureRecord = {
  id: string
  code: string
  policyId: string
  versionId: string
  versionNo: number
  person: string
  occasion: number
  signedAt: string
  language: string
  basis: 'full' | 'delta'
  clauseHashes: Readonly<Record<string, string>>
  readMap: Readonly<Record<string, number>>
  docHash: string
  consent: string
  departmentId: number | null
  /** The signer's identity, encrypted with a key that can be destroyed. */
  sealed: string
}

/**
 * Returns the text whose SHA-256 the evidence log contains. It never changes: another text would need a new version of
 * it. `clauseHashes` is the canonical JSON of the hashes, for a caller with many signatures that have the same.
 */
export function signatureText(record: SignatureRecord, clauseHashes = canonicalJson(record.clauseHashes)): string {
  const fields = [
    record.id,
    record.code,
    record.policyId,
    record.versionId,
    record.versionNo,
    record.person,
    record.occasion,
    record.signedAt,
    record.language,
    record.basis,
  ].map(canonicalJson)
  const rest = [record.readMap, record.docHash, record.consent, record.departmentId, record.sealed].map(canonicalJson)
  return `[${[...fields, clauseHashes, ...rest].join(',')}]`
}
