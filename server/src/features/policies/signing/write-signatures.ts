import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import { signatureText } from '@desk/shared/policies/evidence'
import type { SignBody } from '@desk/shared/policies/policy-schemas'
import { ANY_CLAUSE, type ReadMap } from '@desk/shared/policies/reading-time'
import { isUniqueViolation } from '../../../db/errors.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { type AuditEntry, recordAudit } from '../../../kernel/audit/record-audit.ts'
import { encryptSigner } from './encrypted-signer.ts'
import {
  findConflictingSignature,
  insertSignatures,
  type SignatureRow,
  type SignerRow,
  ensureSigners,
} from './signature-queries.ts'
import type { AcknowledgementStatus } from './text-to-sign.ts'

export type SignDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>

/** Where a signature was made: evidence that is encrypted with the signer's key. */
export type SigningOrigin = { sessionHash: string; net: string; client: string }

/** A signature to write, after all checks. */
export type Signing = AcknowledgementStatus & { origin: SigningOrigin; body: SignBody }

export type Signed = Pick<SignatureRow, 'code' | 'signedAt' | 'basis' | 'readMap'>

/**
 * Writes these signatures of one version in one transaction. Returns one result per signer: the signature, or the earlier one if
 * they already signed the version in this round; null when the version was replaced or the policy was retired.
 */
export function writeSignatures(
  deps: SignDeps,
  versionId: PolicyVersionId,
  signings: readonly Signing[],
): Promise<(Signed | null)[]> {
  return writeOnce(deps, versionId, signings).catch((error: unknown) => {
    // Codes are random: retry once when the code is taken.
    if (isUniqueViolation(error, 'policy_signatures_code_key')) return writeOnce(deps, versionId, signings)
    throw error
  })
}

async function writeOnce(
  deps: SignDeps,
  versionId: PolicyVersionId,
  signings: readonly Signing[],
): Promise<(Signed | null)[]> {
  return deps.db.transaction(async (tx) => {
    const signers = await ensureSigners(
      tx,
      deps,
      signings.map(({ row }) => row.userid),
    )
    const rows = signings.map((signing) => {
      const { userid } = signing.row
      const signer = signers.get(userid.toLowerCase())
      if (!signer) throw new Error('The signer is missing after ensureSigners')
      return { userid, ...signatureOf(deps, signing, signer) }
    })
    const [first] = rows
    if (!first) return []
    const { policyId } = first
    const written = await insertSignatures(tx, { policyId, versionId }, rows)
    const inserted = rows.filter(({ id }) => written.has(id))
    await recordAudit(tx, ...inserted.map(auditEntryOf))
    await markCountsStale(
      tx,
      inserted.map(({ departmentId }) => departmentId),
      policyId,
    )
    const userids = inserted.map(({ userid }) => userid)
    await deps.emit(tx, 'workload.changed', { userids, at: deps.clock.now() })
    const signed: (Signed | null)[] = []
    for (const row of rows) signed.push(written.has(row.id) ? row : await findConflictingSignature(tx, row))
    return signed
  })
}

function signatureOf(deps: SignDeps, signing: Signing, signer: SignerRow): SignatureRow {
  const { policy, row, text, department, origin, body } = signing
  const id = deps.ids.next('signature')
  const personal = {
    userid: row.userid,
    name: row.name,
    department,
    typedName: body.typedName ?? null,
    session: sha256(origin.sessionHash).slice(0, 16),
    net: origin.net,
    client: origin.client,
  }
  const unsigned = {
    id,
    code: deps.ids.readableCode(),
    policyId: policy.id,
    versionId: policy.versionId,
    versionNo: policy.no,
    person: signer.person,
    occasion: row.countsFrom.getTime(),
    signedAt: deps.clock.now(),
    language: body.language,
    basis: text.basis,
    clauseHashes: text.clauseHashes,
    readMap: readMapOf(signing),
    docHash: text.docHash,
    consent: text.consent,
    departmentId: row.departmentId,
    sealed: encryptSigner(signer.key, id, personal),
  }
  return { ...unsigned, hash: hashOfSignature(unsigned, text.clauseHashesText) }
}

const readMapOf = ({ text, body: { read, onScreenMs } }: Signing): ReadMap => ({
  ...Object.fromEntries(text.toRead.map(({ clauseId }) => [clauseId, read[clauseId] ?? 0])),
  ...(onScreenMs === undefined ? {} : { [ANY_CLAUSE]: onScreenMs }),
})

/** Returns the hash of a signature. `clauseHashes`: the canonical JSON of the row's clause hashes, to spare computing it again. */
export const hashOfSignature = (row: Omit<SignatureRow, 'hash'>, clauseHashes?: string): string =>
  sha256(signatureText({ ...row, signedAt: row.signedAt.toISOString() }, clauseHashes))

/** Names the signer by their pseudonym, because audit entries cannot be erased. */
const auditEntryOf = ({
  id,
  person,
  signedAt,
  hash,
  policyId,
  versionId,
  basis,
  docHash,
}: SignatureRow): AuditEntry => ({
  at: signedAt,
  actor: person,
  action: 'policy.signed',
  object: id,
  details: { hash, policy: policyId, version: versionId, basis, docHash },
})
