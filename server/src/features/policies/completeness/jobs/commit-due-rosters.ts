import type { SystemActor } from '@desk/shared/identity/actor'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import { endOfDay, lastInstantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../../access/grant-conditions.ts'
import { listLogs } from '../../../audit/log/log-queries.ts'
import { type ActivePolicy, listPoliciesSince } from '../../document/policy-queries.ts'
import { commonDueAt } from '../../roster/counts.ts'
import { storeDay } from '../../roster/jobs/snapshot-board.ts'
import { policyAsOf, withVersion } from '../../roster/policy-as-of.ts'
import { listEffectiveVersions } from '../../roster/snapshot-queries.ts'
import { type CommitDeps, commitRoster, type CommitSubject } from '../commit-roster.ts'
import { type CommitmentReason, findLastMonth, isCommitted } from '../roster-line-queries.ts'

const rosterJob: SystemActor = { kind: 'system', job: 'rosters' }

/**
 * Commits to the rosters that are due: of each version when it is published, after its due day, and of the last day of each
 * month, also of months that ended while the server was down. A past day has the version that was in force at its end, even
 * if another replaced it, or the policy was retired, since then. Past days are committed in the order of the days of all
 * policies, and a run ends at one that another server is about to commit: the last committed month leaves no gap before it.
 */
export async function commitDueRosters(deps: CommitDeps): Promise<void> {
  const [firstLog] = await listLogs(deps.db)
  if (!firstLog) return
  const { timeZone } = deps.site
  const lastMonth = await findLastMonth(deps.db)
  const monthEnds = listMonthEnds(lastMonth ?? dayIn(timeZone, firstLog.at), today(deps))
  const pastDays: (PastDay & { policy: ActivePolicy })[] = []
  for (const policy of await listPoliciesSince(deps.db, lastInstantOf(timeZone, monthEnds[0]))) {
    if (policy.retiredAt === null)
      await commitIfDue(deps, policy, 'published', { policy, reader: deps, day: today(deps) })
    pastDays.push(...(await listPastDays(deps, policy, monthEnds)).map((past) => ({ ...past, policy })))
  }
  for (const { policy, why, day, versionId } of pastDays.sort((one, other) => one.day.localeCompare(other.day))) {
    if (endOfDay(timeZone, day) < firstLog.at) continue
    const past = await storedDayOf(deps, policy, { day, versionId })
    if (past?.day !== day || past.policy.versionId !== versionId) continue
    if (!(await commitIfDue(deps, past.policy, why, { policy: past.policy, reader: past.deps, day }))) return
  }
}

/**
 * Returns the policy at the end of a day, and the dependencies that read its roster. A day that is not stored because the
 * server was down for all of the next one is stored now, from the roster of its end; yesterday is left to the job that stores
 * it.
 */
async function storedDayOf(
  deps: CommitDeps,
  policy: ActivePolicy,
  { day, versionId }: Pick<PastDay, 'day' | 'versionId'>,
): Promise<Awaited<ReturnType<typeof policyAsOf>>> {
  const stored = await policyAsOf(deps, policy, day)
  if (stored?.day === day || day >= shiftDay(today(deps), -1)) return stored
  const asOf = lastInstantOf(deps.site.timeZone, day)
  await storeDay(deps, await withVersion(deps, policy, versionId), { day, asOf })
  return policyAsOf(deps, policy, day)
}

type PastDay = { why: CommitmentReason; day: CalendarDay; versionId: PolicyVersionId }

const lastDayBefore = (month: CalendarDay): CalendarDay => shiftDay(`${month.slice(0, 8)}01`, -1)

/** Returns the last days of the months from `since` to the one before today's, at least of that one, the earliest first. */
function listMonthEnds(since: CalendarDay, day: CalendarDay): [CalendarDay, ...CalendarDay[]] {
  const ends: [CalendarDay, ...CalendarDay[]] = [lastDayBefore(day)]
  for (let end = lastDayBefore(ends[0]); end >= since; end = lastDayBefore(end)) ends.unshift(end)
  return ends
}

/**
 * Returns the last days of these months, and the past due days of the versions in force since, each with the version that
 * was in force at its end; a due day only if signatures of the version were required by then.
 */
async function listPastDays(
  deps: CommitDeps,
  policy: ActivePolicy,
  monthEnds: readonly [CalendarDay, ...CalendarDay[]],
): Promise<PastDay[]> {
  const { timeZone } = deps.site
  const versions = await listEffectiveVersions(deps.db, policy.id)
  const inForceOn = (day: CalendarDay): PolicyVersionId | undefined => {
    const end = lastInstantOf(timeZone, day)
    if (policy.retiredAt !== null && policy.retiredAt <= end) return undefined
    return versions.findLast(({ publishedAt }) => publishedAt !== null && publishedAt <= end)?.id
  }
  const days: PastDay[] = monthEnds.flatMap((day) => {
    const versionId = inForceOn(day)
    return versionId === undefined ? [] : [{ why: 'month', day, versionId }]
  })
  const first = versions.findIndex(({ id }) => id === inForceOn(monthEnds[0]))
  for (const { id: versionId } of versions.slice(Math.max(first, 0))) {
    const version = await withVersion(deps, policy, versionId)
    const day = dayIn(timeZone, commonDueAt(deps, version))
    const wasInForce = inForceOn(day) === versionId && version.requiredSince <= lastInstantOf(timeZone, day)
    if (day < today(deps) && wasInForce) days.push({ why: 'due', day, versionId })
  }
  return days
}

/** Commits the roster unless it was committed before. Returns false if another server commits one at this moment. */
async function commitIfDue(
  deps: CommitDeps,
  { versionId }: ActivePolicy,
  why: CommitmentReason,
  subject: CommitSubject,
): Promise<boolean> {
  const once = { versionId, ...(why === 'month' ? { day: subject.day } : {}) }
  if (await isCommitted(deps.db, { ...once, why })) return true
  const committed = await commitRoster(deps, subject, { why, actor: rosterJob, once })
  return committed !== null || isCommitted(deps.db, { ...once, why })
}
