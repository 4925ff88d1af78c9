import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { lastInstantOf } from '@desk/shared/kernel/working-calendar'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type ActivePolicy, findVersion } from '../document/policy-queries.ts'
import type { RosterDeps } from './roster-queries.ts'
import { WHOLE_COMPANY } from './count-queries.ts'
import { findSnapshot } from './snapshot-queries.ts'

/** Returns the policy as it was with this version; unchanged if the version is unknown. */
export async function withVersion(
  { db }: Pick<ReadDeps, 'db'>,
  policy: ActivePolicy,
  versionId: ActivePolicy['versionId'],
): Promise<ActivePolicy> {
  const version = versionId === policy.versionId ? null : await findVersion(db, versionId)
  if (!version?.requiredSince) return policy
  const { zh, en, audience, daysToSign, joinerDays, reaffirmMonths = null } = version.content
  return {
    ...policy,
    versionId,
    no: version.no,
    label: version.label ?? '',
    requiresNo: version.requiresNo,
    requiredSince: version.requiredSince,
    titleZh: zh.title,
    titleEn: en?.title ?? null,
    audience,
    daysToSign,
    joinerDays,
    reaffirmMonths,
    // If the term differs from the current one, it counts from this version at the earliest.
    reaffirmSince: reaffirmMonths === policy.reaffirmMonths ? policy.reaffirmSince : version.requiredSince,
  }
}

/**
 * Returns the dependencies that read the roster of a policy: as it is now or, for a retired policy, as it was at its last
 * instant in force, since nobody who joined or changed later was bound by it.
 */
export function readerOf<D extends RosterDeps>(deps: D, { retiredAt }: Pick<ActivePolicy, 'retiredAt'>): D {
  if (retiredAt === null) return deps
  const asOf = new Date(retiredAt.getTime() - 1)
  return { ...deps, asOf, clock: { now: () => asOf } }
}

/**
 * Returns the policy and the dependencies that read its roster, as of the end of a day or of the last stored day before it;
 * null if no such day is stored.
 */
export async function policyAsOf(
  deps: ReadDeps,
  policy: ActivePolicy,
  day: CalendarDay,
): Promise<{ policy: ActivePolicy; deps: RosterDeps; day: CalendarDay } | null> {
  const snapshot = await findSnapshot(deps.db, policy.id, WHOLE_COMPANY, day)
  if (!snapshot) return null
  const asOf = lastInstantOf(deps.site.timeZone, snapshot.day)
  return {
    policy: await withVersion(deps, policy, snapshot.versionId),
    deps: { ...deps, asOf, clock: { now: () => asOf } },
    day: snapshot.day,
  }
}
