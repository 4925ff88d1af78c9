import { holdsRole } from '../../identity/role-rules.ts'
import type { MemberActor, Role } from '../../identity/actor.ts'
import { sameUserid } from '../../kernel/same-userid.ts'
import { advanceClosing, type ClosingCommand, type ClosingKind, type ClosingPhase } from './closing-flow.ts'

/** The part of a closing on which permissions depend. */
export type ClosingFacts = {
  subjectId: string
  kind: ClosingKind
  openedBy: string
  /** The roles that the opener held when they opened it; read only for an emergency. */
  openerRoles: readonly Role[]
  phase: ClosingPhase
  deletionAskedBy: string | null
  departmentPath: readonly number[]
  /** People to whom an item is or was offered. */
  heirs: readonly string[]
}

/** Commands that a person may give. */
export const closingActions = [
  'assign',
  'waive',
  'clean',
  'move',
  'force',
  'confirm',
  'cancel',
  'ask_deletion',
  'delete',
  're_enable',
  'confirm_return',
  'deny_return',
] as const satisfies readonly ClosingCommand[]
export type ClosingAction = (typeof closingActions)[number]

type Holder = Pick<MemberActor, 'userid' | 'roles' | 'adminOf'>
const isSubject = ({ userid }: Holder, { subjectId }: ClosingFacts) => sameUserid(userid, subjectId)
const isHr = ({ roles }: Holder) => roles.includes('hr')
const isOps = (holder: Holder) => holdsRole(holder, 'ops')
const isLead = ({ roles }: Holder) => roles.includes('ops_lead')
const administers = ({ adminOf }: Holder, { departmentPath }: ClosingFacts) =>
  adminOf.some((department) => departmentPath.includes(department))
const isOther = ({ userid }: Holder, other: string | null) => other !== null && !sameUserid(userid, other)

/**
 * Returns whether the actor manages the closing: HR, the management department, and the department's admin, never the
 * leaver.
 */
const manages = (actor: Holder, facts: ClosingFacts) =>
  !isSubject(actor, facts) && (isHr(actor) || isOps(actor) || administers(actor, facts))

/**
 * Returns whether everything about the closing is visible: to those who manage it, and to its subject, except an
 * emergency.
 */
export const mayReadWholeClosing = (actor: Holder, facts: ClosingFacts): boolean =>
  manages(actor, facts) || (isSubject(actor, facts) && facts.kind !== 'emergency')

/** Returns whether the closing is visible, as it also is to people to whom an item is or was offered. */
export const mayReadClosing = (actor: Holder, facts: ClosingFacts): boolean =>
  mayReadWholeClosing(actor, facts) || facts.heirs.some((heir) => sameUserid(heir, actor.userid))

/** An emergency is decided by HR and the management department's lead, two people. */
const counterparts = { hr: 'ops_lead', ops_lead: 'hr' } as const
export const emergencyRoles = ['hr', 'ops_lead'] as const satisfies (keyof typeof counterparts)[]
export type EmergencyRole = (typeof emergencyRoles)[number]

/** Returns the roles that may confirm an emergency, by the roles in which it was opened; the lead's where those are unknown. */
export function confirmingRoles(openerRoles: readonly Role[]): EmergencyRole[] {
  const roles = emergencyRoles.filter((role) => openerRoles.includes(counterparts[role]))
  return roles.length > 0 ? roles : ['ops_lead']
}

const rules: Readonly<Record<ClosingAction, (actor: Holder, facts: ClosingFacts) => boolean>> = {
  assign: manages,
  waive: (actor, facts) => manages(actor, facts) && (isHr(actor) || isOps(actor)),
  clean: isSubject,
  move: (actor, facts) => manages(actor, facts) && (isHr(actor) || isLead(actor)),
  // The management department's lead decides, but not on a closing that they opened or that is their own.
  force: (actor, facts) => manages(actor, facts) && isLead(actor) && isOther(actor, facts.openedBy),
  confirm: (actor, facts) =>
    manages(actor, facts) &&
    isOther(actor, facts.openedBy) &&
    confirmingRoles(facts.openerRoles).some((role) => actor.roles.includes(role)),
  cancel: (actor, facts) => manages(actor, facts) && (isHr(actor) || isLead(actor)),
  ask_deletion: (actor, facts) => manages(actor, facts) && isHr(actor),
  delete: (actor, facts) => manages(actor, facts) && isOps(actor) && isOther(actor, facts.deletionAskedBy),
  re_enable: (actor, facts) => manages(actor, facts) && isHr(actor),
  confirm_return: (actor, facts) => manages(actor, facts) && isHr(actor),
  deny_return: (actor, facts) => manages(actor, facts) && isHr(actor),
}

/** Actions on a transfer. Its account stays: only the handing over is decided here, and the change by its own approvers. */
const transferActions: readonly ClosingAction[] = ['assign', 'waive', 'cancel']

/** Returns whether the actor may take the action in at least one phase. */
export const mayActOnClosing = (actor: Holder, action: ClosingAction, facts: ClosingFacts): boolean =>
  rules[action](actor, facts) && (facts.kind !== 'transfer' || transferActions.includes(action))

/** Lists what the actor may do now. Pages show buttons only for these. */
export const allowedClosingActions = (actor: Holder, facts: ClosingFacts): ClosingAction[] =>
  closingActions.filter(
    (action) => advanceClosing(facts.phase, action) !== undefined && mayActOnClosing(actor, action, facts),
  )
