import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PersonRecord, PersonRecordQuery } from '@desk/shared/policies/record-schemas'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { recordReadAudit } from '../../../access/record-read-audit.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { listPathNames } from '../roster/department-path-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { requireMaySearch, seesDepartments, seesFullRecord } from './authorize-record.ts'
import { listPolicyStatuses } from './policy-statuses.ts'
import { recordEvents } from './record-events.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** Returns a person's record: the policies that they have to sign or signed, and the timeline of one. Opening it is audited. */
export async function getRecord(
  deps: RosterDeps,
  actor: MemberActor,
  { userid, policy }: PersonRecordQuery & { userid: string },
): Promise<PersonRecord> {
  requireMaySearch(actor)
  const member = await findMemberRow(deps.db, userid)
  if (!member) throw new PolicyNotFoundError()
  const { mainDepartmentId } = member
  if (!(await seesDepartments(deps, actor, [mainDepartmentId]))(mainDepartmentId)) throw new PolicyNotFoundError()
  const policies = (await listPolicyStatuses(deps, [member.userid]))(member.userid)
  const selected = policy === undefined ? policies[0] : policies.find(({ id }) => id === policy)
  const isFull = seesFullRecord(actor)
  const department = mainDepartmentId ?? ROOT_DEPARTMENT
  await recordReadAudit(deps, actor, 'policy.record_read', selected?.id ?? 'policies', { userid: member.userid })
  return {
    person: {
      userid: member.userid,
      name: member.name,
      department: (await listPathNames(deps.db, [department])).get(department) ?? [],
      position: member.position,
      isActive: member.status === ACTIVE,
    },
    policies,
    selected: selected?.id ?? null,
    events: selected ? await recordEvents(deps, selected.id, { userid: member.userid, isFull }) : [],
    isFull,
    mayChange: holdsRole(actor, 'compliance'),
  }
}
