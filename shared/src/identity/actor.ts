/** Roles held by grant. `employee` is everybody who can sign in; a department admin holds departments instead. */
export const roles = ['ops', 'ops_lead', 'hr', 'auditor'] as const
export type Role = (typeof roles)[number]

/** Somebody who is away, and for whom the actor may decide meanwhile. */
export type Principal = {
  userid: string
  roles: readonly Role[]
  adminOf: readonly number[]
}

/** A person who signed in. `adminOf` lists the roots of the department subtrees he administers. */
export type MemberActor = {
  kind: 'member'
  userid: string
  roles: readonly Role[]
  adminOf: readonly number[]
  /** Whom he stands in for today. One step only: what those hold by delegation is not handed on. */
  standsInFor?: readonly Principal[]
}

/** A job of ours: a timer or the outbox worker. It decides nothing that a person should. */
export type SystemActor = { kind: 'system'; job: string }

/** A signed-in person acting on their own data. It has no roles, so that a use case cannot decide by them. */
export type OwnActor = Pick<MemberActor, 'userid'>

export type Actor = MemberActor | SystemActor

export const actorName = (actor: Actor): string => (actor.kind === 'member' ? actor.userid : `system:${actor.job}`)
