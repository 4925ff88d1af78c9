/**
 * State of a group. `charter`: created, its owner has not signed yet. `archived`: out of use, can be restored for a
 * while. `declared`: declared by its owner, not accepted yet. `gone`: dissolved in WeCom, or past the restore period. A
 * storage contract: append, never rename.
 */
export const groupStates = ['making', 'charter', 'active', 'archived', 'gone', 'declared'] as const
export type GroupState = (typeof groupStates)[number]

/**
 * `api`: created by this app, which can change it. `manual`: approved here, created manually. `declared`: created
 * manually, declared later.
 */
export const groupOrigins = ['api', 'manual', 'declared'] as const
export type GroupOrigin = (typeof groupOrigins)[number]

/** Why a person is a member. `guest`: named by the owner, of any department. */
export const memberReasons = ['department', 'project', 'guest'] as const
export type MemberReason = (typeof memberReasons)[number]

/** Why the reason for membership no longer applies. */
export const goneReasons = ['moved', 'left', 'disabled', 'contract_ended'] as const
export type GoneReason = (typeof goneReasons)[number]

/**
 * Roles in which a person acts next in a group: as its leader, or as someone who is asked to lead it; or as admin of its
 * department.
 */
export const groupTaskOwners = ['leader', 'admin'] as const
export type GroupTaskOwner = (typeof groupTaskOwners)[number]

/** Kinds of violations. */
export const violationKinds = ['off_topic', 'rumour', 'secret', 'uncivil', 'advertising'] as const
export type ViolationKind = (typeof violationKinds)[number]

/** Recipients of a report: the owner, or the management department. */
export const reportRecipients = ['owner', 'ops'] as const
export type ReportRecipient = (typeof reportRecipients)[number]

/** Who may see the name of a reporter. */
export const reporterSeenBy = ['nobody', 'handler'] as const
export type ReporterSeenBy = (typeof reporterSeenBy)[number]

/** States of a join request. `over`: the group ended, or the person left, before an answer. */
export const joinRequestStates = ['asked', 'admitted', 'declined', 'over'] as const

/** Outcomes of a report, of which the reporter is notified. */
export const reportOutcomes = ['reminded', 'stopped', 'unfounded'] as const
export type ReportOutcome = (typeof reportOutcomes)[number]

/** Days after a declined join request before the next one. */
export const JOIN_REQUEST_COOLDOWN_DAYS = 7
/** Days before expiry on which owner and deputy are notified. */
export const EXPIRY_NOTICE_DAYS = [30, 15, 1] as const
export const RESTORE_DAYS = 30
export const REVIEW_EVERY_DAYS = 90
/** Working days for signing the charter and for a review. */
export const CHARTER_WORKING_DAYS = 2
export const REVIEW_WORKING_DAYS = 10
/**
 * Groups per day that a person may request and that the company creates; below WeCom's limit of 1000. See
 * attack F-d in docs/security.md.
 */
export const DAILY_PER_PERSON = 5
export const DAILY_PER_COMPANY = 200
/** With the app itself this is WeCom's limit of 2000 (doc 90245). */
export const GROUP_MEMBERS_MAX = 1999

export type MemberFacts = {
  /** 1 active, 2 disabled, 4 not activated, 5 left (doc 90196). */
  status: number
  /** Every department of the member, with those above. */
  departments: readonly number[]
  contractEnded: boolean
  /** The account is locked because the phone is lost: the member returns and keeps the reason for membership. */
  isLockedForNow: boolean
}

/** Returns why the member's reason no longer applies; null: it still does. Activity in the group is never considered. */
export function goneReasonOf(reason: MemberReason, departmentId: number | null, now: MemberFacts): GoneReason | null {
  if (now.status === 5) return 'left'
  if (now.status === 2 && !now.isLockedForNow) return 'disabled'
  if (now.contractEnded) return 'contract_ended'
  if (reason === 'guest' || departmentId === null) return null
  return now.departments.includes(departmentId) ? null : 'moved'
}

/**
 * The next actor of a group in this state; null: it has ended. An active group waits for a timer, except during a review,
 * before the expiry and without an owner, which have their own entries.
 */
export const nextActorOfGroup = {
  making: 'worker',
  charter: 'owner',
  active: 'timer',
  reviewed: 'owner',
  expiring: 'leaders',
  vacant: 'offered',
  archived: 'timer',
  gone: null,
  declared: 'department',
} as const satisfies Record<
  GroupState | 'reviewed' | 'expiring' | 'vacant',
  'owner' | 'leaders' | 'offered' | 'department' | 'worker' | 'timer' | null
>
