import { DAY_MS } from '../kernel/durations.ts'
/** Where a person stands with a policy, in the order of the board. Source: look 2, chart-1 … 7. */
export const rosterStates = ['signed', 'pending', 'overdue', 'questioned', 'undelivered', 'exempt', 'excluded'] as const
export type RosterState = (typeof rosterStates)[number]

/** These make up whom a policy asks. */
export const requiredStates = ['signed', 'pending', 'overdue', 'questioned', 'undelivered'] as const

export type RosterFacts = {
  /** Left, disabled, not activated, or a partner whose contract is over. */
  isExcluded: boolean
  isExempt: boolean
  /** The newest version he signed; null: none. */
  signedNo: number | null
  signedAt: number
  /** Signatures up to this do not count: he came back, or was asked to confirm anew. 0: all count. */
  countsFrom: number
  requiresNo: number
  isQuestioned: boolean
  isUndelivered: boolean
  dueAt: number
}

/** One rule for the roster, the board and the exports; the database counts by the same one. */
export function rosterStateOf(facts: RosterFacts, now: number): RosterState {
  if (facts.isExcluded) return 'excluded'
  if (facts.isExempt) return 'exempt'
  if (facts.signedNo !== null && facts.signedNo >= facts.requiresNo && facts.signedAt > facts.countsFrom)
    return 'signed'
  if (facts.isQuestioned) return 'questioned'
  if (facts.isUndelivered) return 'undelivered'
  return facts.dueAt <= now ? 'overdue' : 'pending'
}

/**
 * By when: `days` after the version took effect; whoever came, came back, was asked anew or came to be bound later has his
 * own days from then on, and whoever was exempt has as many after that, if that is later. A date of his own, given since he is
 * asked, goes before all, but for one that fell into his exemption.
 */
export function dueAtOf(
  { publishedAt, days, joinerDays }: { publishedAt: number; days: number; joinerDays: number },
  { askedFrom, exemptUntil, ownDueAt }: { askedFrom: number; exemptUntil: number | null; ownDueAt: number | null },
): number {
  if (ownDueAt !== null && ownDueAt > (exemptUntil ?? -Infinity)) return ownDueAt
  const due = askedFrom > publishedAt ? askedFrom + joinerDays * DAY_MS : publishedAt + days * DAY_MS
  return exemptUntil === null ? due : Math.max(due, exemptUntil + joinerDays * DAY_MS)
}

/** Reminders that a person gets at most before his department admin hears of it. */
export const REMINDERS = 3
