import type { MemberActor } from '@desk/shared/identity/actor'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { endOfDay, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import type { BoardView } from '@desk/shared/policies/board-schemas'
import { dayCommitment } from '../completeness/committed-day.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { WHOLE_COMPANY, readTotals } from '../roster/count-queries.ts'
import { toCounts, toStoredCounts } from '../roster/counts.ts'
import { readerOf, withVersion } from '../roster/policy-as-of.ts'
import { findSnapshot, findStoredDays } from '../roster/snapshot-queries.ts'
import { departmentOf, departmentsOf, exportsOf, headingOf, listBoardVersions, pathOfScope } from './board-parts.ts'
import { listChildDepartmentsAsOf } from './board-queries.ts'
import { type BoardDeps, burnUpOf } from './burn-up.ts'

/** Returns the board as stored at the end of a past day, without actions; null if no day up to then is stored. */
export async function getPastBoard(
  deps: BoardDeps,
  actor: MemberActor,
  current: ActivePolicy,
  { scope, day, limit }: { scope: number; day: CalendarDay; limit: number | null },
): Promise<BoardView | null> {
  const snapshot = await findSnapshot(deps.db, current.id, scope, day)
  if (!snapshot) return null
  const policy = await withVersion(deps, current, snapshot.versionId)
  // Both run concurrently: one sorts the counts of all children, and the other takes several statements.
  const [children, parts] = await Promise.all([
    listChildDepartmentsAsOf(deps.db, policy.id, { scope, day: snapshot.day, limit }),
    readParts(deps, actor, { current, policy, scope, snapshot }),
  ])
  return {
    policy: headingOf(deps, policy),
    policies: [],
    ...parts,
    others: [],
    counts: toStoredCounts(snapshot.counts),
    ...departmentsOf(children, toStoredCounts),
    urge: { reached: 0, skipped: 0 },
    behind: 0,
    countedAt: snapshot.takenAt.toISOString(),
    asOf: snapshot.day,
    allowed: exportsOf(actor),
  }
}

type Part = {
  current: ActivePolicy
  /** With the version that was in force on that day. */
  policy: ActivePolicy
  scope: number
  snapshot: { day: CalendarDay; versionId: PolicyVersionId }
}

/** Returns the parts of the board that are not read from snapshots of departments. */
async function readParts(
  deps: BoardDeps,
  actor: MemberActor,
  { current, policy, scope, snapshot: { day, versionId } }: Part,
) {
  const path = await pathOfScope(deps, scope)
  const asOf = endOfDay(deps.site.timeZone, day)
  return {
    versions: await listBoardVersions(deps, current, { scope, shownId: versionId }),
    department: await departmentOf(deps, actor, path),
    burnUp: await burnUpOf(readerOf(deps, current), {
      policy,
      scope,
      path,
      asOf,
      ...(await endOf(deps, current, policy, scope)),
    }),
    storedDays: await findStoredDays(deps.db, { policyId: policy.id, departmentId: scope }, day),
    commitment: await dayCommitment(deps, policy, day),
  } satisfies Partial<BoardView>
}

/**
 * Returns the end of the plot, with its counts: now, or when the policy was retired or a version that requires new signatures
 * replaced the shown one.
 */
async function endOf(deps: BoardDeps, current: ActivePolicy, shown: ActivePolicy, scope: number) {
  if (current.requiresNo === shown.requiresNo) {
    const totals = await readTotals(deps.db, current.id, [scope, WHOLE_COMPANY])
    return {
      counts: toCounts(totals.get(scope) ?? {}, current, readerOf(deps, current)),
      end: current.retiredAt ?? deps.clock.now(),
      signedInCompany: totals.get(WHOLE_COMPANY)?.signed ?? 0,
    }
  }
  // The snapshot of the day on which the new version took effect counts the new version, so the day before is the last
  // one.
  const lastDay = shiftDay(dayIn(deps.site.timeZone, current.requiredSince), -1)
  const last = await findSnapshot(deps.db, current.id, scope, lastDay)
  return {
    counts: toStoredCounts(last?.counts ?? {}),
    end: current.requiredSince,
    signedInCompany: null,
  }
}
