import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import type { BoardView } from '@desk/shared/policies/board-schemas'
import type { LivePolicy } from '../document/policy-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { listKeptVersions } from '../roster/snapshot-queries.ts'

/** What there is to choose from. Of a version that was gone before its first day ended, nothing is there to be shown. */
export async function versionsOf(
  { db, site }: RosterDeps,
  policy: LivePolicy,
  { scope, shownId }: { scope: number; shownId: PolicyVersionId },
): Promise<BoardView['versions']> {
  const kept = await listKeptVersions(db, { policyId: policy.id, departmentId: scope, currentId: policy.versionId })
  if (kept.length < 2) return []
  return kept.map(({ id, label, since, day }) => ({
    label: label ?? '',
    since: dayIn(site.timeZone, since ?? policy.asksSince),
    day: id === policy.versionId ? null : day,
    isShown: id === shownId,
  }))
}
