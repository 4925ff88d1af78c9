import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/route-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PersonHistory } from '@desk/shared/policies/board-schemas'
import { memberNames } from '../../kernel/member-names.ts'
import { findMemberRow } from '../../kernel/members-queries.ts'
import { NOWHERE } from '../../kernel/owe-recount-queries.ts'
import { authorizeScope } from './board-scope.ts'
import { PolicyNotFoundError } from './policy-errors.ts'
import { listExemptions } from './person-queries.ts'
import { findPolicy } from './policy-queries.ts'
import type { RosterDeps } from './roster-queries.ts'
import { findSigner, listOwnSignatures } from './signature-queries.ts'

/** Far more versions than anybody signs. */
const SHOWN = 200

/** Every version that somebody signed, and when he was exempt, for whoever sees him on the board. */
export async function getPersonHistory(
  deps: RosterDeps,
  actor: MemberActor,
  { id, userid }: { id: PolicyId; userid: string },
): Promise<PersonHistory> {
  const member = await findMemberRow(deps.db, userid)
  if (!member || !(await findPolicy(deps.db, id))) throw new PolicyNotFoundError()
  await authorizeScope(deps, actor, member.mainDepartmentId ?? NOWHERE)
  const signer = await findSigner(deps.db, member.userid)
  const signed = signer ? await listOwnSignatures(deps.db, signer.person, SHOWN) : []
  const exemptions = await listExemptions(deps.db, id, member.userid)
  const names = await memberNames(
    deps.db,
    exemptions.map(({ by }) => by),
  )
  return {
    signatures: signed
      .filter(({ policyId }) => policyId === id)
      .map(({ label, signedAt, basis, code }) => ({
        label: label ?? '',
        signedAt: signedAt.toISOString(),
        basis,
        receipt: code,
      })),
    exemptions: exemptions.map(({ reason, by, at, until, endedAt }) => ({
      reason: holdsRole(actor, 'reviewer') ? reason : null,
      by: names(by).name,
      at: at.toISOString(),
      until,
      endedAt: endedAt?.toISOString() ?? null,
    })),
  }
}
