import { canonicalJson } from '@desk/shared/audit/canonical-json'
import { PEOPLE, SIGNATURES } from '@desk/shared/evidence/bundle/check-people'
import { textFile } from '@desk/shared/evidence/bundle/check-texts'
import { clauseText, documentText } from '@desk/shared/policies/clauses'
import { signatureText } from '@desk/shared/policies/evidence'
import type { Database } from '../../../../db/database.ts'
import type { CommittedRoster } from '../../completeness/commit-roster.ts'
import { listSignersByPerson } from '../../completeness/roster-line-queries.ts'
import { saltOf } from '../../completeness/roster-lines.ts'
import { findVersion, listClauses } from '../../document/policy-queries.ts'
import { docHashOf, documentOf, languagesOf } from '../../document/version-text.ts'
import { decryptSigner, signatureKeyOf } from '../../signing/encrypted-signer.ts'
import type { SignatureRow } from '../../signing/signature-queries.ts'

const linesOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** Returns the file of each roster: one alone, or one for each version. */
export const rosterFiles = (rosters: readonly CommittedRoster[]): Map<string, string> =>
  new Map(
    rosters.map(({ policy, people }) => [
      rosters.length === 1 ? 'roster.jsonl' : `roster-${policy.versionId}.jsonl`,
      linesOf(people.map(({ line }) => line)),
    ]),
  )

/** Returns the records of these signatures, in the order of their entries in the log. */
export const signaturesFile = (signatures: readonly SignatureRow[]): [string, string] => [
  SIGNATURES,
  linesOf(signatures.map((row) => signatureText({ ...row, signedAt: row.signedAt.toISOString() }))),
]

/** Returns the names of everyone on a roster and of the signers who are on none, as far as they were not erased. */
export async function peopleFile(
  db: Database,
  rosters: readonly CommittedRoster[],
  signatures: readonly SignatureRow[],
): Promise<[string, string]> {
  const ofPerson = new Map<string, SignatureRow[]>()
  for (const row of signatures) ofPerson.set(row.person, [...(ofPerson.get(row.person) ?? []), row])
  const named = new Map(rosters.flatMap(({ people }) => people).map((one) => [one.person, one]))
  const signers = await listSignersByPerson(db, [...new Set([...named.keys(), ...ofPerson.keys()])])
  const lines = [...signers.values()].map((signer) => {
    const { person, key } = signer
    const signed = ofPerson.get(person) ?? []
    const keys = Object.fromEntries(signed.map(({ id }) => [id, signatureKeyOf(key, id)]))
    const last = signed.at(-1)
    const sealed = last ? decryptSigner(key, last.id, last.sealed) : null
    const { userid, name } = named.get(person) ?? { userid: sealed?.userid ?? signer.userid, name: sealed?.name ?? '' }
    return { person, salt: saltOf(signer), userid, name, ...(signed.length > 0 ? { keys } : {}) }
  })
  const sorted = lines.toSorted((one, other) => (one.person < other.person ? -1 : 1))
  return [PEOPLE, linesOf(sorted.map(canonicalJson))]
}

/** A version in one language, as a report shows it. */
export type BundleDocument = {
  versionId: string
  language: string
  title: string
  label: string
  hash: string
  clauses: readonly { no: string; title: string; body: string }[]
}

/** Returns the texts of these versions, each file named by its hash, and what a report shows of them. */
export async function textFiles(
  db: Database,
  versionIds: Iterable<string>,
): Promise<{ files: Map<string, string>; documents: BundleDocument[] }> {
  const files = new Map<string, string>()
  const documents: BundleDocument[] = []
  for (const versionId of new Set(versionIds)) {
    const version = await findVersion(db, versionId as `pov_${string}`)
    if (!version) continue
    for (const language of languagesOf(version.content)) {
      const clauses = await listClauses(db, version.id, language)
      const document = documentOf(version, version.label ?? '', language)
      const hash = docHashOf(document, clauses)
      files.set(textFile(hash), documentText({ ...document, clauseHashes: clauses.map((clause) => clause.hash) }))
      for (const clause of clauses) files.set(textFile(clause.hash), clauseText(clause))
      documents.push({ versionId, language, title: document.title, label: document.label, hash, clauses })
    }
  }
  return { files, documents }
}
