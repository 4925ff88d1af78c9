/** States of every request, whatever its kind. A kind has its own phases inside `executing`. */
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

/** What moves a request. People give the first ones, our worker the others. */
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

/** Which commands a person may give; the rest belong to the worker. */
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
/** What a person may be allowed to do with a request: see it, or one of the commands. */
export type RequestAction = `request.${HumanCommand | 'read'}`

/** The whole graph. Server checks, web buttons and the authorisation matrix all read this one table. */
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

export const commandsFor = (state: RequestState): readonly RequestCommand[] => accepts[state]

/** The outcome that `decide` needs: whether anything at all was agreed to. */
export type DecideOutcome = 'agreed' | 'refused'

/**
 * The state after `command`, or `null` if this state does not accept it. Pure: no clock, no I/O, no actor.
 * `start` on `executing` stays there: a worker that takes over from a killed one starts again. `ask` opens the request
 * for whoever confirms next. Whether the time for `undo` is over is `isUndoable()`'s question.
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

/** The second thoughts of a decider: until then nothing leaves the house. Source: domain I-13. */
export const UNDO_MS = 60_000

export const isUndoable = (undoUntil: Date | null, now: Date): boolean =>
  undoUntil !== null && now.getTime() < undoUntil.getTime()

const ends: readonly RequestState[] = ['done', 'withdrawn', 'refused']

/** Nothing will happen any more without a new request; a refusal can be taken back for a minute. */
export const isFinal = (state: RequestState): boolean => ends.includes(state)

/** States in which somebody or something is still at it; these are the rows of 进行中. */
export const runningStates = ['open', 'returned', 'decided', 'executing'] as const satisfies readonly RequestState[]

/**
 * Who acts next. `ops_but_applicant`: the management department, but nobody of it about their own request. `worker`: our
 * jobs are at it. `timer`: a day is waited for.
 */
export type NextActor = 'applicant' | 'deciders' | 'ops' | 'ops_but_applicant' | 'worker' | 'timer'

/** Phase of what failed and lies among the dead letters: the management department has it tried again, or does it by hand. */
export const STOPPED = 'stopped'

/** By state. What failed without a dead letter is over: the applicant was told why. */
export const nextInState: Readonly<Record<RequestState, NextActor | null>> = {
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

/** Who is asked: the department's own people first; a kind may have the management department confirm afterwards. */
export const requestSteps = ['department', 'ops'] as const
export type RequestStep = (typeof requestSteps)[number]

/** Why somebody is asked to decide. A storage contract: append, never rename. */
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
