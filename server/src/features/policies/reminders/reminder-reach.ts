import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { ReachQuery, StateCounts, UrgeAnswer, UrgePreview } from '@desk/shared/policies/board-schemas'
import { today } from '../../../access/grant-conditions.ts'
import { toCounts } from '../roster/counts.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { readTotals } from '../roster/count-queries.ts'
import { countsUpToDate } from '../roster/refresh-counters.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, type LivePolicy } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { countOwingAmong, countUrged, namesOfReached, wasAnybodyUrged } from './remind-queries.ts'
import { urgedObject } from './reminder-key.ts'

const owingOf = ({ pending, overdue, undelivered }: StateCounts) => pending + overdue + undelivered

/** As long as nobody was urged today, the counters say whom an urge would reach. Null: they do not. */
export const reachByCounters = async (
  deps: RosterDeps,
  policy: LivePolicy,
  counts: StateCounts,
): Promise<UrgeAnswer | null> =>
  (await wasAnybodyUrged(deps.db, policy.id, today(deps))) ? null : { reached: owingOf(counts), skipped: 0 }

/** Whom an urge of this part of the company would reach now. */
async function reachOf(deps: RosterDeps, policy: LivePolicy, scope: number): Promise<UrgeAnswer> {
  await countsUpToDate(deps)
  return reachByNow(deps, policy, scope)
}

/** The same by counts that somebody saw to before. */
export async function reachByNow(deps: RosterDeps, policy: LivePolicy, scope: number): Promise<UrgeAnswer> {
  const totals = (await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}
  const counts = toCounts(totals, policy, deps.clock.now())
  const known = await reachByCounters(deps, policy, counts)
  if (known) return known
  const skipped = await countUrged(deps, urgedObject(policy.id, today(deps)), policy, { scope })
  return { reached: Math.max(0, owingOf(counts) - skipped), skipped }
}

/** Whom an urge of these people would reach now. */
export async function reachAmong(
  deps: RosterDeps,
  policy: LivePolicy,
  among: { scope: number; userids: readonly string[] },
): Promise<UrgeAnswer> {
  const skipped = await countUrged(deps, urgedObject(policy.id, today(deps)), policy, among)
  return { reached: (await countOwingAmong(deps, policy, among)) - skipped, skipped }
}

/** As many as a sheet shows without scrolling for long; the rest is a number. */
const SHOWN_NAMES = 12

/** What an urge would do, for whoever looks before it is sent. */
export async function getReach(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department }: ReachQuery & { id: PolicyId },
): Promise<UrgePreview> {
  const scope = await authorizeScope(deps, actor, department === undefined ? undefined : Number(department))
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  const urge = await reachOf(deps, policy, scope)
  const object = urgedObject(policy.id, today(deps))
  const names = await namesOfReached(deps, policy, { object, among: { scope }, limit: SHOWN_NAMES })
  return { ...urge, names }
}
