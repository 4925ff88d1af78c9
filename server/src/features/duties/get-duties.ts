import { dutyRoles, owedCount } from '@desk/shared/duties/duty-numbers'
import { dutyCodes, type DutyRow, type DutyView } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'

/** Returns the rows of one feature for the caller; none under roles that they do not hold. */
export type DutySource = (actor: MemberActor) => Promise<readonly DutyRow[]>

/**
 * Returns the caller's duties as the features report them: those with something owed first, then by role and clause. Stores
 * nothing, and does not compare people with each other.
 */
export async function getDuties(sources: readonly DutySource[], actor: MemberActor): Promise<DutyView> {
  const rows: DutyRow[] = []
  // One after the other: the numbers of one member must not take all connections.
  for (const source of sources) rows.push(...(await source(actor)))
  return { rows: rows.toSorted(compareDuties) }
}

const compareDuties = (left: DutyRow, right: DutyRow): number =>
  Number(owedCount(right) > 0) - Number(owedCount(left) > 0) ||
  dutyRoles.indexOf(left.role) - dutyRoles.indexOf(right.role) ||
  left.clause.localeCompare(right.clause) ||
  dutyCodes.indexOf(left.code) - dutyCodes.indexOf(right.code)
