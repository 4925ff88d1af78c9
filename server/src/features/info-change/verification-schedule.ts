import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import type { InfoField } from '@desk/shared/info-change/info-change'
import { fieldPolicies } from '@desk/shared/info-change/info-field-policies'

/** The first wait, and every wait for fields that are read with the member, which costs little. */
const SOON_MS = 10 * MINUTE_MS
/**
 * Each lookup of a number that is not there yet is a wrong guess, and WeCom refuses lookups for a day once those exceed
 * a fifth of the company's members (doc 95402): after 10 minutes, 1 hour, 6 hours, then once a day.
 */
const LATE_MS = DAY_MS
/** The next wait is this many times as long as all waits before it together. */
const GROWTH = 5

/** Returns when to verify again a change that people have to make, if the wait began at `since`. */
export function nextCheckAt(open: readonly InfoField[], since: Date, now: Date): Date {
  const isLookedUp = open.some((field) => fieldPolicies[field].verification === 'looked_up')
  const nextWait = GROWTH * (now.getTime() - since.getTime())
  const delay = isLookedUp ? Math.min(Math.max(nextWait, SOON_MS), LATE_MS) : SOON_MS
  return new Date(now.getTime() + delay)
}
