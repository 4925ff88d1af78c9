import { DAY_MS, MINUTE_MS } from '../kernel/durations.ts'
import { actorAndUnlimitedDelegators, type MemberActor } from '../identity/actor.ts'
import { holdsRole } from '../identity/role-rules.ts'
import { sameUserid } from '../kernel/same-userid.ts'
import { isOverPhase, type LostPhase, type ReporterKind } from './lost-device.ts'

/** Maximum number of reports per person and day; the management department has no limit. */
export const REPORTS_PER_DAY = 2
/** Time for deciding a colleague's report. */
export const REVIEW_MS = 5 * MINUTE_MS
/** A colleague's report that is undecided after this ends without a lock. */
export const EXPIRES_MS = DAY_MS
/**
 * If the lock is not confirmed after this, the first person on call is notified, then one every `PAGE_EVERY_MS`.
 */
export const VERIFY_WITHIN_MS = MINUTE_MS
export const PAGE_EVERY_MS = 3 * MINUTE_MS
/** Interval of the calls after the first dozen. */
export const CALL_LATER_EVERY_MS = 30 * MINUTE_MS
/** Working time for confirming the identity, and the same for unlocking. */
export const RECOVERY_WITHIN_MS = 30 * MINUTE_MS
/** When the deputy is notified besides the department admin. */
export const DEPUTY_AFTER_MS = 2 * MINUTE_MS
/** How long before the report the listed sign-ins begin, when no last-seen time was stated. */
export const UNSTATED_LOOK_BACK_MS = 7 * DAY_MS
/** Lifetime of a case-view token. */
export const CASE_VIEW_TOKEN_MS = DAY_MS
/** After this, a locked account needs a decision: keep it locked, or the person leaves. */
export const REMIND_AFTER_DAYS = 14

/** Facts of a case that permissions depend on. */
export type LostFacts = {
  subjectId: string
  reporterId: string
  secondReporterId: string | null
  identityBy: string | null
  attestedBy: string | null
  departmentPath: readonly number[]
  /** People on the on-call roster. */
  onCall: readonly string[]
  /** People who could unlock the account, never the subject. */
  unlockers: readonly string[]
  phase: LostPhase
}

const isSubject = (actor: MemberActor, { subjectId }: LostFacts) => sameUserid(actor.userid, subjectId)
const isReporter = (actor: MemberActor, { reporterId, secondReporterId }: LostFacts) =>
  sameUserid(actor.userid, reporterId) || (secondReporterId !== null && sameUserid(actor.userid, secondReporterId))
const isOps = (actor: MemberActor) => holdsRole(actor, 'ops')
const isOnCall = (actor: MemberActor, { onCall }: LostFacts) =>
  onCall.some((userid) => sameUserid(userid, actor.userid))
/**
 * Returns whether the actor is an admin of the subject's department, or a delegate of one. The subject lends nobody a right
 * that they may not use in their own case.
 */
export const administersSubject = (
  actor: MemberActor,
  { subjectId, departmentPath }: Pick<LostFacts, 'subjectId' | 'departmentPath'>,
): boolean =>
  actorAndUnlimitedDelegators(actor).some(
    (holder) =>
      (holder === actor || !sameUserid(holder.userid, subjectId)) &&
      holder.adminOf.some((id) => departmentPath.includes(id)),
  )
const isResponsible = (actor: MemberActor, facts: LostFacts) =>
  administersSubject(actor, facts) || isOps(actor) || isOnCall(actor, facts)
const isOther = (actor: MemberActor, facts: LostFacts) => !isSubject(actor, facts) && !isReporter(actor, facts)
/** Returns whether the subject may know who reported them: not while the phone may be in other hands. */
export const isReporterKnown = ({ phase }: Pick<LostFacts, 'phase'>): boolean =>
  isOverPhase(phase) || phase === 'aftercare'
const isChecker = (actor: MemberActor, { identityBy }: LostFacts) =>
  identityBy !== null && sameUserid(actor.userid, identityBy)

/**
 * Returns whether another person could unlock after this person confirmed the identity; otherwise the step would lead
 * nowhere.
 */
