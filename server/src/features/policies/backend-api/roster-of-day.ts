import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { DayCommitment } from '@desk/shared/policies/roster'
import { today } from '../../../access/grant-conditions.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { dayCommitment } from '../completeness/committed-day.ts'
import { DayNotStoredError } from '../document/policy-errors.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'
import { policyAsOf } from '../roster/policy-as-of.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { findStoredDays } from '../roster/snapshot-queries.ts'

/** What the evidence log has of the roster of a past day. */
type Committed = { isCommitted: boolean; commitment: DayCommitment }

/**
 * Returns the policy at the end of a past day, the dependencies that read its roster, and what the evidence log has of it.
 * @throws InvalidInputError for today and later days
 * @throws DayNotStoredError with the first stored day
 */
export async function rosterOfDay(
  deps: RosterDeps,
  policy: ActivePolicy,
  day: CalendarDay,
): Promise<{ reader: RosterDeps; policy: ActivePolicy } & Committed> {
  if (day >= today(deps)) throw new InvalidInputError('Not a past day', [{ path: 'asOf', code: 'too_big' }])
  const past = await policyAsOf(deps, policy, day)
  if (past?.day !== day) {
    const place = { policyId: policy.id, departmentId: WHOLE_COMPANY }
    throw new DayNotStoredError((await findStoredDays(deps.db, place, day)).first)
  }
  const commitment = await dayCommitment(deps, past.policy, day)
  return { reader: past.deps, policy: past.policy, isCommitted: commitment === 'same', commitment }
}
