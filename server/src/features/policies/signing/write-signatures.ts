import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import { signatureText } from '@desk/shared/policies/evidence'
import type { SignBody } from '@desk/shared/policies/policy-schemas'
import { isUniqueViolation } from '../../../db/errors.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { encryptSigner } from './encrypted-signer.ts'
import {
  findSameSignature,
  insertSignatures,
  type SignatureRow,
  type SignerRow,
  ensureSigners,
} from './signature-queries.ts'
import type { AcknowledgementStatus } from './text-to-sign.ts'

export type SignDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>

/** From where it is signed: evidence, kept under the signer's key. */
export type Where = { sessionHash: string; net: string; client: string }

/** What one person signs, after it was found to be his to sign. */
export type Signing = AcknowledgementStatus & { where: Where; body: SignBody }

export type Signed = Pick<SignatureRow, 'code' | 'signedAt' | 'basis' | 'readMap'>

/**
 * Writes what these people sign of one version, in one transaction. Who signed it before gets the signature of that time;
 * null: another version took its place.
 */
export function writeSignatures(
  deps: SignDeps,
  versionId: PolicyVersionId,
  signings: readonly Signing[],
): Promise<(Signed | null)[]> {
  return writeOnce(deps, versionId, signings).catch((error: unknown) => {
    // Codes are drawn: once in a long while somebody has that one already.
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
      if (!signer) throw new Error('A signer who was just made is missing')
      return { userid, ...signatureOf(deps, signing, signer) }
    })
    const [first] = rows
    if (!first) return []
    const { policyId } = first
    const written = await insertSignatures(tx, { policyId, versionId }, rows)
    const fresh = rows.filter(({ id }) => written.has(id))
    await recordAudit(tx, ...fresh.map(entryOf))
    await markCountsStale(
      tx,
      fresh.map(({ departmentId }) => departmentId),
      policyId,
    )
    const userids = fresh.map(({ userid }) => userid)
    await deps.emit(tx, 'workload.changed', { userids, at: deps.clock.now() })
    const ends: (Signed | null)[] = []
    for (const row of rows) ends.push(written.has(row.id) ? row : await findSameSignature(tx, row))
    return ends
  })
}

function signatureOf(deps: SignDeps, signing: Signing, signer: SignerRow): SignatureRow {
  const { policy, row, text, department, where, body } = signing
  const id = deps.ids.next('signature')
  const personal = {
    userid: row.userid,
    name: row.name,
    department,
    typedName: body.typedName ?? null,
    session: sha256(where.sessionHash).slice(0, 16),
    net: where.net,
    client: where.client,
  }
  const unsigned = {
    id,
    code: deps.ids.requestNo(),
    policyId: policy.id,
    versionId: policy.versionId,
    versionNo: policy.no,
    person: signer.person,
    occasion: row.countsFrom.getTime(),
    signedAt: deps.clock.now(),
    language: body.language,
    basis: text.basis,
    clauseHashes: Object.fromEntries(text.clauses.map(({ clauseId, hash }) => [clauseId, hash])),
    readMap: Object.fromEntries(text.asked.map(({ clauseId }) => [clauseId, body.read[clauseId] ?? 0])),
    docHash: text.docHash,
    consent: text.consent,
    departmentId: row.departmentId,
    sealed: encryptSigner(signer.key, id, personal),
  }
  return { ...unsigned, hash: hashOfSignature(unsigned) }
}

const hashOfSignature = (row: Omit<SignatureRow, 'hash'>): string =>
  sha256(signatureText({ ...row, signedAt: row.signedAt.toISOString() }))

/** The person by the name that says nothing: these rows cannot be erased. */
const entryOf = ({ id, person, signedAt, hash, policyId, versionId, basis }: SignatureRow) => ({
  at: signedAt,
  actor: person,
  action: 'policy.signed',
  object: id,
  details: { hash, policy: policyId, version: versionId, basis },
})
