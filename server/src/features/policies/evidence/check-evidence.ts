import { canonicalJson } from '@desk/shared/audit/canonical-json'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { Deps } from '../../../kernel/deps.ts'
import { ROSTER_ACTION } from '../../audit/log/leaf.ts'
import type { EvidenceCheck } from '../../audit/verify-audit.ts'
import { findCommitment } from '../completeness/roster-line-queries.ts'
import { findUnauditedSignature, listSignaturesById } from '../signing/evidence-queries.ts'
import { findFile } from '../document/file-queries.ts'
import { hasStoredHash } from '../authoring/policy-files.ts'
import { findVersion, listClauses } from '../document/policy-queries.ts'
import type { SignatureRow } from '../signing/signature-queries.ts'
import { hashOfSignature } from '../signing/write-signatures.ts'
import { isRosterIntact } from './stored-roster.ts'
import { computeDocHash, documentOf, filesOf } from '../document/version-text.ts'

type Row = Parameters<EvidenceCheck['firstBad']>[0][number]
type Fault = Awaited<ReturnType<EvidenceCheck['firstBad']>>

/** Compares every signature, every published text and every committed roster with the audit entry that recorded it. */
export const policyEvidenceCheck = ({ db }: Pick<Deps, 'db'>): EvidenceCheck => ({
  async firstBad(rows) {
    const signed = rows.filter(({ action }) => action === 'policy.signed')
    const ids = signed.map(({ object }) => object)
    const found = new Map((await listSignaturesById(db, ids)).map((row) => [row.id as string, row]))
    for (const row of rows) {
      const fault =
        row.action === 'policy.signed' ? checkSignature(row, found.get(row.object)) : await checkOther(db, row)
      if (fault) return fault
    }
    return null
  },
  firstUnnamed: () => findUnauditedSignature(db),
})

/** Checks that a signature still has the hash that the log has of it. */
function checkSignature({ seq, object, details }: Row, signature: SignatureRow | undefined): Fault {
  if (!signature) return { seq, object, isMissing: true }
  const hash = hashOfSignature(signature)
  return details['hash'] === hash && signature.hash === hash ? null : { seq, object, isMissing: false }
}

async function checkOther(db: Deps['db'], row: Row): Promise<Fault> {
  return row.action === ROSTER_ACTION ? checkRoster(db, row) : checkText(db, row)
}

/** Checks that a committed roster still has the lines whose root and counts the log has. */
async function checkRoster(db: Deps['db'], { seq, object, details }: Row): Promise<Fault> {
  const roster = await findCommitment(db, object)
  if (!roster) return { seq, object, isMissing: true }
  const { policyId: policy, versionId: version, day } = roster
  const stored = { policy, version, day, root: roster.root, counts: roster.counts }
  const isSame =
    Object.entries(stored).every(([field, value]) => canonicalJson(value) === canonicalJson(details[field])) &&
    (await isRosterIntact(roster, Number(details['size'])))
  return isSame ? null : { seq, object, isMissing: false }
}

/** Checks that a version that took effect still has the same text, in every language, and the same files. */
async function checkText(db: Deps['db'], { seq, action, details }: Row): Promise<Fault> {
  if (action !== 'policy.in_force') return null
  const object = String(details['version'])
  const version = await findVersion(db, object as PolicyVersionId)
  if (!version) return { seq, object, isMissing: true }
  for (const file of filesOf(version.content)) {
    const stored = await findFile(db, version.policyId, file.id)
    if (!stored) return { seq, object: file.id, isMissing: true }
    if (stored.sha256 !== file.sha256 || !hasStoredHash(stored)) return { seq, object: file.id, isMissing: false }
  }
  const hashes = details['docHashes'] as Partial<Record<PolicyLanguage, string>>
  for (const language of Object.keys(hashes) as PolicyLanguage[]) {
    const clauses = await listClauses(db, version.id, language)
    const document = documentOf(version, String(details['label']), language)
    if (computeDocHash(document, clauses) !== hashes[language]) return { seq, object, isMissing: false }
  }
  return null
}
