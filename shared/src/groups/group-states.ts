/**
 * Where a group stands. `charter`: made, its owner has not signed yet. `archived`: out of use, and can be brought back for
 * a while. `declared`: told us by its owner, and not accepted yet. `gone`: dissolved in WeCom, or past bringing back. A storage contract: append, never rename.
 */
export const groupStates = ['making', 'charter', 'active', 'archived', 'gone', 'declared'] as const
export type GroupState = (typeof groupStates)[number]

/** `api`: we made it and can change it. `manual`: agreed to here, made by hand. `declared`: made by hand, told us later. */
export const groupOrigins = ['api', 'manual', 'declared'] as const
export type GroupOrigin = (typeof groupOrigins)[number]

/** Why somebody belongs. `guest`: named by the owner, whatever his department. */
export const memberReasons = ['department', 'project', 'guest'] as const
export type MemberReason = (typeof memberReasons)[number]

/** Why he does no longer. */
export const goneReasons = ['moved', 'left', 'disabled', 'contract_ended'] as const
export type GoneReason = (typeof goneReasons)[number]

/** What can be wrong in a group; one tap says which. */
export const violationKinds = ['off_topic', 'rumour', 'secret', 'uncivil', 'advertising'] as const
export type ViolationKind = (typeof violationKinds)[number]

/** Who hears of it: the group's owner, or the management department. */
export const reportRecipients = ['owner', 'ops'] as const
export type ReportRecipient = (typeof reportRecipients)[number]

/** What became of somebody's wish to come in. `over`: the group ended before anybody answered. */
export const joinRequestStates = ['asked', 'admitted', 'declined', 'over'] as const

/** What came of it; whoever reported it is told. */
export const reportOutcomes = ['reminded', 'stopped', 'unfounded'] as const
export type ReportOutcome = (typeof reportOutcomes)[number]

/** How long a no to somebody who asked to come in stands before they may ask again. */
export const JOIN_REQUEST_COOLDOWN_DAYS = 7
/** Days before the end on which owner and deputy are told. */
export const EXPIRY_NOTICE_DAYS = [30, 15, 1] as const
export const RESTORE_DAYS = 30
export const REVIEW_EVERY_DAYS = 90
/** Working days for the charter and for a review. Source: domain 4.5. */
export const CHARTER_WORKING_DAYS = 2
export const REVIEW_WORKING_DAYS = 10
/** How many a person may apply for a day, and how many the company makes a day: below WeCom's 1000. Source: reliability F-d. */
export const DAILY_PER_PERSON = 5
export const DAILY_PER_COMPANY = 200
/** With the app itself that is WeCom's 2000 (doc 90245). */
export const GROUP_MEMBERS_MAX = 1999

export type MemberFacts = {
  /** 1 active, 2 disabled, 4 not activated, 5 left (doc 90196). */
  status: number
  /** Every department he is in, with those above. */
  departments: readonly number[]
  contractEnded: boolean
  /** His phone is lost and the account locked until it is over: he comes back, and belongs where he did. */
  isLockedForNow: boolean
}

/** Why this person's reason to belong is gone; null: it stands. Never who spoke how much. */
export function goneReasonOf(reason: MemberReason, departmentId: number | null, now: MemberFacts): GoneReason | null {
  if (now.status === 5) return 'left'
  if (now.status === 2 && !now.isLockedForNow) return 'disabled'
  if (now.contractEnded) return 'contract_ended'
  if (reason === 'guest' || departmentId === null) return null
  return now.departments.includes(departmentId) ? null : 'moved'
}

/**
 * Who acts next on a group that stands here; null: it is over. In use it is the machine's: a review, a vacancy, a wish or
 * a report opens something of its own.
 */
export const nextInGroup = {
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
