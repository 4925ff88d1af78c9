import type { PersonLimit } from '@desk/shared/pages/route-limits'

export type PersonLimits = {
  /** Counts one more try of that person; gives for how long they are over the limit, in milliseconds; null: they are not. */
  spend(limit: PersonLimit, userid: string): Promise<number | null>
}

export const noPersonLimits: PersonLimits = { spend: async () => null }
