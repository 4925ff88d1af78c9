import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { requiredCount } from '@desk/shared/policies/roster'

/**
 * Returns the percentage, rounded to one decimal as a spreadsheet does; below 100 until all have signed. Null when no one
 * has to sign.
 */
export function shareOf(signed: number, required: number): string | null {
  if (required === 0) return null
  const share = (signed / required) * 100
  return signed < required ? Math.min(99.9, Math.round(share * 10) / 10).toFixed(1) : '100'
}

/** Returns the signed percentage of the people who have to sign and are not exempt. */
export const signedShare = (counts: StateCounts): string | null => shareOf(counts.signed, requiredCount(counts))
