/** States of an entry. Stored: append, never rename. */
export const openingStates = [
  /** Waits for the management department. */
  'review',
  /** The management department asks for a correction. */
  'returned',
  /** The management department left it out. */
  'excluded',
  /** Confirmed; created on the day before the first day. */
  'scheduled',
  /** A call was sent, and its result is not read back yet. */
  'creating',
  /** To be created in the console; closes itself once the directory shows the account. */
  'by_hand',
  /** WeCom refused it; waits for a correction. */
  'failed',
  /** Read back from WeCom. */
  'created',
  /** An invitation was sent; WeCom does not tell whether it arrived. */
  'invited',
  /** The member signed in. */
  'activated',
  /** The first day is done. */
  'completed',
  /** Withdrawn before the account existed, or the member left before the first day was done. */
  'cancelled',
] as const
export type OpeningState = (typeof openingStates)[number]

/** Entries whose member has not signed in yet: their numbers and userids are not free. */
export const openStates = [
  'review',
  'returned',
  'scheduled',
  'creating',
  'by_hand',
  'failed',
  'created',
  'invited',
] as const satisfies readonly OpeningState[]

/** Entries that can be withdrawn, unless a call to create the account was sent: it may exist. */
const withdrawableStates = [
  'review',
  'returned',
  'scheduled',
  'by_hand',
  'failed',
] as const satisfies readonly OpeningState[]

/** Entries that HR corrects (the command `mend`) and that are confirmed again, unless the account may exist. */
const mendableStates = ['returned', 'failed'] as const satisfies readonly OpeningState[]

/** Entries whose account exists, and whose member has not signed in. */
export const unusedStates = ['created', 'invited'] as const satisfies readonly OpeningState[]

/** Entries whose account exists, and which are not done: they end when the member leaves. */
export const unfinishedStates = [...unusedStates, 'activated'] as const satisfies readonly OpeningState[]

const commands = {
  confirm: { from: ['review'], to: 'scheduled' },
  exclude: { from: ['review'], to: 'excluded' },
  return: { from: ['review'], to: 'returned' },
  mend: { from: mendableStates, to: 'review' },
  withdraw: { from: withdrawableStates, to: 'cancelled' },
  attempt: { from: ['scheduled', 'creating', 'by_hand'], to: 'creating' },
  hand_over: { from: ['scheduled', 'creating'], to: 'by_hand' },
  fail: { from: ['scheduled', 'creating', 'by_hand'], to: 'failed' },
  retry: { from: ['failed'], to: 'scheduled' },
  created: { from: ['scheduled', 'creating', 'by_hand'], to: 'created' },
  cancel: { from: unfinishedStates, to: 'cancelled' },
  invite: { from: ['created', 'invited'], to: 'invited' },
  activate: { from: ['created', 'invited'], to: 'activated' },
  complete: { from: ['activated'], to: 'completed' },
} as const satisfies Record<string, { from: readonly OpeningState[]; to: OpeningState }>
export type OpeningCommand = keyof typeof commands

/** Returns the state after a command; null when the present state does not allow it. */
export function advanceOpening(state: OpeningState, command: OpeningCommand): OpeningState | null {
  const { from, to } = commands[command]
  return (from as readonly OpeningState[]).includes(state) ? to : null
}

/** Parts of the first day, in their order. */
export const firstDaySteps = ['data', 'policies', 'password', 'guardian', 'admin'] as const
export type FirstDayStep = (typeof firstDaySteps)[number]
