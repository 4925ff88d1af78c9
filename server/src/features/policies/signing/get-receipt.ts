import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReceiptView } from '@desk/shared/policies/policy-schemas'
import { clausesRead, secondsRead } from '@desk/shared/policies/reading-time'
import { encode } from 'uqr'
import type { Deps } from '../../../kernel/deps.ts'
import { titleAndConsentOf } from '../document/version-text.ts'
import { validityOf } from './receipt-validity.ts'
import { findRound, isOwnSignature } from './signature-queries.ts'
import { verifyReceipt } from './verify-receipt.ts'

type ReceiptDeps = Pick<Deps, 'db' | 'clock' | 'site'>

/** Returns a receipt and verifies it now. Any member who has its code may see it. */
export async function getReceipt(deps: ReceiptDeps, actor: MemberActor, code: string): Promise<ReceiptView> {
  const { row, version, person, checks, state } = await verifyReceipt(deps, code)
  return {
    code: row.code,
    policyId: row.policyId,
    title: titleAndConsentOf(version.content, row.language).title,
    titleEn: version.content.en?.title ?? null,
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
    state,
    validity: await validityOf(deps, row),
    checks,
    checkedAt: deps.clock.now().toISOString(),
    qr: qrOf(`${deps.site.publicUrl}${pagePaths.receipt(row.code)}`),
  }
}

function qrOf(address: string): ReceiptView['qr'] {
  const { size, data } = encode(address, { border: 2 })
  const path = data.flatMap((line, y) =>
    line.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])),
  )
  return { size, path: path.join('') }
}
