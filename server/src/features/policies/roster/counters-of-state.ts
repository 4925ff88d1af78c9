import { type ListedState, statesOf } from '@desk/shared/policies/roster'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { allCounters, type CounterState } from './count-queries.ts'
import { isOver } from './counts.ts'
import type { RosterDeps } from './roster-queries.ts'

/**
 * Returns the counters that contain people in this state. `open` counts everyone unsigned with the common due date: all
 * pending or all overdue.
 */
export function countersOf(
  deps: Pick<RosterDeps, 'clock' | 'site'>,
  listed: ListedState | undefined,
  policy: ActivePolicy,
): readonly CounterState[] {
  if (listed === undefined) return allCounters
  const open = isOver(deps, policy) ? 'overdue' : 'pending'
  return statesOf(listed).flatMap((state) => [
    state,
    ...(state === 'pending' ? (['pending_change'] as const) : []),
    ...(state === open ? (['open', 'open_change'] as const) : []),
  ])
}
