import type { RoomAnswer } from '@desk/shared/evidence-room/room-schemas'
import { clausesRead, secondsRead } from '@desk/shared/policies/reading-time'
import type { ReadDeps } from '../../kernel/deps.ts'
import { findSigner } from '../policies/signing/signature-queries.ts'
import { verifyReceipt } from '../policies/signing/verify-receipt.ts'
import type { PolicyMoment } from './policy-moment.ts'
import { findLastSignature } from './room-queries.ts'

type Signature = NonNullable<RoomAnswer['signature']>

/** Returns the person's last signature of the policy up to that moment, verified now; null if there is none. */
export async function signatureOf(
  deps: ReadDeps,
  { policy, asOf }: Pick<PolicyMoment, 'policy' | 'asOf'>,
  userid: string,
): Promise<Signature | null> {
  const signer = await findSigner(deps.db, userid)
  const last = signer && (await findLastSignature(deps.db, { policyId: policy.id, person: signer.person, until: asOf }))
  if (!last) return null
  const { row, person, checks, state } = await verifyReceipt(deps, last.code)
  return {
    receipt: row.code,
    label: last.label ?? '',
    isOfText: row.versionId === policy.versionId,
    signedAt: row.signedAt.toISOString(),
    basis: row.basis,
    language: row.language,
    signer: person && { name: person.name, department: [...person.department] },
    consent: row.consent,
    typedName: person?.typedName ?? null,
    read: clausesRead(row.readMap),
    clauses: Object.keys(row.clauseHashes).length,
    seconds: secondsRead(row.readMap),
    client: person?.client ?? '',
    network: person?.net ?? '',
    docHash: row.docHash,
    isSound: state !== 'broken',
    checks,
  }
}
