import { canonicalJson } from '@desk/shared/audit/canonical-json'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import { textFile } from '@desk/shared/evidence/bundle/check-texts'
import { clauseText, documentText } from '@desk/shared/policies/clauses'
import { signatureText } from '@desk/shared/policies/evidence'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import type { Database } from '../../../../db/database.ts'
import { readLeaves } from '../../../audit/log/read-leaves.ts'
import type { CommittedRoster } from '../../completeness/commit-roster.ts'
import { listSignersByPerson } from '../../completeness/roster-line-queries.ts'
import { saltOf } from '../../completeness/roster-lines.ts'
import { findVersion, listClauses } from '../../document/policy-queries.ts'
import { docHashOf, documentOf, languagesOf } from '../../document/version-text.ts'
import { decryptSigner, signatureKeyOf } from '../../signing/encrypted-signer.ts'
import { listSignaturesById } from '../../signing/evidence-queries.ts'
import type { SeqSet } from './seq-set.ts'
import { listSignaturesByPerson, type SignatureOfPerson } from './bundle-queries.ts'

/** Rows per query. */
const BATCH = 1_000

/** Returns the name of a roster's file; it contains the id of the version if there are several rosters. */
export const rosterFileName = (rosters: readonly CommittedRoster[], { policy }: CommittedRoster): string =>
  rosters.length === 1 ? 'roster.jsonl' : `roster-${policy.versionId}.jsonl`

/** The versions that signature records name, and their signers who are on no roster, for the files that follow. */
export type SeenSignatures = { versionIds: Set<string>; people: Set<string> }

/**
 * Yields the records of these signatures, in the order of their entries in the log, and notes their versions and those signers
 * who are on no roster.
 */
export async function* signatureTexts(
  db: Database,
  log: number,
  { signed, rosters, seen }: { signed: SeqSet; rosters: readonly CommittedRoster[]; seen: SeenSignatures },
): AsyncGenerator<string> {
  let ids: string[] = []
  for await (const { text } of readLeaves(db, log, signed.seqs)) {
    ids.push(String((JSON.parse(text) as { object?: unknown }).object))
    if (ids.length < BATCH) continue
    yield await signatureLines(db, ids, { rosters, seen })
    ids = []
  }
  yield await signatureLines(db, ids, { rosters, seen })
}

async function signatureLines(
  db: Database,
  ids: readonly string[],
  { rosters, seen }: { rosters: readonly CommittedRoster[]; seen: SeenSignatures },
): Promise<string> {
  const rows = new Map((await listSignaturesById(db, ids)).map((row) => [row.id as string, row]))
  return ids
    .map((id) => {
      const row = rows.get(id)
      if (!row) throw new Error(`Signature ${id} is missing: run npm run audit -- verify`)
      seen.versionIds.add(row.versionId)
      if (!rosters.some(({ people }) => people.has(row.person))) seen.people.add(row.person)
      return `${signatureText({ ...row, signedAt: row.signedAt.toISOString() })}\n`
    })
    .join('')
}

type PeopleSource = { rosters: readonly CommittedRoster[]; seen: SeenSignatures; signed: SeqSet }

/** Yields the names of everyone on a roster and of the signers who are on none, unless they were erased. */
export async function* peopleTexts(db: Database, source: PeopleSource): AsyncGenerator<string> {
  for (const [index, { people }] of source.rosters.entries()) {
    const isNamed = (person: string) => source.rosters.slice(0, index).some((roster) => roster.people.has(person))
    let batch: string[] = []
    for (const person of people.people()) {
      if (!isNamed(person)) batch.push(person)
      if (batch.length < BATCH) continue
      yield await peopleLines(db, batch, source)
      batch = []
    }
    yield await peopleLines(db, batch, source)
  }
  const others = [...source.seen.people]
  for (let from = 0; from < others.length; from += BATCH)
    yield await peopleLines(db, others.slice(from, from + BATCH), source)
}

async function peopleLines(
  db: Database,
  people: readonly string[],
  { rosters, signed }: PeopleSource,
): Promise<string> {
  const signers = await listSignersByPerson(db, people)
  const signatures = new Map<string, SignatureOfPerson[]>()
  for (const row of await listSignaturesByPerson(db, people))
    if (signed.has(row.seq)) signatures.set(row.person, [...(signatures.get(row.person) ?? []), row])
  return people
    .map((person) => {
      const signer = signers.get(person)
      if (!signer) return ''
      const { key, userid } = signer
      const own = signatures.get(person) ?? []
      const last = own.at(-1)
      const rosterPerson = rosters.map((roster) => roster.people.get(person)).find((person) => person !== null)
      const sealed = rosterPerson || !last ? null : decryptSigner(key, last.id, last.sealed)
      const keys = Object.fromEntries(own.map(({ id }) => [id, signatureKeyOf(key, id)]))
      return `${canonicalJson({
        person,
        salt: saltOf(signer),
        ...(rosterPerson ?? { userid: sealed?.userid ?? userid, name: sealed?.name ?? '' }),
        ...(own.length > 0 ? { keys } : {}),
      })}\n`
    })
    .join('')
}

/** A version in one language, as a report shows it. */
export type BundleDocument = {
  versionId: string
  language: string
  title: string
  label: string
  hash: string
  clauses: readonly { no: string; title: string; body: string }[]
  files: readonly Pick<PolicyFile, 'name' | 'sha256'>[]
}

/** Returns the texts of these versions, each file named by its hash, and what a report shows of them. */
export async function textFiles(
  db: Database,
  versionIds: Iterable<string>,
): Promise<{ files: Map<string, string>; documents: BundleDocument[] }> {
  const files = new Map<string, string>()
  const documents: BundleDocument[] = []
  for (const versionId of new Set(versionIds)) {
    const version = await findVersion(db, versionId as PolicyVersionId)
    if (!version) continue
    for (const language of languagesOf(version.content)) {
      const clauses = await listClauses(db, version.id, language)
      const document = documentOf(version, version.label ?? '', language)
      const hash = docHashOf(document, clauses)
      files.set(textFile(hash), documentText({ ...document, clauseHashes: clauses.map((clause) => clause.hash) }))
      for (const clause of clauses) files.set(textFile(clause.hash), clauseText(clause))
      const { title, label, files: attached } = document
      documents.push({ versionId, language, title, label, hash, clauses, files: attached })
    }
  }
  return { files, documents }
}
