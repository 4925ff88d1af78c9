import type { ReceiptView } from '@desk/shared/policies/policy-schemas'
import type { Deps } from '../../../kernel/deps.ts'
import { checkLoggedEntry } from '../../audit/log/check-logged-entry.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findPublishedPolicy, findVersion, listClauses, type VersionRow } from '../document/policy-queries.ts'
import { computeDocHash, documentOf, hashOfClause } from '../document/version-text.ts'
import { decryptSigner, type SignerDetails } from './encrypted-signer.ts'
import { findSignatureEntry } from './evidence-queries.ts'
import { findSignature, findSignerKey, type SignatureRow } from './signature-queries.ts'
import { hashOfSignature } from './write-signatures.ts'

type CheckDeps = Pick<Deps, 'db'>

type VerifiedReceipt = Pick<ReceiptView, 'checks' | 'state'> & {
  row: SignatureRow
  version: VersionRow
  /** Null when the key of the signer was destroyed. */
  person: SignerDetails | null
}

/** Finds a receipt and verifies it now. @throws PolicyNotFoundError */
export async function verifyReceipt(deps: CheckDeps, code: string): Promise<VerifiedReceipt> {
  const row = await findSignature(deps.db, code)
  const version = row && (await findVersion(deps.db, row.versionId))
  if (!row || !version) throw new PolicyNotFoundError()
  const person = decryptSigner(await findSignerKey(deps.db, row.person), row.id, row.sealed)
  const checks = await verifySignature(deps, row, version)
  if (!checks.text || checks.record?.isIntact === false) return { row, version, person, checks, state: 'broken' }
  return { row, version, person, checks, state: (await isCurrent(deps, row)) ? 'valid' : 'newer' }
}

async function isCurrent({ db }: CheckDeps, row: SignatureRow): Promise<boolean> {
  const policy = await findPublishedPolicy(db, row.policyId)
  return policy !== null && row.versionNo >= policy.requiresNo
}

async function verifySignature(
  deps: CheckDeps,
  row: SignatureRow,
  version: VersionRow,
): Promise<ReceiptView['checks']> {
  const clauses = await listClauses(deps.db, row.versionId, row.language)
  const document = documentOf(version, version.label ?? '', row.language)
  const isSameText =
    clauses.every((clause) => row.clauseHashes[clause.clauseId] === hashOfClause(clause)) &&
    clauses.length === Object.keys(row.clauseHashes).length &&
    row.docHash === computeDocHash(document, clauses)
  return { text: isSameText, ...(await verifyRecord(deps, row)) }
}

/**
 * Checks that the row has the hash in its audit entry, and that the entry is in the signed log, also as it was at the first
 * anchor that contains it, if any.
 */
async function verifyRecord(
  deps: CheckDeps,
  row: SignatureRow,
): Promise<Pick<ReceiptView['checks'], 'record' | 'anchor'>> {
  const entry = await findSignatureEntry(deps.db, row.id)
  const hash = hashOfSignature(row)
  const isAudited = row.hash === hash && entry?.details['hash'] === hash
  const logged = entry && (await checkLoggedEntry(deps, entry))
  if (!isAudited || logged?.isIntact === false)
    return { record: { isIntact: false, index: logged?.index ?? 0 }, anchor: null }
  return { record: logged && { isIntact: true, index: logged.index }, anchor: logged?.anchor ?? null }
}
