import type { PersonLimit } from '@desk/shared/pages/route-limits'

export type PersonLimits = {
  /**
   * Counts one attempt of the person. Returns the milliseconds until the next attempt is allowed; null: it is allowed
   * now.
   */
  spend(limit: PersonLimit, userid: string): Promise<number | null>
}

export const noPersonLimits: PersonLimits = { spend: async () => null }
