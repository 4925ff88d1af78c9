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

/** What moves a request. People give the first three, our worker the others. */
export const requestCommands = ['submit', 'decide', 'withdraw', 'start', 'finish', 'fail', 'reopen'] as const
export type RequestCommand = (typeof requestCommands)[number]

/** Which commands a person may give; the rest belong to the worker. */
export const humanCommands = ['submit', 'decide', 'withdraw'] as const satisfies readonly RequestCommand[]
export type HumanCommand = (typeof humanCommands)[number]

/** The whole graph. Server checks, web buttons and the authorisation matrix all read this one table. */
const accepts = {
  draft: ['submit', 'withdraw'],
  open: ['decide', 'withdraw'],
  returned: ['submit', 'withdraw'],
  decided: ['start', 'fail'],
  executing: ['start', 'finish', 'fail'],
  done: ['reopen'],
  failed: ['start'],
  withdrawn: [],
  refused: [],
} as const satisfies Record<RequestState, readonly RequestCommand[]>

export const commandsFor = (state: RequestState): readonly RequestCommand[] => accepts[state]

/** The outcome that `decide` needs: whether anything at all was agreed to. */
export type DecideOutcome = 'agreed' | 'refused'

/**
 * The state after `command`, or `null` if this state does not accept it. Pure: no clock, no I/O, no actor.
 * `start` on `executing` stays there: a worker that takes over from a killed one starts again.
 */
export function advance(
  state: RequestState,
  command: RequestCommand,
  outcome: DecideOutcome = 'agreed',
): RequestState | null {
  if (!commandsFor(state).includes(command)) return null
  switch (command) {
    case 'submit':
      return 'open'
    case 'decide':
      return outcome === 'agreed' ? 'decided' : 'refused'
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

const ends: readonly RequestState[] = ['done', 'withdrawn', 'refused']

/** Nothing will happen any more without a new request. */
export const isFinal = (state: RequestState): boolean => ends.includes(state)

/** States in which somebody or something is still at it; these are the rows of 进行中. */
export const runningStates = ['open', 'returned', 'decided', 'executing'] as const satisfies readonly RequestState[]
