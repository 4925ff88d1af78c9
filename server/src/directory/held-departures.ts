import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { sha256Text } from '@desk/shared/kernel/sha256-text'
import * as z from 'zod/mini'
import { defineSetting } from '../kernel/settings-queries.ts'

/** Even in a small company this many people may leave on one day, and their access has to end at once. */
export const FEW_DEPARTURES = 20
/** Time within which departures belong together: about the time until the next sync. */
export const FLOOD_MS = 10 * MINUTE_MS
/** Share of the members, for companies where more leave between two syncs. */
const SHARE = 0.05
/** Limit of companies of any size: a department that is hidden by mistake has more people. */
const MAX_DEPARTURES = 100

/**
 * Returns how many members a sync may mark as left without a confirmation. WeCom shows a member outside the app's visible
 * range as it shows a deleted one, and what ends with a departure does not come back when the range is widened again.
 */
export const departureLimit = (members: number): number =>
  Math.max(FEW_DEPARTURES, Math.min(MAX_DEPARTURES, Math.floor(members * SHARE)))

const heldGroup = z.object({
  /** Hash of their userids. */
  key: sha256Text,
  people: z.int(),
  since: z.string(),
  /** Start of the sync that found this group: all of them were last returned before. */
  before: z.string(),
  isConfirmed: z.boolean(),
})
export type HeldDepartures = z.infer<typeof heldGroup>

/**
 * The members whom a sync did not find and did not mark as left, since they were too many at once. They stay held until WeCom
 * returns them again, or the ops lead confirms that they left: the next sync then marks those whom it still does not find.
 * Null: none.
 */
export const heldDepartures = defineSetting<{ held: HeldDepartures | null }>({
  key: 'directory.held_departures',
  schema: z.object({ held: z.nullable(heldGroup) }),
  initial: { held: null },
})
