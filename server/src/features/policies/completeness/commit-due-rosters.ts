import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { endOfDay, lastInstantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../access/grant-conditions.ts'
import { listLogs } from '../../audit/log/log-queries.ts'
import { type ActivePolicy, listActivePolicies } from '../document/policy-queries.ts'
import { commonDueAt } from '../roster/counts.ts'
import { policyAsOf } from '../roster/policy-as-of.ts'
import { type CommitDeps, commitRoster, type CommitSubject } from './commit-roster.ts'
import { type CommitmentReason, isCommitted } from './roster-line-queries.ts'

const rosterJob: SystemActor = { kind: 'system', job: 'rosters' }

/** Commits to the rosters that are due: of each version when it is published, after its due day, and of each month's last day. */
export async function commitDueRosters(deps: CommitDeps): Promise<void> {
  const [firstLog] = await listLogs(deps.db)
  if (!firstLog) return
  for (const policy of await listActivePolicies(deps.db)) {
    await commitIfDue(deps, policy, 'published', { policy, reader: deps, day: today(deps) })
    for (const [why, day] of pastDays(deps, policy)) {
      if (endOfDay(deps.site.timeZone, day) < firstLog.at) continue
      const past = await policyAsOf(deps, policy, day)
      // A month is of the version that was in force at its end, which another may have replaced since.
      if (past?.day === day && (why === 'month' || past.policy.versionId === policy.versionId))
        await commitIfDue(deps, past.policy, why, { policy: past.policy, reader: past.deps, day })
    }
  }
}

/** Returns the past days of which a roster is due; the due day as far as the version was to be signed by then. */
function pastDays(deps: CommitDeps, policy: ActivePolicy): (readonly [CommitmentReason, CalendarDay])[] {
  const { timeZone } = deps.site
  const dueDay = dayIn(timeZone, commonDueAt(deps, policy))
  const monthEnd = shiftDay(`${today(deps).slice(0, 8)}01`, -1)
  const isDue = dueDay < today(deps) && policy.requiredSince <= lastInstantOf(timeZone, dueDay)
  return [...(isDue ? [['due', dueDay] as const] : []), ['month', monthEnd]]
}

async function commitIfDue(
  deps: CommitDeps,
  { versionId }: ActivePolicy,
  why: CommitmentReason,
  subject: CommitSubject,
): Promise<void> {
  const once = { versionId, ...(why === 'month' ? { day: subject.day } : {}) }
  if (await isCommitted(deps.db, { ...once, why })) return
  await commitRoster(deps, subject, { why, actor: actorName(rosterJob), once })
}
