import type { RequestAction } from './model/request-flow.ts'
import { sameUserid } from '../kernel/ids.ts'
import type { MemberActor } from '../identity/actor.ts'
import { requestKindNames, type RequestType, requestTypes } from './types/index.ts'
import type { RequestTypeDefinition } from './model/define-request-type.ts'

/**
 * The part of a request that a permission may depend on. `departmentPath` runs from the root to the subject's
 * department; `approverIds` are the approvers, or were when it was decided.
 */
export type RequestFacts = {
  kind: RequestType
  applicantId: string
  /** Person whom it is about; null or absent: the applicant. */
  subjectId?: string | null
  /** Whether it is about another person, and its applicant left. */
  hasApplicantLeft?: boolean
  approverIds: readonly string[]
  departmentPath: readonly number[]
  decidedBy?: string | null
}

type Rules = Pick<RequestTypeDefinition, 'maySubmit' | 'mayRead' | 'barredApprovers' | 'managers'>
const rulesOf = ({ kind }: Pick<RequestFacts, 'kind'>): Rules => requestTypes[kind]

type Holder = Pick<MemberActor, 'roles' | 'adminOf'>

const isApplicant = (actor: MemberActor, request: RequestFacts) => sameUserid(actor.userid, request.applicantId)
const isSubject = (actor: MemberActor, { subjectId }: RequestFacts) =>
  typeof subjectId === 'string' && sameUserid(actor.userid, subjectId)
const isApprover = (actor: MemberActor, request: RequestFacts) =>
  request.approverIds.some((candidate) => sameUserid(candidate, actor.userid))
const managing = ['ops', 'ops_lead'] as const
const isManager = (holder: Pick<Holder, 'roles'>, request: Pick<RequestFacts, 'kind'>) =>
  (rulesOf(request).managers ?? managing).some((role) => holder.roles.includes(role))
/** Returns the request types that a holder of these roles approves, wherever the applicant belongs. */
export const managedKinds = (holder: Pick<Holder, 'roles'>): RequestType[] =>
  requestKindNames.filter((kind) => isManager(holder, { kind }))
/** Returns whether requests of other members can reach a holder of these roles as approver. */
export const approvesRequests = (holder: Holder): boolean =>
  holder.adminOf.length > 0 || managedKinds(holder).length > 0
const administers = (holder: Holder, request: RequestFacts) =>
  holder.adminOf.some((department) => request.departmentPath.includes(department))
const isResponsible = (holder: Holder, request: RequestFacts) =>
  administers(holder, request) || isManager(holder, request)
const isDelegateFor = (actor: MemberActor, request: RequestFacts) =>
  (actor.delegators ?? []).some((delegator) => isResponsible(delegator, request))

/** Lists people who may never decide this request: those whom the type bars, and the person whom it is about. */
export const barredApproversOf = (request: Pick<RequestFacts, 'kind' | 'applicantId' | 'subjectId'>): string[] => [
  ...rulesOf(request).barredApprovers(request),
  ...(request.subjectId ? [request.subjectId] : []),
]

const isBarred = (actor: MemberActor, request: RequestFacts) =>
  barredApproversOf(request).some((userid) => sameUserid(userid, actor.userid))
const mayReadAll = (actor: MemberActor, request: RequestFacts) =>
  rulesOf(request).mayRead.some((role) => actor.roles.includes(role))

/** Returns whether this approver still holds the role that made them one, or their delegator does. */
const mayDecide = (actor: MemberActor, request: RequestFacts) =>
  !isBarred(actor, request) &&
  isApprover(actor, request) &&
  (isResponsible(actor, request) || isDelegateFor(actor, request))

/** Returns whether this person is responsible for a request that nobody else could call off: its applicant left. */
const isKeeper = (actor: MemberActor, request: RequestFacts) =>
  request.hasApplicantLeft === true && isResponsible(actor, request) && !isBarred(actor, request)

const hasDecided = (actor: MemberActor, { decidedBy }: RequestFacts) =>
  typeof decidedBy === 'string' && sameUserid(actor.userid, decidedBy)

/** Permissions by action. Whether the state accepts a command is checked by `commandsFor()`. */
const requestRules = {
  'request.read': (actor, request) =>
    isApplicant(actor, request) ||
    isSubject(actor, request) ||
    administers(actor, request) ||
    mayReadAll(actor, request) ||
    (isApprover(actor, request) && isDelegateFor(actor, request)),
  'request.submit': (actor, request) => isApplicant(actor, request) && rulesOf(request).maySubmit(actor),
  'request.decide': mayDecide,
  'request.return': mayDecide,
  'request.resubmit': isApplicant,
  'request.withdraw': (actor, request) => isApplicant(actor, request) || isKeeper(actor, request),
  'request.undo': hasDecided,
  'request.transfer': mayDecide,
  'request.urge': isApplicant,
} as const satisfies Record<RequestAction, (actor: MemberActor, request: RequestFacts) => boolean>

/** Returns whether the actor may perform the action on the request, in at least one state. */
export function can(actor: MemberActor, action: RequestAction, request: RequestFacts): boolean {
  return requestRules[action](actor, request)
}

/**
 * Returns whether only the fact that it is their own request bars this member; they get a specific error. See attack A4
 * in docs/security.md.
 */
export const isSelfApproval = (actor: MemberActor, request: RequestFacts): boolean =>
  isBarred(actor, request) && (isResponsible(actor, request) || isDelegateFor(actor, request))
