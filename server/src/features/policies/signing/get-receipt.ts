import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { signatureText } from '@desk/shared/policies/evidence'
import type { ReceiptView } from '@desk/shared/policies/policy-schemas'
import { secondsRead } from '@desk/shared/policies/reading'
import { rowText } from '@desk/shared/audit/seal-text'
import { encode } from 'uqr'
import type { Deps } from '../../../kernel/deps.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { blockOf } from '../../audit/entry-queries.ts'
import { toSealedRow } from '../../audit/hash-chain.ts'
import { findSignedEntry, firstAnchorFrom } from './evidence-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, findVersion, listClauses, type VersionRow } from '../document/policy-queries.ts'
import { openPerson } from './sealed-person.ts'
import { findSignature, isOwnSignature, keyOfPerson, type SignatureRow } from './signature-queries.ts'
import { docHashOf, documentOf, hashOfClause, wordsOf } from '../document/version-text.ts'

type ReceiptDeps = Pick<Deps, 'db' | 'clock' | 'site'>

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

async function checkSignature(
  { db }: Pick<ReceiptDeps, 'db'>,
  row: SignatureRow,
  version: VersionRow,
): Promise<ReceiptView['checks']> {
  const clauses = await listClauses(db, row.versionId, row.language)
  const document = documentOf(version, version.label ?? '', row.language)
  const isSameText =
    clauses.every((clause) => row.clauseHashes[clause.clauseId] === hashOfClause(clause)) &&
    clauses.length === Object.keys(row.clauseHashes).length &&
    row.docHash ===
      docHashOf(
        document,
        clauses.map((clause) => ({ hash: hashOfClause(clause) })),
      )
  const record = await checkRecord(db, row)
  const anchor = record && (await firstAnchorFrom(db, record.block))
  return { text: isSameText, record, anchor: anchor && { block: anchor.blockNo, at: anchor.at.toISOString() } }
}

/** The row has the hash that its audit entry names, and that entry the one that the chain sealed. */
async function checkRecord(db: ReceiptDeps['db'], row: SignatureRow) {
  const entry = await findSignedEntry(db, row.id)
  const hash = sha256(signatureText({ ...row, signedAt: row.signedAt.toISOString() }))
  if (!entry) return { isIntact: false, block: 0 }
  const isNamed = row.hash === hash && entry.details['hash'] === hash
  const block = await blockOf(db, entry.seq)
  if (!block) return isNamed ? null : { isIntact: false, block: 0 }
  const sealed = block.rowHashes[block.seqs.indexOf(entry.seq)]
  return { isIntact: isNamed && sealed === sha256(rowText(toSealedRow(entry))), block: block.no }
}

function qrOf(address: string): ReceiptView['qr'] {
  const { size, data } = encode(address, { border: 2 })
  const path = data.flatMap((line, y) =>
    line.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])),
  )
  return { size, path: path.join('') }
}
