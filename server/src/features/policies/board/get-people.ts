import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PeopleQuery, PeopleView } from '@desk/shared/policies/board-schemas'
import { departmentNames } from '../../../directory/department-names.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { COMPANY } from '../roster/count-queries.ts'
import { listPeople } from './list-people.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'

/** The page of people with what its heading says. */
export async function getPeopleView(
  deps: RosterDeps,
  actor: MemberActor,
  query: PeopleQuery & { id: PolicyId },
): Promise<PeopleView> {
  const { id, department, state } = query
  const scope = await authorizeScope(deps, actor, department === undefined ? undefined : Number(department))
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  const names = await departmentNames(deps.db, [scope])
  return {
    policy: { id, ...titleOf(policy), label: policy.label },
    department: scope === COMPANY ? null : { id: scope, name: names.get(scope) ?? String(scope) },
    state: state ?? null,
    page: await listPeople(deps, actor, query),
    mayChange: holdsRole(actor, 'ops'),
  }
}
