import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { InfoField } from '@desk/shared/info-change/info-change'
import { fieldPolicies } from '@desk/shared/info-change/info-field-policies'

/** Reading a member costs little. */
const SOON_MS = 10 * MINUTE_MS
/**
 * Each look for a number that is not there yet is a wrong guess, and WeCom stops answering for a day once those exceed a
 * fifth of the company (doc 95402): after 10 minutes, 1 hour, 6 hours, and once a day from then on.
 */
const LATE_MS = 24 * 60 * MINUTE_MS
const TIMES = 5

/** When to read again what people have to change, if it has been waited for since `since`. */
export function nextCheckAt(open: readonly InfoField[], since: Date, now: Date): Date {
  const isLookedUp = open.some((field) => fieldPolicies[field].proof === 'looked_up')
  const waited = TIMES * (now.getTime() - since.getTime())
  const delay = isLookedUp ? Math.min(Math.max(waited, SOON_MS), LATE_MS) : SOON_MS
  return new Date(now.getTime() + delay)
}
