import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { ReachQuery, StateCounts, ReminderReach, ReminderPreview } from '@desk/shared/policies/board-schemas'
import { toCounts } from '../roster/counts.ts'
import { authorizeScope, mayAct, withActingRoles } from '../roster/count-scope.ts'
import { readTotals } from '../roster/count-queries.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import { requireActivePolicy, type ActivePolicy } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import {
  countReminded,
  hasPresentReminder,
  listNotRemindedNames,
  type Reminded,
  remindedCondition,
} from './remind-queries.ts'

const countUnsignedIn = ({ pending, overdue, undelivered }: StateCounts) => pending + overdue + undelivered

/** Computes the reach of a manual reminder from the counters; null after another one today, which the counters do not show. */
export const computeReachByCounters = async (
  deps: RosterDeps,
  policy: ActivePolicy,
  counts: StateCounts,
): Promise<ReminderReach | null> =>
  (await hasPresentReminder(deps, policy)) ? null : { reached: countUnsignedIn(counts), skipped: 0 }

/** Computes the reach of a manual reminder to a department or the company. The caller refreshes the counts before. */
export async function computeReach(
  deps: RosterDeps,
  policy: ActivePolicy,
  { scope, reminded }: { scope: number; reminded: Reminded },
): Promise<ReminderReach> {
  const totals = (await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}
  const unsigned = countUnsignedIn(toCounts(totals, policy, deps))
  const skipped = reminded === null ? 0 : await countReminded(deps, reminded, policy, scope)
  return { reached: Math.max(0, unsigned - skipped), skipped }
}

/** Maximum number of names: as many as the sheet shows without much scrolling. */
const MAX_NAMES = 12

/** Previews whom a manual reminder would reach. Roles that only grant reading do not widen it. */
export async function previewReach(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department }: ReachQuery & { id: PolicyId },
): Promise<ReminderPreview> {
  const scope = await authorizeScope(deps, mayAct(actor) ? withActingRoles(actor) : actor, department)
  const policy = await requireActivePolicy(deps.db, id)
  await refreshBeforeRead(deps)
  const reminded = await remindedCondition(deps, policy)
  const reach = await computeReach(deps, policy, { scope, reminded })
  const isNobody = reach.reached === 0
  const names = isNobody ? [] : await listNotRemindedNames(deps, policy, { reminded, scope, limit: MAX_NAMES })
  return { ...reach, names }
}
