import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { dueAtOf, rosterStates } from '@desk/shared/policies/roster'
import type { Counters } from './count-queries.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'

/** Returns the due date, in epoch milliseconds, of everyone without a personal due date. */
export const commonDueAt = ({ requiredSince, daysToSign, joinerDays }: ActivePolicy): number =>
  dueAtOf(
    { publishedAt: requiredSince.getTime(), days: daysToSign, joinerDays },
    { requiredFrom: 0, exemptUntil: null, ownDueAt: null },
  )

/** Converts counters to states: `open` people are pending until the common due date, and overdue from then on. */
export function toCounts(counters: Counters, policy: ActivePolicy, now: Date): StateCounts {
  const { pending = 0, overdue = 0, pending_change: pendingChange = 0, open_change: openChange = 0 } = counters
  const open = (counters.open ?? 0) + openChange
  const isOver = commonDueAt(policy) <= now.getTime()
  return {
    signed: counters.signed ?? 0,
    pending: pending + pendingChange + (isOver ? 0 : open),
    overdue: overdue + (isOver ? open : 0),
    questioned: counters.questioned ?? 0,
    undelivered: counters.undelivered ?? 0,
    exempt: counters.exempt ?? 0,
    excluded: counters.excluded ?? 0,
    changeOnly: pendingChange + (isOver ? 0 : openChange),
  }
}

export const zeroCounts = {
  ...Object.fromEntries(rosterStates.map((state) => [state, 0])),
  changeOnly: 0,
} as StateCounts

/** Converts the stored counts of a past day; days stored by earlier releases lack some. */
export const toStoredCounts = (counts: Readonly<Record<string, number>>): StateCounts => ({ ...zeroCounts, ...counts })
