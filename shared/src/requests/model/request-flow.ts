/** States of every request. A request type has its own phases inside them. */
export const requestStates = [
  'draft',
  'open',
  'returned',
  'decided',
  'executing',
  'done',
  'failed',
  'withdrawn',
  'refused',
] as const
export type RequestState = (typeof requestStates)[number]

/** Commands that change the state of a request: those of `humanCommands` first, then those of jobs and disputes. */
export const requestCommands = [
  'submit',
  'decide',
  'return',
  'resubmit',
  'withdraw',
  'undo',
  'transfer',
  'urge',
  'ask',
  'start',
  'finish',
  'fail',
  'reopen',
] as const
export type RequestCommand = (typeof requestCommands)[number]

/** Commands that a person may issue, each with a permission; of the others, a dispute by the applicant issues `reopen`. */
export const humanCommands = [
  'submit',
  'decide',
  'return',
  'resubmit',
  'withdraw',
  'undo',
  'transfer',
  'urge',
] as const satisfies readonly RequestCommand[]
export type HumanCommand = (typeof humanCommands)[number]
/** Actions of a person on a request: read it, or issue a command. */
export type RequestAction = `request.${HumanCommand | 'read'}`

/** The state machine. Server checks, web buttons and the authorisation matrix all read this table. */
const accepts = {
  draft: ['submit', 'withdraw'],
  open: ['decide', 'return', 'withdraw', 'transfer', 'urge'],
  returned: ['resubmit', 'withdraw'],
  decided: ['undo', 'withdraw', 'ask', 'start', 'fail'],
  executing: ['start', 'finish', 'fail'],
  done: ['reopen'],
  failed: ['start'],
  withdrawn: [],
  refused: ['undo'],
} as const satisfies Record<RequestState, readonly RequestCommand[]>

/** Returns the commands that a request in this state accepts, whoever gives them. */
export const commandsFor = (state: RequestState): readonly RequestCommand[] => accepts[state]

/** Outcome of `decide`: whether anything was approved. */
export type DecideOutcome = 'agreed' | 'refused'

/**
 * Returns the state after `command`, or `null` if this state does not accept it. Pure: no clock, no I/O, no actor.
 * `start` on `executing` keeps the state: a worker that takes over from a crashed one starts again. `ask` opens the
 * request for the next step. Whether the undo window is open is checked by `isUndoable()`.
 */
export function advance(
  state: RequestState,
  command: RequestCommand,
  outcome: DecideOutcome = 'agreed',
): RequestState | null {
  if (!commandsFor(state).includes(command)) return null
  switch (command) {
    case 'submit':
    case 'resubmit':
    case 'undo':
    case 'ask':
    case 'transfer':
    case 'urge':
      return 'open'
    case 'decide':
      return outcome === 'agreed' ? 'decided' : 'refused'
    case 'return':
      return 'returned'
    case 'withdraw':
      return 'withdrawn'
    case 'start':
    case 'reopen':
      return 'executing'
    case 'finish':
      return 'done'
    case 'fail':
      return 'failed'
  }
}

/** Undo window of a decision: no effect before it ends. */
export const UNDO_MS = 60_000

export const isUndoable = (undoUntil: Date | null, now: Date): boolean =>
  undoUntil !== null && now.getTime() < undoUntil.getTime()

const ends: readonly RequestState[] = ['done', 'withdrawn', 'refused']

/** Returns whether only a new request can change anything; a refusal can be undone within its undo window. */
export const isFinal = (state: RequestState): boolean => ends.includes(state)

/** States after which the applicant may submit the same again, as a new request. */
const submittedAgain: readonly RequestState[] = ['withdrawn', 'refused']
export const maySubmitAgain = (state: RequestState): boolean => submittedAgain.includes(state)

/** States in which people or jobs still act; the rows of 进行中. */
export const runningStates = ['open', 'returned', 'decided', 'executing'] as const satisfies readonly RequestState[]

/**
 * The next actor. `ops_but_applicant`: the management department, except the applicant and the member whom it
 * is about. `worker`: a job. `timer`: a later day.
 */
export type NextActor = 'applicant' | 'deciders' | 'ops' | 'ops_but_applicant' | 'worker' | 'timer'

/** Phase of a failed request whose job is a dead letter: the management department retries it or does it manually. */
export const STOPPED = 'stopped'

/** Next actor by state. A failed request without a dead letter is over: the applicant was notified of the cause. */
export const nextActorOfRequest: Readonly<Record<RequestState, NextActor | null>> = {
  draft: 'applicant',
  open: 'deciders',
  returned: 'applicant',
  decided: 'worker',
  executing: 'worker',
  done: null,
  failed: null,
  withdrawn: null,
  refused: null,
}

/** Steps of approval: the department first; a type may have the management department confirm afterwards. */
export const requestSteps = ['department', 'ops'] as const
export type RequestStep = (typeof requestSteps)[number]

/** Why a person is an approver. A storage contract: append, never rename. */
export const approverReasons = [
  'admin',
  'deputy',
  'parent',
  'ops',
  'delegate',
  'transferred',
  'returned_before',
  'urged',
  'escalated',
] as const
export type ApproverReason = (typeof approverReasons)[number]
