import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { BOARD_DEPARTMENTS } from '@desk/shared/kernel/page-size'
import type { BoardQuery, BoardView } from '@desk/shared/policies/board-schemas'
import { departmentNames } from '../../../directory/department-names.ts'
import { today } from '../../../access/grant-conditions.ts'
import { toCounts } from '../roster/counts.ts'
import { departmentOf, departmentsOf, exportsOf, headingOf, listBoardVersions, pathOfScope } from './board-parts.ts'
import { listChildDepartments } from './board-queries.ts'
import { type BoardDeps, burnUpOf } from './burn-up.ts'
import { getPastBoard } from './get-past-board.ts'
import { authorizeScope, mayActIn } from '../roster/count-scope.ts'
import { WHOLE_COMPANY, type Counters, readTotals } from '../roster/count-queries.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import { type ActivePolicy, listActivePolicies, requirePublishedPolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { readerOf } from '../roster/policy-as-of.ts'
import { findStoredDays } from '../roster/snapshot-queries.ts'
import { computeReachByCounters } from '../reminders/reminder-reach.ts'

/** Returns the acknowledgement counts of a policy for the part of the company that the caller may see. */
export async function getBoard(
  deps: BoardDeps,
  actor: MemberActor,
  { id, department, day, departments }: BoardQuery & { id: PolicyId },
): Promise<BoardView> {
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requirePublishedPolicy(deps.db, id)
  const limit = departments === 'all' ? null : BOARD_DEPARTMENTS
  const isPast = day !== undefined && day < today(deps)
  const past = isPast ? await getPastBoard(deps, actor, policy, { scope, day, limit }) : null
  if (past) return past
  const behind = await refreshBeforeRead(deps)
  const now = deps.clock.now()
  const reader = readerOf(deps, policy)
  const countsOf = (totals: Counters) => toCounts(totals, policy, reader)
  const totals = await readTotals(deps.db, policy.id, [scope, WHOLE_COMPANY])
  const counts = countsOf(totals.get(scope) ?? {})
  const signedInCompany = totals.get(WHOLE_COMPANY)?.signed ?? 0
  const path = await pathOfScope(deps, scope)
  // Both run concurrently: one sorts the counts of all children, and the other takes several statements.
  const [children, burnUp] = await Promise.all([
    listChildDepartments(deps.db, policy.id, scope, limit),
    burnUpOf(reader, { policy, scope, path, counts, end: policy.retiredAt ?? now, asOf: null, signedInCompany }),
  ])
  return {
    policy: headingOf(deps, policy),
    policies: (await listActivePolicies(deps.db)).map((active) => ({ id: active.id, ...titleOf(active) })),
    versions: await listBoardVersions(deps, policy, { scope, shownId: policy.versionId }),
    department: await departmentOf(deps, actor, path),
    others: await listOtherDepartments(deps, actor, scope),
    counts,
    ...departmentsOf(children, countsOf),
    burnUp,
    storedDays: await findStoredDays(deps.db, { policyId: policy.id, departmentId: scope }, today(deps)),
    urge: await computeReachByCounters(deps, policy, counts),
    behind,
    countedAt: now.toISOString(),
    asOf: null,
    commitment: null,
    allowed: listAllowed(actor, policy, path),
  }
}

/** Lists the other departments that the caller administers; none for reviewers, who see the whole company. */
async function listOtherDepartments(
  { db }: Pick<BoardDeps, 'db'>,
  actor: MemberActor,
  scope: number,
): Promise<BoardView['others']> {
  if (holdsRole(actor, 'policy_reviewer')) return []
  const ids = actor.adminOf.filter((id) => id !== scope)
  const names = await departmentNames(db, ids)
  return ids.map((id) => ({ id, name: names.get(id) ?? String(id) }))
}

function listAllowed(actor: MemberActor, { retiredAt }: ActivePolicy, path: readonly number[]): BoardView['allowed'] {
  if (retiredAt !== null) return exportsOf(actor)
  return [
    ...(mayActIn(actor, path) ? (['urge'] as const) : []),
    ...exportsOf(actor),
    ...(holdsRole(actor, 'compliance') ? (['exempt', 'answer'] as const) : []),
  ]
}
