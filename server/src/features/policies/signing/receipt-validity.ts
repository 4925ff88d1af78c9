import type { ReceiptValidity, ReceiptValidityState } from '@desk/shared/policies/receipt-validity'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { type ActivePolicy, findPublishedPolicy } from '../document/policy-queries.ts'
import { findOnRoster, type RosterDeps } from '../roster/roster-queries.ts'
import { findNextSignature, listSignaturesWithSigners, type SignatureRow } from './signature-queries.ts'

const validity = (state: ReceiptValidityState, until: Date | null = null): ReceiptValidity => ({
  state,
  until: until?.toISOString() ?? null,
  replacedBy: null,
})

/** Returns whether a signature counts now and, if not, since when. Its record stays evidence of what was signed. */
export async function validityOf(deps: RosterDeps, row: SignatureRow): Promise<ReceiptValidity> {
  const next = await findNextSignature(deps.db, row)
  if (next) {
    const replacedBy = { code: next.code, label: next.label ?? '', signedAt: next.signedAt.toISOString() }
    return { ...validity('replaced', next.signedAt), replacedBy }
  }
  const policy = await findPublishedPolicy(deps.db, row.policyId)
  if (!policy || policy.retiredAt !== null) return validity('retired', policy?.retiredAt)
  if (row.versionNo < policy.requiresNo) return validity('newer', policy.requiredSince)
  const userid = (await listSignaturesWithSigners(deps.db, [row.id])).get(row.id)?.userid ?? null
  // After the signer's key was destroyed the signer is unknown: the signature counts as valid.
  return userid === null ? validity('current') : validityForPerson(deps, policy, row, userid)
}

async function validityForPerson(
  deps: RosterDeps,
  policy: ActivePolicy,
  { signedAt }: SignatureRow,
  userid: string,
): Promise<ReceiptValidity> {
  const person = await findOnRoster(deps, policy, userid)
  const member = person?.state === 'excluded' || !person ? await findMemberRow(deps.db, userid) : null
  if (member?.status === LEFT) return validity('left', member.leftAt)
  if (!person || person.state === 'excluded') return validity('unbound')
  // A later round, a new employment or a new contract requires a new signature of the same text.
  return person.countsFrom >= signedAt ? validity('lapsed', person.countsFrom) : validity('current')
}
