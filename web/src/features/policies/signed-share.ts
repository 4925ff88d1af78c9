import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { requiredStates } from '@desk/shared/policies/roster'

export const askedOf = (counts: StateCounts): number => requiredStates.reduce((sum, state) => sum + counts[state], 0)

/** One place after the point; never 100 while somebody is missing. Null: nobody is asked. */
export function shareOf(counts: StateCounts): string | null {
  const asked = askedOf(counts)
  if (asked === 0) return null
  const share = (counts.signed / asked) * 100
  return counts.signed < asked ? Math.min(99.9, Math.floor(share * 10) / 10).toFixed(1) : '100'
}
