import type { MemberActor, Role } from './actor.ts'

/** Rules about roles alone. A member without the role gets "not found". */
export const roleRules = {
  /** The management department. */
  ops: ['ops', 'ops_lead'],
  ops_lead: ['ops_lead'],
  hr: ['hr', 'ops', 'ops_lead'],
  /** Members who write policies and watch their acknowledgement. */
  compliance: ['compliance', 'ops', 'ops_lead'],
  /** Members who may approve a version of a policy of which they wrote no part. */
  policy_approver: ['compliance', 'ops_lead'],
  /** Members who may read everything about policies and their signatures. */
  policy_reviewer: ['compliance', 'auditor', 'ops', 'ops_lead'],
  /** Members who may read evidence: auditors, and the management department that keeps it. */
  reviewer: ['auditor', 'ops', 'ops_lead'],
  auditor: ['auditor'],
  /** Members who may let an outside auditor into the evidence room. */
  room_keeper: ['compliance', 'ops_lead'],
} as const satisfies Record<string, readonly Role[]>
export type RoleRule = keyof typeof roleRules

export const holdsRole = (actor: Pick<MemberActor, 'roles'>, rule: RoleRule): boolean =>
  actor.roles.some((role) => (roleRules[rule] as readonly Role[]).includes(role))

export const isRoleRule = (rule: string): rule is RoleRule => Object.hasOwn(roleRules, rule)
