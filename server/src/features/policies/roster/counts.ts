import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { dueAtOf } from '@desk/shared/policies/due-date'
import { rosterStates } from '@desk/shared/policies/roster'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { Counters } from './count-queries.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'

type Terms = Pick<ActivePolicy, 'requiredSince' | 'daysToSign' | 'joinerDays'>

/** Returns the common due date: of people without a personal one whose signature has been required since `requiredSince`. */
export const commonDueAt = ({ site }: Pick<ReadDeps, 'site'>, { requiredSince, daysToSign, joinerDays }: Terms): Date =>
  new Date(
    dueAtOf(
      { timeZone: site.timeZone, requiredSince: requiredSince.getTime(), days: daysToSign, joinerDays },
      { requiredFrom: 0, exemptUntil: null, ownDueAt: null },
    ),
  )

/** Returns whether the common due date has passed. */
export const isOver = (deps: Pick<ReadDeps, 'clock' | 'site'>, policy: Terms): boolean =>
  commonDueAt(deps, policy) <= deps.clock.now()

/** Converts counters to states: `open` people are pending until the common due date, and overdue from then on. */
export function toCounts(
  counters: Counters,
  policy: ActivePolicy,
  deps: Pick<ReadDeps, 'clock' | 'site'>,
): StateCounts {
  const { pending = 0, overdue = 0, pending_change: pendingChange = 0, open_change: openChange = 0 } = counters
  const open = (counters.open ?? 0) + openChange
  const isLate = isOver(deps, policy)
  return {
    signed: counters.signed ?? 0,
    pending: pending + pendingChange + (isLate ? 0 : open),
    overdue: overdue + (isLate ? open : 0),
    questioned: counters.questioned ?? 0,
    undelivered: counters.undelivered ?? 0,
    exempt: counters.exempt ?? 0,
    excluded: counters.excluded ?? 0,
    changeOnly: pendingChange + (isLate ? 0 : openChange),
  }
}

export const zeroCounts = {
  ...Object.fromEntries(rosterStates.map((state) => [state, 0])),
  changeOnly: 0,
} as StateCounts

/** Converts the stored counts of a past day; those stored by earlier releases lack some states. */
export const toStoredCounts = (counts: Readonly<Record<string, number>>): StateCounts => ({ ...zeroCounts, ...counts })
