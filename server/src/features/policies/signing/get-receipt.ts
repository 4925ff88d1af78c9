import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReceiptView } from '@desk/shared/policies/policy-schemas'
import { clausesRead, secondsRead } from '@desk/shared/policies/reading-time'
import { encode } from 'uqr'
import type { Deps } from '../../../kernel/deps.ts'
import { checkSealedEntry } from '../../audit/check-sealed-entry.ts'
import { findSignatureEntry } from './evidence-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findActivePolicy, findVersion, listClauses, type VersionRow } from '../document/policy-queries.ts'
import { decryptSigner } from './encrypted-signer.ts'
import { findRound, findSignature, isOwnSignature, findSignerKey, type SignatureRow } from './signature-queries.ts'
import { hashOfSignature } from './write-signatures.ts'
import { computeDocHash, documentOf, hashOfClause, titleAndConsentOf } from '../document/version-text.ts'

type ReceiptDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'anchorFile'>

/** Returns a receipt and verifies it now. Any member who has its code may see it. */
export async function getReceipt(deps: ReceiptDeps, actor: MemberActor, code: string): Promise<ReceiptView> {
  const row = await findSignature(deps.db, code)
  const version = row && (await findVersion(deps.db, row.versionId))
  if (!row || !version) throw new PolicyNotFoundError()
  const person = decryptSigner(await findSignerKey(deps.db, row.person), row.id, row.sealed)
  const checks = await verifySignature(deps, row, version)
  const isSound = checks.text && checks.record?.isIntact !== false
  return {
    code: row.code,
    policyId: row.policyId,
    title: titleAndConsentOf(version.content, row.language).title,
    label: version.label ?? '',
    versionNo: row.versionNo,
    signer: person && { userid: person.userid, name: person.name, department: [...person.department] },
    isMine:
      person !== null && (await isOwnSignature(deps.db, actor, { userid: person.userid, signedAt: row.signedAt })),
    signedAt: row.signedAt.toISOString(),
    round: await findRound(deps.db, row),
    language: row.language,
    basis: row.basis,
    read: clausesRead(row.readMap),
    clauses: Object.keys(row.clauseHashes).length,
    seconds: secondsRead(row.readMap),
    docHash: row.docHash,
    state: isSound ? ((await isCurrent(deps, row)) ? 'valid' : 'newer') : 'broken',
    checks,
    checkedAt: deps.clock.now().toISOString(),
    qr: qrOf(`${deps.site.publicUrl}${pagePaths.receipt(row.code)}`),
  }
}

async function isCurrent({ db }: ReceiptDeps, row: SignatureRow): Promise<boolean> {
  const policy = await findActivePolicy(db, row.policyId)
  return policy !== null && row.versionNo >= policy.requiresNo
}

type CheckDeps = Pick<ReceiptDeps, 'db' | 'anchorFile'>

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

/** Checks that the row has the hash in its audit entry, and that the entry is in a chain that leads to an external anchor, if any. */
async function verifyRecord(
  deps: CheckDeps,
  row: SignatureRow,
): Promise<Pick<ReceiptView['checks'], 'record' | 'anchor'>> {
  const entry = await findSignatureEntry(deps.db, row.id)
  const hash = hashOfSignature(row)
  const isAudited = row.hash === hash && entry?.details['hash'] === hash
  const sealed = entry && (await checkSealedEntry(deps, entry))
  if (!isAudited || sealed?.isIntact === false)
    return { record: { isIntact: false, block: sealed?.block ?? 0 }, anchor: null }
  const { anchor } = sealed ?? { anchor: null }
  return {
    record: sealed && { isIntact: true, block: sealed.block },
    anchor: anchor && { block: anchor.blockNo, at: anchor.at },
  }
}

function qrOf(address: string): ReceiptView['qr'] {
  const { size, data } = encode(address, { border: 2 })
  const path = data.flatMap((line, y) =>
    line.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])),
  )
  return { size, path: path.join('') }
}
