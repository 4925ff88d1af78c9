import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../../audit/canonical-json.ts'
import { sameUserid } from '../../kernel/same-userid.ts'
import { fromHex, textOf, utf8 } from '../bytes.ts'
import { documentKey, documentsInForce } from './check-history.ts'
import { type LoggedRecord, RECORDS } from './check-records.ts'
import type { Roster } from './check-rosters.ts'
import { BundleError } from './faults.ts'
import {
  type BundleFiles,
  isObject,
  parseCanonical,
  parseJson,
  readLines,
  readObjects,
  sha256Hex,
} from './read-files.ts'
import { documentReader, textFile } from './check-texts.ts'

export const PEOPLE = 'people.jsonl'
export const SIGNATURES = 'signatures.jsonl'

/**
 * Returns the commitment of a roster line to a person: SHA-256(salt ‖ userid ‖ name), hex; the salt as it is written in
 * the file.
 */
export const personCommit = ({ salt, userid, name }: { salt: string; userid: string; name: string }): string =>
  sha256Hex(utf8(salt + userid + name))

/**
 * The signer in the record of a signature: a pseudonym, and what its key decrypts. `label`: of the version, from its
 * document.
 */
export type SignatureRecord = { id: string; person: string; sealed: string; label: string }

/** The person behind a pseudonym; nulls: no file names them. */
export type PersonName = { userid: string | null; name: string | null }

/** Number of fields of a signature, by `signatureText`. */
const SIGNATURE_FIELDS = 16

/**
 * Checks that each signature has the hash that its record in the log names, and agrees with that record. The document that
 * it names has to be in the bundle, with the language, the words of consent and exactly the clauses of the signature; it has
 * to be the one of all signatures of the version in that language, and of no other version; and the version has to have
 * come into force with it. Returns the signatures by id. @throws BundleError
 */
export function checkSignatureRecords(
  files: BundleFiles,
  records: readonly LoggedRecord[],
): Map<string, SignatureRecord> {
  const signatures = new Map<string, SignatureRecord>()
  const documentOf = documentReader(files)
  const documents = new Map<string, unknown>()
  const editions = new Map<unknown, string>()
  const signedLines = new Map<string, number>()
  const signed = records.filter(({ value }) => value['type'] === 'policy.signed')
  let lines = 0
  for (const { text, line } of readLines(files, SIGNATURES)) {
    const record = signed[lines++]?.value
    const fields = parseCanonical(text)
    const differs = new BundleError('signature_record_differs', SIGNATURES, { line })
    if (!Array.isArray(fields) || fields.length !== SIGNATURE_FIELDS || !record) throw differs
    if (record['hash'] !== sha256Hex(utf8(text))) throw differs
    const [id, , policy, version, , person, , , , , clauses, , docHash, , , sealed] = fields as unknown[]
    if (typeof id !== 'string' || typeof person !== 'string' || typeof sealed !== 'string') throw differs
    const { object, policyId, versionId, at } = record
    const { 7: signedAt, 8: language, 13: consent } = fields as unknown[]
    if (id !== object || policy !== policyId || version !== versionId || person !== record['person']) throw differs
    // With two signatures of one id, the first would have no signer to compare.
    if (signedAt !== at || signatures.has(id)) throw differs
    if (record['docHash'] !== undefined && record['docHash'] !== docHash) throw differs
    const document = documentOf(docHash, `${SIGNATURES}:${line}`)
    if (document.policyId !== policyId)
      throw new BundleError('text_of_other_policy', textFile(String(docHash)), { about: `${SIGNATURES}:${line}` })
    if (language !== document.language || consent !== document.consent || typeof consent !== 'string') throw differs
    if (!isObject(clauses) || !isSameSet(Object.values(clauses), document.clauses)) throw differs
    const edition = canonicalJson([version, language])
    if ((documents.get(edition) ?? docHash) !== docHash || (editions.get(docHash) ?? edition) !== edition)
      throw new BundleError('text_of_other_version', SIGNATURES, { line, about: textFile(String(docHash)) })
    documents.set(edition, docHash)
    editions.set(docHash, edition)
    signedLines.set(documentKey(policyId, version, language, docHash), line)
    signatures.set(id, { id, person, sealed, label: document.label })
  }
  const missing = signed[lines]
  if (missing) throw new BundleError('signature_record_differs', RECORDS, { line: missing.line })
  const inForce = documentsInForce(records)
  for (const [key, line] of signedLines)
    if (!inForce.has(key)) throw new BundleError('text_not_in_force', SIGNATURES, { line })
  return signatures
}

