/** What happened. Stored: append, never rename. */
export const incidentKinds = ['login', 'password', 'sharing', 'wrong_file', 'rumour', 'leak', 'other'] as const
export type IncidentKind = (typeof incidentKinds)[number]

/**
 * State of an incident. `submitted`: held in quarantine during a flood of unnamed reports, not routed yet. `routed`:
 * waits for a handler to acknowledge it.
 */
export const incidentStates = [
  'submitted',
  'routed',
  'acknowledged',
  'investigating',
  'waiting_reporter',
  'acting',
  'closed',
  'reopened',
] as const
export type IncidentState = (typeof incidentStates)[number]

/** Who receives a report: the admins of a department, or the incident handlers of the management department. */
export const incidentRecipients = ['department', 'management'] as const
export type IncidentRecipient = (typeof incidentRecipients)[number]

export const incidentOutcomes = ['confirmed', 'partly', 'not', 'duplicate'] as const
export type IncidentOutcome = (typeof incidentOutcomes)[number]

export const incidentSeverities = ['normal', 'critical'] as const
export type IncidentSeverity = (typeof incidentSeverities)[number]

/** By which right a person handles an incident. It ends with the role or the setting that it comes from. */
export const handlingRights = ['handler', 'department', 'hr', 'contact'] as const
export type HandlingRight = (typeof handlingRights)[number]

/** Why a person no longer handles an incident. */
export const handlingEnds = ['recused', 'right_ended', 'rerouted'] as const

/** Measures that a handler can take. `lock` opens a lost-device case, which locks the account by its own rules. */
export const incidentActions = ['remind_owner', 'to_hr', 'lock', 'other'] as const
export type IncidentAction = (typeof incidentActions)[number]

/** Conversation with the reporter, or the handlers' own notes. */
export const incidentChannels = ['reporter', 'internal'] as const
export type IncidentChannel = (typeof incidentChannels)[number]

/** Entries of the log. It names handlers, never a reporter. Stored in evidence: append, never rename. */
export const incidentEventTypes = [
  'submitted',
  'quarantined',
  'routed',
  'acknowledged',
  'investigating',
  'asked',
  'answered',
  'replied',
  'noted',
  'acted',
  'closed',
  'reopened',
  'recused',
  'rerouted',
  'restricted',
  'unrestricted',
  'severity',
  'reporter_viewed',
  'reminded',
  'escalated',
  'taken_over',
  'resumed',
  'released',
] as const
export type IncidentEventType = (typeof incidentEventTypes)[number]

/** Days after closing within which the reporter can reopen it. */
export const REOPEN_DAYS = 90
/** Minimum number of incident handlers; with fewer, incidents stay off. */
export const HANDLERS_MIN = 2
/** Unnamed reports of the company per hour; later ones wait in quarantine, where handlers see them. */
export const UNNAMED_PER_HOUR = 60
/**
 * Counts below this are not shown, and a department with fewer members receives no unnamed reports: either would point
 * at a person.
 */
export const SMALL_COUNT = 5
export const INCIDENT_TEXT_MAX = 2000
export const MESSAGES_PER_INCIDENT = 300
export const INVOLVED_MAX = 20
/** Days for which the board of open incidents still shows a closed one, and how many at most. */
export const RECENT_DAYS = 7
export const RECENT_MAX = 20
/** Characters of a report that lists show. */
export const EXCERPT_MAX = 80
