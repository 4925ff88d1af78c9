/** Acknowledgement status of a person, in the order of the board, whose colors are `--chart-1` to `--chart-7`. */
export const rosterStates = ['signed', 'pending', 'overdue', 'questioned', 'undelivered', 'exempt', 'excluded'] as const
export type RosterState = (typeof rosterStates)[number]

/** What a list of the roster shows: the people of one state, or all who have to sign and have not. */
export const listedStates = [...rosterStates, 'unsigned'] as const
export type ListedState = (typeof listedStates)[number]

/**
 * States of a committed roster. `signed` means this very version, and `pending` and `overdue` that this version was not signed,
 * so that a verifier that knows only the signatures can compare. `signed_earlier`: an earlier version counts; `lapsed`: this
 * version was signed, and has to be signed again.
 */
export const committedStates = [...rosterStates, 'signed_earlier', 'lapsed'] as const
export type CommittedState = (typeof committedStates)[number]

/**
 * Whether the evidence log contains the roster of a past day: not at all, with the same numbers in each state as the list that
 * is shown, or with others. The comparison counts `signed_earlier` as signed and `lapsed` as pending or overdue, as the list
 * does.
 */
export const dayCommitments = ['none', 'same', 'differs'] as const
export type DayCommitment = (typeof dayCommitments)[number]

/**
 * Why the numbers of a past day can differ from its roster in the evidence log: some changes have no history, an erasure removes
 * it, and records can be tampered with.
 */
export const causesOfDifference = {
  zh: '存证前后有人匿名化、换部门、账号停用或启用，或记录被改过',
  en: 'people were erased or moved, or accounts disabled or enabled in between, or records were changed',
}

/** States of the people who have to sign. */
export const requiredStates = ['signed', 'pending', 'overdue', 'questioned', 'undelivered'] as const

/** Returns the states that a list shows. `unsigned`: the states of the people whom `unsignedCount` counts. */
export const statesOf = (listed: ListedState): readonly RosterState[] =>
  listed === 'unsigned' ? requiredStates.filter((state) => state !== 'signed') : [listed]

/** Returns the number of people who have to sign and are not exempt. Counts stored by earlier releases may lack states. */
export const requiredCount = (counts: Readonly<Partial<Record<string, number>>>): number =>
  requiredStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0)

/** Returns the number of people who have to sign and have not. */
export const unsignedCount = (counts: Readonly<Partial<Record<string, number>>>): number =>
  requiredCount(counts) - (counts['signed'] ?? 0)

export type RosterFacts = {
  /** Left, disabled, not activated, or a partner whose contract is over. */
  isExcluded: boolean
  isExempt: boolean
  /** The newest version that the person signed; null if none. */
  signedNo: number | null
  signedAt: number
  /** Signatures up to this instant are not valid: the person returned, or has to sign again. 0 if all are valid. */
  countsFrom: number
  /** The oldest version whose signature counts. */
  requiresNo: number
  isQuestioned: boolean
  isUndelivered: boolean
  dueAt: number
}

/** Returns the state of a person by the rule of the roster, the board and the exports. The SQL of the roster follows it. */
export function rosterStateOf(facts: RosterFacts, now: number): RosterState {
  if (facts.isExcluded) return 'excluded'
  if (facts.isExempt) return 'exempt'
  if (facts.signedNo !== null && facts.signedNo >= facts.requiresNo && facts.signedAt > facts.countsFrom)
    return 'signed'
  if (facts.isQuestioned) return 'questioned'
  if (facts.isUndelivered) return 'undelivered'
  return facts.dueAt <= now ? 'overdue' : 'pending'
}

/** Maximum number of reminders to a person before the department admin is notified. */
export const MAX_REMINDERS = 3