const isSameSet = (values: readonly unknown[], expected: ReadonlySet<unknown>): boolean =>
  new Set(values).size === expected.size && values.every((value) => expected.has(value))

/**
 * Checks that each name is the one that a roster commits to, and the userid the one that is sealed in every signature of the
 * person: a key that is left out would let a roster give a signature to somebody else. Returns the names by
 * pseudonym.
 */
export async function checkPeople(
  files: BundleFiles,
  { rosters, signatures }: { rosters: readonly Roster[]; signatures: ReadonlyMap<string, SignatureRecord> },
): Promise<Map<string, PersonName>> {
  const signedBy = new Map<string, number>()
  for (const { person } of signatures.values()) signedBy.set(person, (signedBy.get(person) ?? 0) + 1)
  const names = new Map<string, PersonName>()
  for (const { value, line } of readObjects(files, PEOPLE, 'file_malformed')) {
    const { person, salt, userid, name, keys } = value
    const isPerson = typeof person === 'string' && typeof userid === 'string' && typeof name === 'string'
    if (!isPerson || !isSalt(salt)) throw new BundleError('file_malformed', PEOPLE, { line })
    const differs = new BundleError('person_differs', PEOPLE, { line, about: person })
    if (names.has(person)) throw differs
    names.set(person, { userid, name })
    const onRosters = rosters.map(({ people }) => people.get(person)).filter((rosterLine) => rosterLine !== undefined)
    if (onRosters.length === 0 && !signedBy.has(person))
      throw new BundleError('person_unknown', PEOPLE, { line, about: person })
    for (const { commit } of onRosters) if (commit !== personCommit({ salt, userid, name })) throw differs
    const opened = Object.entries(isObject(keys) ? keys : {})
    const sealedNames = new Set<unknown>()
    for (const [id, key] of opened) {
      const signature = signatures.get(id)
      const sealed = signature?.person === person ? await openSealed(signature, key) : null
      if (sealed === null || !isSameUserid(sealed['userid'], userid)) throw differs
      sealedNames.add(sealed['name'])
    }
    // A person's name can change between two signatures, or between a signature and a roster, which then has the new
    // name.
    if (onRosters.length === 0 && !sealedNames.has(name)) throw differs
    if (opened.length !== (signedBy.get(person) ?? 0)) throw differs
  }
  return names
}

const isSameUserid = (sealed: unknown, userid: string): boolean =>
  typeof sealed === 'string' && sameUserid(sealed, userid)

// The length is fixed, so that no part of the salt can pass for a part of the userid.
const isSalt = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Matches the one spelling of each value: without padding, and the unused bits of the last letter zero. */
const BASE64URL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | null =>
  BASE64URL.test(text)
    ? Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
    : null

/** Decrypts the signer of a signature (AES-256-GCM, the tag first); null with another key or a changed text. */
async function openSealed(signature: SignatureRecord, key: unknown): Promise<Record<string, unknown> | null> {
  const keyBytes = typeof key === 'string' ? fromHex(key) : null
  const sealed = fromBase64Url(signature.sealed)
  if (keyBytes?.length !== 32 || !sealed || sealed.length < TAG_BYTES) return null
  const iv = Uint8Array.from(sha256(utf8(signature.id)).subarray(0, NONCE_BYTES))
  const data = Uint8Array.from([...sealed.subarray(TAG_BYTES), ...sealed.subarray(0, TAG_BYTES)])
  try {
    const { subtle } = globalThis.crypto
    const imported = await subtle.importKey('raw', Uint8Array.from(keyBytes), 'AES-GCM', false, ['decrypt'])
    const plain = await subtle.decrypt({ name: 'AES-GCM', iv, additionalData: new Uint8Array() }, imported, data)
    const value = parseJson(textOf(new Uint8Array(plain)) ?? '')
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
