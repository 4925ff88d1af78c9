import type { MemberActor } from '@desk/shared/identity/actor'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { sameUserid, type PolicyId } from '@desk/shared/kernel/ids'
import { authorizeRole } from '../../kernel/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { makeDownloadLink } from '../../kernel/download-links-queries.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { blocksOf } from '../audit/entry-queries.ts'
import { toSealedBlock, toSealedRow } from '../audit/hash-chain.ts'
import { lastAnchor } from '../audit/verify-queries.ts'
import { policyEvidenceHtml, type PolicyEvidence } from './evidence-html.ts'
import { listSignedEntries } from './evidence-queries.ts'
import { PolicyNotFoundError } from './policy-errors.ts'
import { findVersion, listClauses, listVersions, type VersionRow } from './policy-queries.ts'
import { openPerson } from './sealed-person.ts'
import { findSignature, keyOfPerson, listSignatures, type SignatureRow } from './signature-queries.ts'
import { languagesOf, wordsOf } from './version-text.ts'

type FileDeps = Pick<Deps, 'db' | 'clock'>
type Signed = { row: SignatureRow; key: string | null }

/** A page that a browser still opens and checks in a moment. */
const SIGNATURES = 10_000

export const receiptExport = 'policy.receipt'

/** One's own receipt, or any for a reviewer, as a file that proves itself without us. */
export async function exportReceipt(
  deps: FileDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { code }: { code: string },
): Promise<OneTimeLink> {
  const row = await findSignature(deps.db, code)
  if (!row) throw new PolicyNotFoundError()
  const person = openPerson(await keyOfPerson(deps.db, row.person), row.id, row.sealed)
  if (person === null || !sameUserid(person.userid, actor.userid)) authorizeRole(actor, 'reviewer')
  return deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.receipt_exported', object: row.id, details: {} })
    return makeDownloadLink(tx, deps, { userid: actor.userid, what: receiptExport, query: { code } })
  })
}

export async function receiptFile(deps: FileDeps, code: string): Promise<string | null> {
  const row = await findSignature(deps.db, code)
  const version = row && (await findVersion(deps.db, row.versionId))
  if (!row || !version) return null
  return fileOf(deps, [version], [{ row, key: await keyOfPerson(deps.db, row.person) }])
}

/** Every signature of a policy's versions, with the texts that were signed. */
export async function policyFile(deps: FileDeps, policyId: PolicyId): Promise<string> {
  const versions = (await listVersions(deps.db, policyId)).filter(({ publishedAt }) => publishedAt !== null)
  const signed = await listSignatures(
    deps.db,
    versions.map(({ id }) => id),
    { after: '', limit: SIGNATURES, signedUntil: deps.clock.now() },
  )
  return fileOf(deps, versions, signed)
}

async function fileOf(
  { db, clock }: FileDeps,
  versions: readonly VersionRow[],
  signed: readonly Signed[],
): Promise<string> {
  const entries = await listSignedEntries(
    db,
    signed.map(({ row }) => row.id),
  )
  const blocks = await blocksOf(
    db,
    entries.map(({ seq }) => seq),
  )
  const anchor = await lastAnchor(db)
  const documents: PolicyEvidence['documents'] = []
  for (const version of versions)
    for (const language of languagesOf(version.content)) {
      const { title, consent } = wordsOf(version.content, language)
      const clauses = (await listClauses(db, version.id, language)).map(({ clauseId, no, title: head, body }) => ({
        clauseId,
        no,
        title: head,
        body,
      }))
      documents.push({
        versionId: version.id,
        policyId: version.policyId,
        label: version.label ?? '',
        language,
        title,
        consent,
        clauses,
      })
    }
  return policyEvidenceHtml({
    madeAt: clock.now().toISOString(),
    documents,
    signatures: signed.map(({ row, key }) => {
      const { hash: _hash, ...record } = row
      return {
        record: { ...record, signedAt: row.signedAt.toISOString() },
        name: openPerson(key, row.id, row.sealed)?.name ?? '',
      }
    }),
    rows: entries.map(toSealedRow),
    blocks: blocks.map(toSealedBlock),
    anchor: anchor && { blockNo: anchor.blockNo, hash: anchor.hash, at: anchor.at.toISOString() },
  })
}
