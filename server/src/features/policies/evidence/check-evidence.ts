import { signatureText } from '@desk/shared/policies/evidence'
import type { Deps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import type { EvidenceCheck } from '../../audit/verify-audit.ts'
import { findUnnamedSignature, listSignaturesById } from '../signing/evidence-queries.ts'
import { findFile } from '../document/file-queries.ts'
import { isAsUploaded } from '../authoring/policy-files.ts'
import { findVersion, listClauses } from '../document/policy-queries.ts'
import type { SignatureRow } from '../signing/signature-queries.ts'
import { docHashOf, documentOf, filesOf, hashOfClause } from '../document/version-text.ts'

type Row = Parameters<EvidenceCheck['firstBad']>[0][number]
type Bad = Awaited<ReturnType<EvidenceCheck['firstBad']>>

/** Every signature and every text that was in force, held against the row of the audit that speaks of it. */
export const policyEvidenceCheck = ({ db }: Pick<Deps, 'db'>): EvidenceCheck => ({
  async firstBad(rows) {
    const signed = rows.filter(({ action }) => action === 'policy.signed')
    const found = new Map(
      (
        await listSignaturesById(
          db,
          signed.map(({ object }) => object),
        )
      ).map((row) => [row.id as string, row]),
    )
    for (const row of rows) {
      const bad = row.action === 'policy.signed' ? badSignature(row, found.get(row.object)) : await badText(db, row)
      if (bad) return bad
    }
    return null
  },
  firstUnnamed: () => findUnnamedSignature(db),
})

function badSignature({ seq, object, details }: Row, signature: SignatureRow | undefined): Bad {
  if (!signature) return { seq, object, isMissing: true }
  const hash = sha256(signatureText({ ...signature, signedAt: signature.signedAt.toISOString() }))
  return details['hash'] === hash && signature.hash === hash ? null : { seq, object, isMissing: false }
}

/** What took effect is still there, word by word, in every language. */
async function badText(db: Deps['db'], { seq, action, details }: Row): Promise<Bad> {
  if (action !== 'policy.in_force') return null
  const object = String(details['version'])
  const version = await findVersion(db, object as `pov_${string}`)
  if (!version) return { seq, object, isMissing: true }
  for (const file of filesOf(version.content)) {
    const kept = await findFile(db, version.policyId, file.id)
    if (!kept) return { seq, object: file.id, isMissing: true }
    if (kept.sha256 !== file.sha256 || !isAsUploaded(kept)) return { seq, object: file.id, isMissing: false }
  }
  const hashes = details['docHashes'] as Partial<Record<'zh-CN' | 'en', string>>
  for (const language of Object.keys(hashes) as ('zh-CN' | 'en')[]) {
    const clauses = (await listClauses(db, version.id, language)).map((row) => ({ hash: hashOfClause(row) }))
    const document = documentOf(version, String(details['label']), language)
    if (docHashOf(document, clauses) !== hashes[language]) return { seq, object, isMissing: false }
  }
  return null
}
