import { MINUTE_MS } from '../kernel/durations.ts'
import type { MemberActor } from '../identity/actor.ts'
import { holdsRole } from '../identity/role-rules.ts'
import { sameUserid } from '../kernel/same-userid.ts'
import type { LostPhase, ReporterKind } from './lost-device.ts'

/** Reports a person may make in a day. Source: domain I-6. */
export const REPORTS_PER_DAY = 2
/** How long the answer to a colleague's report may take. Source: domain 4.5. */
export const REVIEW_MS = 5 * MINUTE_MS
/** A colleague's report on which nobody decides ends without a lock. */
export const EXPIRES_MS = 24 * 60 * MINUTE_MS
/** Without a proof after this, somebody on call is paged, and again every `PAGE_EVERY_MS`. Source: domain 4.5. */
export const VERIFY_WITHIN_MS = MINUTE_MS
export const PAGE_EVERY_MS = 3 * MINUTE_MS
/** After a dozen calls, so often. */
export const CALL_LATER_EVERY_MS = 30 * MINUTE_MS
/** Working time for confirming who it is, and as much for unlocking. Source: domain 4.5. */
export const RECOVERY_WITHIN_MS = 30 * MINUTE_MS
/** When the deputy is asked beside the department admin. */
export const DEPUTY_AFTER_MS = 2 * MINUTE_MS
/** How far before the report sign-ins are looked up when nobody said when the phone was last seen. */
export const UNSTATED_LOOK_BACK_MS = 7 * 24 * 60 * MINUTE_MS
/** How long a case can be watched by its read-only token. */
export const CASE_VIEW_TOKEN_MS = 24 * 60 * MINUTE_MS
/** After this a locked account needs a decision: keep it locked, or let somebody go. */
export const REMIND_AFTER_DAYS = 14

/** The little of a case that a permission may depend on. */
export type LostFacts = {
  subjectId: string
  reporterId: string
  secondReporterId: string | null
  identityBy: string | null
  attestedBy: string | null
  departmentPath: readonly number[]
  /** Who is on the roster. */
  onCall: readonly string[]
  /** Who could unlock it now, the person himself never. */
  unlockers: readonly string[]
}

type Who = MemberActor

const isSubject = (actor: Who, { subjectId }: LostFacts) => sameUserid(actor.userid, subjectId)
const isReporter = (actor: Who, { reporterId, secondReporterId }: LostFacts) =>
  sameUserid(actor.userid, reporterId) || (secondReporterId !== null && sameUserid(actor.userid, secondReporterId))
const isOps = (actor: Who) => actor.roles.includes('ops') || actor.roles.includes('ops_lead')
const isOnCall = (actor: Who, { onCall }: LostFacts) => onCall.some((userid) => sameUserid(userid, actor.userid))
const administers = (actor: Who, { departmentPath }: LostFacts) =>
  [actor, ...(actor.standsInFor ?? [])].some(({ adminOf }) => adminOf.some((id) => departmentPath.includes(id)))
const answersFor = (actor: Who, facts: LostFacts) => administers(actor, facts) || isOps(actor) || isOnCall(actor, facts)
const isOther = (actor: Who, facts: LostFacts) => !isSubject(actor, facts) && !isReporter(actor, facts)
const isChecker = (actor: Who, { identityBy }: LostFacts) => identityBy !== null && sameUserid(actor.userid, identityBy)

/** Whether somebody else could unlock once this person has confirmed who it is: a step that leads nowhere is not taken. */
export const leavesAnUnlocker = (userid: string, { unlockers }: Pick<LostFacts, 'unlockers'>): boolean =>
  unlockers.some((other) => !sameUserid(other, userid))

