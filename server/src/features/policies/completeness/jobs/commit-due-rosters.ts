import type { SystemActor } from '@desk/shared/identity/actor'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import { endOfDay, lastInstantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../../access/grant-conditions.ts'
import { listLogs } from '../../../audit/log/log-queries.ts'
import { type ActivePolicy, listPoliciesSince } from '../../document/policy-queries.ts'
import { commonDueAt } from '../../roster/counts.ts'
import { WHOLE_COMPANY } from '../../roster/count-queries.ts'
import { policyAsOf, withVersion } from '../../roster/policy-as-of.ts'
import { listSnapshots } from '../../roster/snapshot-queries.ts'
import { type CommitDeps, commitRoster, type CommitSubject } from '../commit-roster.ts'
import { type CommitmentReason, isCommitted } from '../roster-line-queries.ts'

const rosterJob: SystemActor = { kind: 'system', job: 'rosters' }

/**
 * Commits to the rosters that are due: of each version when it is published, after its due day, and of each month's last
 * day. A past day is of the version that was in force at its end, which another may have replaced since; its policy may be
 * retired since.
 */
export async function commitDueRosters(deps: CommitDeps): Promise<void> {
  const [firstLog] = await listLogs(deps.db)
  if (!firstLog) return
  const { timeZone } = deps.site
  const monthEnd = shiftDay(`${today(deps).slice(0, 8)}01`, -1)
  for (const policy of await listPoliciesSince(deps.db, lastInstantOf(timeZone, monthEnd))) {
    if (policy.retiredAt === null)
      await commitIfDue(deps, policy, 'published', { policy, reader: deps, day: today(deps) })
    for (const { why, day, versionId } of await pastDays(deps, policy, monthEnd)) {
      if (endOfDay(timeZone, day) < firstLog.at) continue
      const past = await policyAsOf(deps, policy, day)
      if (past?.day === day && past.policy.versionId === versionId)
        await commitIfDue(deps, past.policy, why, { policy: past.policy, reader: past.deps, day })
    }
  }
}

type PastDay = { why: CommitmentReason; day: CalendarDay; versionId: PolicyVersionId }

/**
 * Returns the last day of the last month, and the past due days of the versions in force since; a due day as far as the
 * version was to be signed by then.
 */
async function pastDays(deps: CommitDeps, policy: ActivePolicy, monthEnd: CalendarDay): Promise<PastDay[]> {
  const { timeZone } = deps.site
  const place = { policyId: policy.id, departmentId: WHOLE_COMPANY }
  const stored = await listSnapshots(deps.db, place, monthEnd, today(deps))
  const days: PastDay[] = stored
    .filter(({ day }) => day === monthEnd)
    .map(({ versionId }) => ({ why: 'month', day: monthEnd, versionId }))
  for (const versionId of new Set(stored.map((one) => one.versionId))) {
    const version = await withVersion(deps, policy, versionId)
    const day = dayIn(timeZone, commonDueAt(deps, version))
    if (day < today(deps) && version.requiredSince <= lastInstantOf(timeZone, day))
      days.push({ why: 'due', day, versionId })
  }
  return days
}

async function commitIfDue(
  deps: CommitDeps,
  { versionId }: ActivePolicy,
  why: CommitmentReason,
  subject: CommitSubject,
): Promise<void> {
  const once = { versionId, ...(why === 'month' ? { day: subject.day } : {}) }
  if (await isCommitted(deps.db, { ...once, why })) return
  await commitRoster(deps, subject, { why, actor: rosterJob, once })
}
