import type { MemberActor } from '../identity/actor.ts'
import { sameUserid } from '../kernel/same-userid.ts'
import type { HandlingRight, IncidentState } from './incident-states.ts'

/** Commands of a handler. Server checks, buttons and tests read the table below. */
export const incidentCommands = [
  'acknowledge',
  'investigate',
  'ask',
  'reply',
  'note',
  'act',
  'close',
  'reopen',
  'recuse',
  'restrict',
  'severity',
  'take_over',
  'release',
] as const
export type IncidentCommand = (typeof incidentCommands)[number]

const whileOpen = ['reply', 'note', 'recuse', 'restrict', 'severity'] as const
const inHand = ['act', 'close', 'take_over', 'release', ...whileOpen] as const
const underWay = ['investigate', 'ask', ...inHand] as const

const accepts = {
  submitted: ['acknowledge', 'note', 'recuse'],
  routed: ['acknowledge', 'note', 'recuse'],
  acknowledged: underWay,
  investigating: ['ask', ...inHand],
  waiting_reporter: ['investigate', ...inHand],
  acting: underWay,
  reopened: underWay,
  // The conversation continues after closing.
  closed: ['reopen', 'reply', 'note'],
} as const satisfies Record<IncidentState, readonly IncidentCommand[]>

const results = {
  acknowledge: 'acknowledged',
  investigate: 'investigating',
  ask: 'waiting_reporter',
  act: 'acting',
  close: 'closed',
  reopen: 'reopened',
  take_over: 'acknowledged',
  // The incident waits for another handler, or for the same one again.
  release: 'routed',
} as const satisfies Partial<Record<IncidentCommand, IncidentState>>

/** Returns the state after a command; null when the state does not accept it. */
export function advanceIncident(state: IncidentState, command: IncidentCommand): IncidentState | null {
  if (!(accepts[state] as readonly IncidentCommand[]).includes(command)) return null
  return (results as Partial<Record<IncidentCommand, IncidentState>>)[command] ?? state
}

/** Returns the state after a message of the reporter. Messages after closing reopen only on request. */
export const advanceByReporter = (state: IncidentState, reopens: boolean): IncidentState => {
  if (state === 'waiting_reporter') return 'investigating'
  return state === 'closed' && reopens ? 'reopened' : state
}

/** Facts of an incident that access depends on. */
export type IncidentFacts = {
  state: IncidentState
  reporterId: string | null
  /** People whom the report is about, and the owner and deputy of its group. */
  involved: readonly string[]
  departmentPath: readonly number[]
  isRestricted: boolean
  handlerId: string | null
  /** The rights by which this actor was assigned and did not stop handling it. */
  rights: readonly HandlingRight[]
}

/** The viewer, and whether they are the independent contact now. */
export type IncidentViewer = { actor: MemberActor; isContact: boolean }

/** Returns whether a right still holds: it ends with the role, the department or the setting that it comes from. */
export function holdsRight(
  { actor, isContact }: IncidentViewer,
  right: HandlingRight,
  path: readonly number[],
): boolean {
  if (right === 'handler') return actor.roles.includes('incident_handler')
  if (right === 'hr') return actor.roles.includes('hr')
  if (right === 'contact') return isContact
  return actor.adminOf.some((department) => path.includes(department))
}

/** Returns whether the report is about the person, or by them. */
export const isInvolved = (userid: string, facts: Pick<IncidentFacts, 'involved' | 'reporterId'>): boolean =>
  facts.involved.some((involved) => sameUserid(involved, userid)) ||
  (facts.reporterId !== null && sameUserid(facts.reporterId, userid))

/**
 * Returns whether the viewer handles the incident. No wider role does: neither operations nor audit. People whom it is
 * about, and its own reporter, never do. Delegates do not either: the reporter was told who reads it.
 */
export function mayHandle(viewer: IncidentViewer, facts: IncidentFacts): boolean {
  const { userid } = viewer.actor
  if (isInvolved(userid, facts)) return false
  if (!facts.rights.some((right) => holdsRight(viewer, right, facts.departmentPath))) return false
  // Without a handler, the others who were assigned read it again: somebody has to acknowledge it.
  const isOpenToAll = !facts.isRestricted || facts.handlerId === null
  return isOpenToAll || isHandler(userid, facts) || actsAsContact(viewer, facts)
}

/**
 * Returns whether the viewer has it as the independent contact: what its handler leaves undone is theirs, restricted or
 * not.
 */
const actsAsContact = (viewer: IncidentViewer, { rights, departmentPath }: IncidentFacts): boolean =>
  rights.includes('contact') && holdsRight(viewer, 'contact', departmentPath)

/** Returns whether the person is the one who acknowledged it: only they see the reporter's name, and decide. */
export const isHandler = (userid: string, { handlerId }: Pick<IncidentFacts, 'handlerId'>): boolean =>
  handlerId !== null && sameUserid(handlerId, userid)

/** Commands that any of its handlers may give; all others are for the one who acknowledged it. */
const forAnyHandler: readonly IncidentCommand[] = ['acknowledge', 'note', 'recuse']

/** Returns whether the viewer may give the command in at least one state. */
export function mayCommand(viewer: IncidentViewer, command: IncidentCommand, facts: IncidentFacts): boolean {
  if (!mayHandle(viewer, facts)) return false
  const isOwn = isHandler(viewer.actor.userid, facts)
  if (command === 'take_over') return !isOwn && actsAsContact(viewer, facts)
  return isOwn || forAnyHandler.includes(command)
}

/** Returns the commands that the state accepts and the rules grant; for buttons. */
export const incidentCommandsFor = (viewer: IncidentViewer, facts: IncidentFacts): IncidentCommand[] =>
  incidentCommands.filter(
    (command) => advanceIncident(facts.state, command) !== null && mayCommand(viewer, command, facts),
  )
