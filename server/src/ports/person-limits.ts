import type { PersonLimit } from '@desk/shared/pages/route-limits'

export type PersonLimits = {
  /**
   * Counts one attempt of the person. Returns for how many milliseconds they are over the limit; null: they are not.
   */
  spend(limit: PersonLimit, userid: string): Promise<number | null>
}

export const noPersonLimits: PersonLimits = { spend: async () => null }