/** Who may. Whether the phase accepts it is the machine's question. A guardian never unlocks. Source: domain 4.1. */
const rules = {
  /** Everything about the case. A colleague who reported sees only how it stands. */
  read: (actor, facts) => answersFor(actor, facts) || holdsRole(actor, 'hr') || actor.roles.includes('auditor'),
  /** Lock, or reject, what a colleague reported. */
  decide: (actor, facts) => answersFor(actor, facts) && isOther(actor, facts),
  contest: isSubject,
  /** Of what the first reporter said; a second one is not shown it, and overwrites nothing. */
  amend: (actor, facts) => sameUserid(actor.userid, facts.reporterId) || isOps(actor),
  find: (actor, facts) => answersFor(actor, facts) || isReporter(actor, facts),
  /** By telephone or face to face; not whoever reported it, nor the only one who could unlock afterwards. */
  identify: (actor, facts) =>
    (administers(actor, facts) || isOps(actor)) && isOther(actor, facts) && leavesAnUnlocker(actor.userid, facts),
  doubt: (actor, facts) => (administers(actor, facts) || isOps(actor)) && !isSubject(actor, facts),
  /** Another person than the one who confirmed the identity. */
  unlock: (actor, facts) =>
    isOps(actor) && !isSubject(actor, facts) && facts.identityBy !== null && !isChecker(actor, facts),
  /** Enabled by no order of ours: locked once more, without asking twice. */
  relock: (actor, facts) => answersFor(actor, facts) && !isSubject(actor, facts),
  /** Or left as it is. Whoever enabled it in the console was the first of two people. */
  accept: (actor, facts) =>
    (administers(actor, facts) || isOps(actor)) && isOther(actor, facts) && !isChecker(actor, facts),
  attest: (actor, facts) =>
    (isOps(actor) || isOnCall(actor, facts)) &&
    !isSubject(actor, facts) &&
    (facts.attestedBy === null || !sameUserid(actor.userid, facts.attestedBy)),
  close: (actor, facts) => isSubject(actor, facts) || isOps(actor),
  mark_false: (actor, facts) => isOps(actor) && isOther(actor, facts),
  export: (actor) => isOps(actor) || actor.roles.includes('auditor'),
} as const satisfies Record<string, (actor: Who, facts: LostFacts) => boolean>

export type LostAction = keyof typeof rules
export const lostActions = Object.keys(rules) as LostAction[]

export const mayLost = (actor: Who, action: LostAction, facts: LostFacts): boolean => rules[action](actor, facts)

/** In which phases an order makes sense; the machine has the last word where it moves the case. */
const phasesOf: Readonly<Partial<Record<LostAction, readonly LostPhase[]>>> = {
  decide: ['urgent_review'],
  contest: ['urgent_review'],
  // Not while somebody decides on what was reported.
  amend: ['locking', 'lock_sent', 'lock_failed', 'locked'],
  find: ['locked'],
  identify: ['recovery'],
  doubt: ['recovery', 'identity_ok'],
  unlock: ['identity_ok'],
  relock: ['reopened'],
  accept: ['reopened'],
  attest: ['lock_failed'],
  close: ['aftercare'],
  mark_false: ['locked', 'recovery', 'identity_ok', 'reopened', 'aftercare', 'closed', 'dismissed', 'left'],
}

/** What this person may do now: buttons and server read the same answer. */
export const allowedLost = (actor: Who, phase: LostPhase, facts: LostFacts): LostAction[] =>
  lostActions.filter((action) => mayLost(actor, action, facts) && (phasesOf[action]?.includes(phase) ?? true))

/** A lock at once; anybody else's word waits for a second person. */
export const locksAtOnce = (kind: ReporterKind): boolean => kind !== 'colleague'

/** From where the seconds to a lock are counted: from the report, or from the order to lock it once more. */
export const countsFrom = <Instant extends Date | string>(at: {
  reported: Instant
  ordered: Instant | null
  reopened: Instant | null
}): Instant => (at.ordered !== null && at.reopened !== null && at.ordered >= at.reopened ? at.ordered : at.reported)