export const canAnotherUnlock = (userid: string, { unlockers }: Pick<LostFacts, 'unlockers'>): boolean =>
  unlockers.some((other) => !sameUserid(other, userid))

/** Permissions by action; the phases are in `phasesOf`. A guardian never unlocks. */
const rules = {
  /**
   * Sees the whole case. A colleague who reported it sees only its state, and so does its subject, whatever their role, until
   * they may know who reported it.
   */
  read: (actor, facts) =>
    (isResponsible(actor, facts) || holdsRole(actor, 'hr') || actor.roles.includes('auditor')) &&
    (!isSubject(actor, facts) || sameUserid(actor.userid, facts.reporterId) || isReporterKnown(facts)),
  /** Decides a colleague's report. */
  decide: (actor, facts) => isResponsible(actor, facts) && isOther(actor, facts),
  contest: isSubject,
  /** Amends the first reporter's data; a second reporter neither sees nor overwrites it. */
  amend: (actor, facts) => sameUserid(actor.userid, facts.reporterId) || isOps(actor),
  find: (actor, facts) => isResponsible(actor, facts) || isReporter(actor, facts),
  // By phone or face to face; not a reporter, nor the only person who could unlock afterwards.
  identify: (actor, facts) =>
    (administersSubject(actor, facts) || isOps(actor)) &&
    isOther(actor, facts) &&
    canAnotherUnlock(actor.userid, facts),
  doubt: (actor, facts) => (administersSubject(actor, facts) || isOps(actor)) && !isSubject(actor, facts),
  /** By another person than the one who confirmed the identity. */
  unlock: (actor, facts) =>
    isOps(actor) && !isSubject(actor, facts) && facts.identityBy !== null && !isChecker(actor, facts),
  /** Locks again an account that was enabled outside this app, without confirmation. */
  relock: (actor, facts) => isResponsible(actor, facts) && !isSubject(actor, facts),
  /** Leaves it enabled. The person who enabled it in the console was the first of two. */
  accept: (actor, facts) =>
    (administersSubject(actor, facts) || isOps(actor)) && isOther(actor, facts) && !isChecker(actor, facts),
  attest: (actor, facts) =>
    (isOps(actor) || isOnCall(actor, facts)) &&
    !isSubject(actor, facts) &&
    (facts.attestedBy === null || !sameUserid(actor.userid, facts.attestedBy)),
  close: (actor, facts) => isSubject(actor, facts) || isOps(actor),
  mark_false: (actor, facts) => isOps(actor) && isOther(actor, facts),
  export: (actor, facts) =>
    (isOps(actor) || actor.roles.includes('auditor')) && (!isSubject(actor, facts) || isOverPhase(facts.phase)),
} as const satisfies Record<string, (actor: MemberActor, facts: LostFacts) => boolean>

export type LostAction = keyof typeof rules
export const lostActions = Object.keys(rules) as LostAction[]

export const mayActOnCase = (actor: MemberActor, action: LostAction, facts: LostFacts): boolean =>
  rules[action](actor, facts)

/** Phases in which an action makes sense; the state machine decides where the action moves the case. */
const phasesOf: Readonly<Partial<Record<LostAction, readonly LostPhase[]>>> = {
  decide: ['urgent_review'],
  contest: ['urgent_review'],
  // Not while the report is being decided.
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

/** Returns what the person may do now; buttons and server use the same rules. */
export const allowedCaseActions = (actor: MemberActor, phase: LostPhase, facts: LostFacts): LostAction[] =>
  lostActions.filter((action) => mayActOnCase(actor, action, facts) && (phasesOf[action]?.includes(phase) ?? true))

/** Returns whether a reporter of this kind locks immediately; a colleague's report waits for a second person. */
export const locksAtOnce = (kind: ReporterKind): boolean => kind !== 'colleague'

/** Returns from when the seconds to a lock are counted: the report, or the command to lock again. */
export const countsFrom = <Instant extends Date | string>(at: {
  reported: Instant
  ordered: Instant | null
  reopened: Instant | null
}): Instant => (at.ordered !== null && at.reopened !== null && at.ordered >= at.reopened ? at.ordered : at.reported)
