import type { HumanCommand } from '../requests/request-flow.ts'
import { sameUserid } from '../kernel/ids.ts'
import type { MemberActor } from './actor.ts'

/**
 * The little of a request that a permission may depend on.
 * `departmentPath` runs from the root to the department the subject belonged to when it was submitted;
 * `candidates` are the people who were asked to decide.
 */
export type RequestFacts = {
  applicantId: string
  candidates: readonly string[]
  departmentPath: readonly number[]
}

const isApplicant = (actor: MemberActor, request: RequestFacts) => sameUserid(actor.userid, request.applicantId)
const wasAsked = (actor: MemberActor, request: RequestFacts) =>
  request.candidates.some((candidate) => sameUserid(candidate, actor.userid))
const isOps = (actor: MemberActor) => actor.roles.includes('ops') || actor.roles.includes('ops_lead')
const administers = (actor: MemberActor, request: RequestFacts) =>
  actor.adminOf.some((department) => request.departmentPath.includes(department))

/** Being asked is not enough: the role that made somebody a candidate must still be held. */
const mayDecide = (actor: MemberActor, request: RequestFacts) =>
  !isApplicant(actor, request) && wasAsked(actor, request) && (administers(actor, request) || isOps(actor))

/** Who may. Whether the request is in a state for it is `commandsFor()`'s question, not this one's. */
const requestRules = {
  'request.read': (actor, request) =>
    isApplicant(actor, request) || administers(actor, request) || isOps(actor) || actor.roles.includes('auditor'),
  'request.submit': isApplicant,
  'request.decide': mayDecide,
  'request.withdraw': isApplicant,
} as const satisfies Record<`request.${HumanCommand | 'read'}`, (actor: MemberActor, request: RequestFacts) => boolean>

export type RequestAction = keyof typeof requestRules

export function can(actor: MemberActor, action: RequestAction, request: RequestFacts): boolean {
  return requestRules[action](actor, request)
}
