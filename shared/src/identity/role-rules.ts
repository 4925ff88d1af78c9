import type { MemberActor, Role } from './actor.ts'

/** Rules about roles alone. A member without the role gets "not found". */
const roleRules = {
  /** The management department. */
  ops: ['ops', 'ops_lead'],
  ops_lead: ['ops_lead'],
  hr: ['hr', 'ops', 'ops_lead'],
  /** Members who may read evidence: auditors, and the management department that keeps it. */
  reviewer: ['auditor', 'ops', 'ops_lead'],
  auditor: ['auditor'],
} as const satisfies Record<string, readonly Role[]>
export type RoleRule = keyof typeof roleRules

export const holdsRole = (actor: MemberActor, rule: RoleRule): boolean =>
  actor.roles.some((role) => (roleRules[rule] as readonly Role[]).includes(role))

export const isRoleRule = (rule: RouteRule): rule is RoleRule => Object.hasOwn(roleRules, rule)

/**
 * Who may call a route. `anyone`: no session required. `platform`: WeCom's signature is checked instead. `member`: a
 * session. A role rule: a session of a member with the role. A request action: a session, and the rule of that action
 * on the request in the path. `api_key`: a key of the company's backend. `watcher`: a session, or the read-only token
 * of one case, which the handler checks. `reporter`: a session, or the one that this report ended before its response
 * was lost; the handler checks its key.
 */
export type RouteRule = 'anyone' | 'watcher' | 'reporter' | 'platform' | 'member' | 'api_key' | RoleRule | RequestAction
