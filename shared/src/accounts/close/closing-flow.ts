/**
 * Why somebody hands over. `leave`: the last working day is known; `stop`: the account is no longer needed; `emergency`: at
 * once, by two people; `transfer`: to another department or position, and the account stays. Stored: append, never rename.
 */
export const closingKinds = ['leave', 'stop', 'emergency', 'transfer'] as const
export type ClosingKind = (typeof closingKinds)[number]

/** Phases of a closing. Stored: append, never rename. */
export const closingPhases = [
  'preparing',
  'ready',
  'forced',
  'confirming',
  'disabling',
  'disabled',
  'deleting',
  'deleted',
  'cancelled',
  'enabling',
  're_enabled',
  // Phases of a transfer: `moving`: the change is in effect, and the items that end with it are being handed over;
  // `moved`: everything is done.
  'moving',
  'moved',
] as const
export type ClosingPhase = (typeof closingPhases)[number]

/**
 * Commands. People give those of `closingActions`, the app the others. `settle`: everything is handed over, `unsettle`: no
 * longer; `reach`: the evening of the last day; `verify`: WeCom shows what was requested, the account as disabled, enabled
 * or deleted; `reopen`: it shows a disabled account as enabled; `gone`: it no longer shows the account; `depart` and
 * `arrive`: it shows the change of a transfer, and everything was handed over after it.
 */
const closingCommands = [
  'assign',
  'waive',
  'clean',
  'move',
  'force',
  'confirm',
  'cancel',
  'settle',
  'unsettle',
  'reach',
  'verify',
  'reopen',
  'ask_deletion',
  'delete',
  'gone',
  're_enable',
  'confirm_return',
  'deny_return',
  'depart',
  'arrive',
] as const
export type ClosingCommand = (typeof closingCommands)[number]

const beforeTheDay = { assign: null, waive: null, clean: null, move: null, cancel: 'cancelled' } as const
const afterTheDay = { assign: null, waive: null } as const

/** The state machine; all other transitions are refused. Null: the phase stays. */
const transitions: Readonly<Record<ClosingPhase, Partial<Record<ClosingCommand, ClosingPhase | null>>>> = {
  preparing: { ...beforeTheDay, force: 'forced', settle: 'ready', depart: 'moving', gone: 'deleted' },
  ready: { ...beforeTheDay, unsettle: 'preparing', reach: 'disabling', depart: 'moving', gone: 'deleted' },
  forced: { ...beforeTheDay, reach: 'disabling', gone: 'deleted' },
  // An emergency waits for the second person.
  confirming: { confirm: 'disabling', cancel: 'cancelled', gone: 'deleted' },
  disabling: { ...afterTheDay, verify: 'disabled', gone: 'deleted' },
  disabled: {
    ...afterTheDay,
    reopen: 'disabling',
    ask_deletion: null,
    delete: 'deleting',
    re_enable: 'enabling',
    gone: 'deleted',
  },
  deleting: { verify: 'deleted', gone: 'deleted' },
  enabling: { verify: 're_enabled', gone: 'deleted' },
  deleted: { confirm_return: null, deny_return: null },
  cancelled: {},
  re_enabled: {},
  moving: { ...afterTheDay, arrive: 'moved', gone: 'deleted' },
  moved: {},
}

/** Returns the phase after `command`; undefined when the phase does not accept it. */
export function advanceClosing(phase: ClosingPhase, command: ClosingCommand): ClosingPhase | undefined {
  const next = transitions[phase][command]
  return next === undefined ? undefined : (next ?? phase)
}

const overPhases: readonly ClosingPhase[] = ['deleted', 'cancelled', 're_enabled', 'moved']
/** Returns whether nothing of the closing is left to do. */
export const isClosingOver = (phase: ClosingPhase): boolean => overPhases.includes(phase)

/** Phases in which this app treats the account as closed, whatever WeCom shows. */
const suspendedPhases: readonly ClosingPhase[] = ['disabling', 'disabled', 'deleting', 'enabling']
export const isSuspendedPhase = (phase: ClosingPhase): boolean => suspendedPhases.includes(phase)

/** Returns whether an item passes to the heir, the member who takes it over, as soon as they accept it. */
export const isHandingOver = (phase: ClosingPhase): boolean => isSuspendedPhase(phase) || phase === 'moving'

/** What a leaver holds and another member, the heir, takes over. Stored: append, never rename. */
const handedOverKinds = ['group_owner', 'group_deputy', 'partner_sponsor'] as const
/** What ends automatically with the account, and is listed so that nobody asks about it. */
const automaticKinds = [
  'approvals',
  'delegation',
  'role',
  'ward',
  'guardian',
  'request',
  'lost_case',
  'incident',
  'on_call',
  'api_key',
  'sessions',
  'policies',
  'leader',
] as const
export const handoverKinds = [...handedOverKinds, ...automaticKinds] as const
export type HandoverKind = (typeof handoverKinds)[number]
export const isHandedOver = (kind: HandoverKind): boolean => (handedOverKinds as readonly HandoverKind[]).includes(kind)

/**
 * States of an item. `open`: nobody is named; `offered`: an heir is named; `automatic`: ends with the account; `done`:
 * read back.
 */
export const handoverStates = ['open', 'offered', 'accepted', 'declined', 'waived', 'automatic', 'done'] as const
export type HandoverState = (typeof handoverStates)[number]

const settledStates: readonly HandoverState[] = ['accepted', 'waived', 'automatic', 'done']
export const isSettled = (state: HandoverState): boolean => settledStates.includes(state)

/** Hour of the last day at which the account is disabled, in the business time zone. */
export const CLOSING_HOUR = 18
/** Days between closing and deletion that the form suggests to HR. */
export const RETENTION_DAYS = 30
export const RETENTION_MAX_DAYS = 365
export const CLOSING_REASON_MAX = 200
