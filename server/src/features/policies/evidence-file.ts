import type { MemberActor } from '@desk/shared/identity/actor'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { holdsRole } from '@desk/shared/identity/route-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { authorizeRole } from '../../kernel/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { makeDownloadLink } from '../../kernel/download-links-queries.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { blocksOf } from '../audit/entry-queries.ts'
import { toSealedBlock, toSealedRow } from '../audit/hash-chain.ts'
import { lastAnchor } from '../audit/verify-queries.ts'
import { COMPANY } from './count-queries.ts'
import { policyEvidenceHtml, type PolicyEvidence } from './evidence-html.ts'
import { listSignedEntries } from './evidence-queries.ts'
import { PolicyNotFoundError } from './policy-errors.ts'
import { findVersion, listClauses, listVersions, type VersionRow } from './policy-queries.ts'
import { openPerson, sealKeyOf } from './sealed-person.ts'
import {
  countSignatures,
  findSignature,
  isOwnSignature,
  keyOfPerson,
  listSignatures,
  type SignatureRow,
} from './signature-queries.ts'
import { filesOf, languagesOf, wordsOf } from './version-text.ts'

type FileDeps = Pick<Deps, 'db' | 'clock'>
type Signed = { row: SignatureRow; key: string | null }

/** A page that a browser still opens and checks in a moment. */
export const EVIDENCE_SIGNATURES = 10_000

export const receiptExport = 'policy.receipt'

/** One's own receipt, or any for a reviewer, as a file that proves itself without us. */
export async function exportReceipt(
  deps: FileDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { code }: { code: string },
): Promise<OneTimeLink> {
  const row = await findSignature(deps.db, code)
  if (!row) throw new PolicyNotFoundError()
  if (!(await mayHaveReceipt(deps, actor, code))) authorizeRole(actor, 'reviewer')
  return deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.receipt_exported', object: row.id, details: {} })
    return makeDownloadLink(tx, deps, { userid: actor.userid, what: receiptExport, query: { code } })
  })
}

/** His own, or any for a reviewer; looked at again when the link opens. */
export async function mayHaveReceipt({ db }: Pick<Deps, 'db'>, actor: MemberActor, code: string): Promise<boolean> {
  if (holdsRole(actor, 'reviewer')) return true
  const row = await findSignature(db, code)
  if (!row) return false
  const person = openPerson(await keyOfPerson(db, row.person), row.id, row.sealed)
  return person !== null && isOwnSignature(db, actor, { userid: person.userid, signedAt: row.signedAt })
}

export async function receiptFile(deps: FileDeps, code: string): Promise<string | null> {
  const row = await findSignature(deps.db, code)
  const version = row && (await findVersion(deps.db, row.versionId))
  if (!row || !version) return null
  return fileOf(deps, [version], [{ row, key: await keyOfPerson(deps.db, row.person) }])
}

export const countEvidence = ({ db }: Pick<Deps, 'db'>, policyId: PolicyId, scope: number): Promise<number> =>
  countSignatures(db, policyId, { scope, limit: EVIDENCE_SIGNATURES + 1 })

/** Every signature of a policy's versions by people of a department, or of all, with the texts that were signed. */
export async function policyFile(deps: FileDeps, policyId: PolicyId, scope = COMPANY): Promise<string> {
  const versions = (await listVersions(deps.db, policyId)).filter(({ publishedAt }) => publishedAt !== null)
  const signed = await listSignatures(
    deps.db,
    versions.map(({ id }) => id),
    { after: '', limit: EVIDENCE_SIGNATURES, signedUntil: deps.clock.now(), scope },
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
        files: filesOf(version.content),
      })
    }
  return policyEvidenceHtml({
    madeAt: clock.now().toISOString(),
    documents,
    signatures: signed.map(({ row, key }) => {
      const { hash: _hash, ...record } = row
      return {
        record: { ...record, signedAt: row.signedAt.toISOString() },
        key: key === null ? null : sealKeyOf(key, row.id),
      }
    }),
    rows: entries.map(toSealedRow),
    blocks: blocks.map(toSealedBlock),
    anchor: anchor && { blockNo: anchor.blockNo, hash: anchor.hash, at: anchor.at.toISOString() },
  })
}
