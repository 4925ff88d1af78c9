import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PersonHistory } from '@desk/shared/policies/board-schemas'
import { secondsRead } from '@desk/shared/policies/reading-time'
import { memberNames } from '../../../directory/member-names.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { findLastDelivery } from '../roster/delivery-queries.ts'
import { listClauseNumbers, listDecisions, listSignedVersions } from './signing-history-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { listExemptions } from '../roster/person-queries.ts'
import { findPolicy } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { decryptSigner } from '../signing/encrypted-signer.ts'
import { findSigner } from '../signing/signature-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** Returns what a person signed, the decisions about them and their last message, for callers who see them on the board. */
export async function getPersonHistory(
  deps: RosterDeps,
  actor: MemberActor,
  { id, userid }: { id: PolicyId; userid: string },
): Promise<PersonHistory> {
  const member = await findMemberRow(deps.db, userid)
  if (!member || !(await findPolicy(deps.db, id))) throw new PolicyNotFoundError()
  await authorizeScope(deps, actor, member.mainDepartmentId ?? ROOT_DEPARTMENT)
  const exemptions = await listExemptions(deps.db, id, member.userid)
  const decisions = await listDecisions(deps.db, id, member.userid)
  const names = await memberNames(
    deps.db,
    [...exemptions, ...decisions].map(({ by }) => by),
  )
  const maySeeReasons = holdsRole(actor, 'policy_reviewer')
  return {
    signatures: await signaturesOf(deps, id, member.userid),
    decisions: decisions.map(({ reason, by, at, dueOn }) => ({
      reason: maySeeReasons ? reason : null,
      by: names(by).name,
      at: at.toISOString(),
      dueOn,
    })),
    delivery: await deliveryOf(deps, id, member.userid),
    exemptions: exemptions.map(({ reason, by, at, until, endedAt }) => ({
      reason: maySeeReasons ? reason : null,
      by: names(by).name,
      at: at.toISOString(),
      until,
      endedAt: endedAt?.toISOString() ?? null,
    })),
  }
}

async function deliveryOf({ db }: RosterDeps, policyId: PolicyId, userid: string): Promise<PersonHistory['delivery']> {
  const notice = await findLastDelivery(db, policyId, userid)
  if (!notice) return null
  const { event, state, plannedAt, admittedAt } = notice
  // Messages about policies are never part of the digest of requests.
  return { event, state: state === 'digest' ? 'waiting' : state, at: (admittedAt ?? plannedAt).toISOString() }
}

async function signaturesOf(
  { db }: RosterDeps,
  policyId: PolicyId,
  userid: string,
): Promise<PersonHistory['signatures']> {
  const signer = await findSigner(db, userid)
  const signed = signer ? await listSignedVersions(db, policyId, signer) : []
  const clauses = await listClauseNumbers(
    db,
    signed.map(({ row }) => row.versionId),
  )
  return signed.map(({ row, label, openedAt }) => ({
    label: label ?? '',
    signedAt: row.signedAt.toISOString(),
    // A later view belongs to a repeated signature; the view before this signature is not stored.
    openedAt: openedAt !== null && openedAt <= row.signedAt ? openedAt.toISOString() : null,
    basis: row.basis,
    receipt: row.code,
    // The name at that time: departments are renamed and deleted.
    department: [...(decryptSigner(signer?.key ?? null, row.id, row.sealed)?.department ?? [])],
    departmentId: row.departmentId,
    seconds: secondsRead(row.readMap),
    read: clauses
      .filter(({ versionId }) => versionId === row.versionId)
      .flatMap(({ clauseId, no }) => {
        const ms = row.readMap[clauseId]
        return ms === undefined ? [] : [{ no, seconds: Math.round(ms / 1000) }]
      }),
  }))
}
