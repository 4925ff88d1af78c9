import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { signatureText } from '@desk/shared/policies/evidence'
import type { ReceiptView } from '@desk/shared/policies/policy-schemas'
import { secondsRead } from '@desk/shared/policies/reading-time'
import { encode } from 'uqr'
import type { Deps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { checkSealedEntry } from '../../audit/check-sealed-entry.ts'
import { findSignedEntry } from './evidence-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, findVersion, listClauses, type VersionRow } from '../document/policy-queries.ts'
import { openPerson } from './encrypted-signer.ts'
import { findSignature, isOwnSignature, keyOfPerson, type SignatureRow } from './signature-queries.ts'
import { docHashOf, documentOf, hashOfClause, wordsOf } from '../document/version-text.ts'

type ReceiptDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'anchorFile'>

/** A receipt, checked now: whoever was shown its code may look. */
export async function getReceipt(deps: ReceiptDeps, actor: MemberActor, code: string): Promise<ReceiptView> {
  const row = await findSignature(deps.db, code)
  const version = row && (await findVersion(deps.db, row.versionId))
  if (!row || !version) throw new PolicyNotFoundError()
  const person = openPerson(await keyOfPerson(deps.db, row.person), row.id, row.sealed)
  const checks = await checkSignature(deps, row, version)
  const isSound = checks.text && checks.record?.isIntact !== false
  return {
    code: row.code,
    policyId: row.policyId,
    title: wordsOf(version.content, row.language).title,
    label: version.label ?? '',
    signer: person && { userid: person.userid, name: person.name, department: [...person.department] },
    isMine:
      person !== null && (await isOwnSignature(deps.db, actor, { userid: person.userid, signedAt: row.signedAt })),
    signedAt: row.signedAt.toISOString(),
    language: row.language,
    basis: row.basis,
    read: Object.keys(row.readMap).length,
    seconds: secondsRead(row.readMap),
    docHash: row.docHash,
    state: isSound ? ((await isCurrent(deps, row)) ? 'valid' : 'newer') : 'broken',
    checks,
    checkedAt: deps.clock.now().toISOString(),
    qr: qrOf(`${deps.site.publicUrl}${pagePaths.receipt(row.code)}`),
  }
}

async function isCurrent({ db }: ReceiptDeps, row: SignatureRow): Promise<boolean> {
  const policy = await findLivePolicy(db, row.policyId)
  return policy !== null && row.versionNo >= policy.requiresNo
}

type CheckDeps = Pick<ReceiptDeps, 'db' | 'anchorFile'>

async function checkSignature(deps: CheckDeps, row: SignatureRow, version: VersionRow): Promise<ReceiptView['checks']> {
  const clauses = await listClauses(deps.db, row.versionId, row.language)
  const document = documentOf(version, version.label ?? '', row.language)
  const isSameText =
    clauses.every((clause) => row.clauseHashes[clause.clauseId] === hashOfClause(clause)) &&
    clauses.length === Object.keys(row.clauseHashes).length &&
    row.docHash ===
      docHashOf(
        document,
        clauses.map((clause) => ({ hash: hashOfClause(clause) })),
      )
  return { text: isSameText, ...(await checkRecord(deps, row)) }
}

/** The row has the hash that its audit entry names, and that entry stands in a chain that leads to a head outside, if there is one. */
async function checkRecord(
  deps: CheckDeps,
  row: SignatureRow,
): Promise<Pick<ReceiptView['checks'], 'record' | 'anchor'>> {
  const entry = await findSignedEntry(deps.db, row.id)
  const hash = sha256(signatureText({ ...row, signedAt: row.signedAt.toISOString() }))
  const isNamed = row.hash === hash && entry?.details['hash'] === hash
  const sealed = entry && (await checkSealedEntry(deps, entry))
  if (!isNamed || sealed?.isIntact === false)
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
