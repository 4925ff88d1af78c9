/** Roles held by grant. Every member is an employee; a department admin has departments instead of a role. */
export const roles = ['ops', 'ops_lead', 'hr', 'compliance', 'auditor', 'incident_handler'] as const
export type Role = (typeof roles)[number]

/** An absent person for whom the actor may decide. */
export type Delegator = {
  userid: string
  roles: readonly Role[]
  adminOf: readonly number[]
  /** The delegation is limited to some request types: it lends no other right. Absent: it is not limited. */
  isLimited?: true
}

/** A signed-in person. `adminOf` lists the roots of the department subtrees they administer. */
export type MemberActor = {
  kind: 'member'
  userid: string
  roles: readonly Role[]
  adminOf: readonly number[]
  /** The people the actor decides for today. Delegations are not transitive. */
  delegators?: readonly Delegator[]
}

/** A job of this app: a timer or the outbox worker. It makes no decision that requires a person. */
export type SystemActor = { kind: 'system'; job: string }

/** A signed-in person acting on their own data. It has no roles, so that a use case cannot decide by them. */
export type OwnActor = Pick<MemberActor, 'userid'>

export type Actor = MemberActor | SystemActor

export const actorName = (actor: Actor): string => (actor.kind === 'member' ? actor.userid : `system:${actor.job}`)

/** Returns the actor and the people they decide for today. */
export const actorAndDelegators = <A extends Pick<MemberActor, 'delegators'>>(actor: A): readonly (A | Delegator)[] => [
  actor,
  ...(actor.delegators ?? []),
]

/** Returns the actor and the people whose delegation is not limited to request types: for rights that are not about a request. */
export const actorAndUnlimitedDelegators = <A extends Pick<MemberActor, 'delegators'>>(
  actor: A,
): readonly (A | Delegator)[] => [actor, ...(actor.delegators ?? []).filter(({ isLimited }) => !isLimited)]
