import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { lastInstantOf } from '@desk/shared/kernel/working-calendar'
import { today } from '../../access/grant-conditions.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { type ActivePolicy, findPublishedPolicy } from '../policies/document/policy-queries.ts'
import { policyAsOf } from '../policies/roster/policy-as-of.ts'
import { findAllOnRoster, type RosterDeps, type RosterRow } from '../policies/roster/roster-queries.ts'
import type { RoomAccess } from './room-access.ts'
import { listPublished } from './link-queries.ts'

/** A policy at one instant, with the dependencies that read its roster as it was then. */
export type PolicyMoment = {
  policy: ActivePolicy
  deps: RosterDeps
  day: CalendarDay
  isToday: boolean
  asOf: Date
  /** Whether it bound people. */
  isInForce: boolean
}

/** Returns the policy now, or as the board stored it at the end of a past day; null before it was first in force. */
export async function momentOf(deps: ReadDeps, current: ActivePolicy, day: CalendarDay): Promise<PolicyMoment | null> {
  const { retiredAt } = current
  if (day === today(deps))
    return {
      policy: current,
      deps,
      day,
      isToday: true,
      asOf: deps.clock.now(),
      isInForce: retiredAt === null && current.requiredSince <= deps.clock.now(),
    }
  const past = await policyAsOf(deps, current, day)
  if (!past) return null
  // Days after the retirement are not stored.
  const isRetired = retiredAt !== null && retiredAt <= lastInstantOf(deps.site.timeZone, day)
  const shown = isRetired ? day : past.day
  return {
    policy: past.policy,
    deps: past.deps,
    day: shown,
    isToday: false,
    asOf: lastInstantOf(deps.site.timeZone, shown),
    isInForce: !isRetired,
  }
}

/** Lists the policies that the visitor may see, as of a day, the oldest first. */
export async function listMoments(deps: ReadDeps, access: RoomAccess, day: CalendarDay): Promise<PolicyMoment[]> {
  const moments: PolicyMoment[] = []
  for (const { id } of await listPublished(deps.db, access.policies)) {
    const policy = await findPublishedPolicy(deps.db, id)
    const moment = policy && (await momentOf(deps, policy, day))
    if (moment) moments.push(moment)
  }
  return moments
}

/** Returns the roster rows of those people whom the policy bound at that moment, by lower-case userid. */
export const listBoundPeople = async (
  { deps, policy, isInForce }: PolicyMoment,
  userids: readonly string[],
): Promise<ReadonlyMap<string, RosterRow>> => (isInForce ? findAllOnRoster(deps, policy, userids) : new Map())
