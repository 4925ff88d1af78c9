import type { MemberActor, Role } from './actor.ts'
import type { RequestAction } from '../requests/model/request-flow.ts'

/** Rules about roles alone. Whoever holds none of the roles is told that there is no such thing. */
const roleRules = {
  /** The management department. */
  ops: ['ops', 'ops_lead'],
  ops_lead: ['ops_lead'],
  hr: ['hr', 'ops', 'ops_lead'],
  /** Whoever may look at evidence: auditors, and the management department that keeps it. */
  reviewer: ['auditor', 'ops', 'ops_lead'],
  auditor: ['auditor'],
} as const satisfies Record<string, readonly Role[]>
export type RoleRule = keyof typeof roleRules

export const holdsRole = (actor: MemberActor, rule: RoleRule): boolean =>
  actor.roles.some((role) => (roleRules[rule] as readonly Role[]).includes(role))

export const isRoleRule = (rule: RouteRule): rule is RoleRule => Object.hasOwn(roleRules, rule)

/**
 * Who may call a route at all. `anyone`: no session asked. `platform`: WeCom's signature is checked instead.
 * `member`: a live session. A role rule: a live session of somebody who holds the role. A request action: a live
 * session, and the rule of that action on the request in the path. `api_key`: a key of the company's own backend.
 * `watcher`: a live session, or the read-only token of one case, which the handler looks at. `reporter`: a live session, or
 * the one that this very report ended, whose answer got lost on its way; the handler looks at its key.
 */
export type RouteRule = 'anyone' | 'watcher' | 'reporter' | 'platform' | 'member' | 'api_key' | RoleRule | RequestAction
