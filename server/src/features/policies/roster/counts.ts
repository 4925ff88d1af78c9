import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { dueAtOf } from '@desk/shared/policies/roster'
import type { Counters } from './count-queries.ts'
import type { LivePolicy } from '../document/policy-queries.ts'

/** By when everybody is asked who has no date of his own. */
export const commonDueAt = ({ asksSince, daysToSign, joinerDays }: LivePolicy): number =>
  dueAtOf(
    { publishedAt: asksSince.getTime(), days: daysToSign, joinerDays },
    { askedFrom: 0, exemptUntil: null, ownDueAt: null },
  )

/** What was counted, as people read it: who is due with everybody else is overdue from one moment on. */
export function toCounts(counters: Counters, policy: LivePolicy, now: Date): StateCounts {
  const { open = 0, pending = 0, overdue = 0 } = counters
  const isOver = commonDueAt(policy) <= now.getTime()
  return {
    signed: counters.signed ?? 0,
    pending: pending + (isOver ? 0 : open),
    overdue: overdue + (isOver ? open : 0),
    questioned: counters.questioned ?? 0,
    undelivered: counters.undelivered ?? 0,
    exempt: counters.exempt ?? 0,
    excluded: counters.excluded ?? 0,
  }
}
