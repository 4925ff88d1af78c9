import type * as z from 'zod/mini'
import type { MemberActor, Role } from '../../identity/actor.ts'
import type { NextActor, RequestStep } from './request-flow.ts'

export type ValueMask = 'none' | 'phone' | 'mail'

/** Rules of a request type. Effects belong to the server, forms and texts to the web. */
export type RequestTypeDefinition<Payload extends z.ZodMiniType = z.ZodMiniType, Item extends string = string> = {
  /** Content of the request. Stored as JSON and parsed by this again when read. */
  payload: Payload
  /**
   * Items that a decision answers one by one; a type that is decided as a whole has one. Names are unique over all
   * types.
   */
  items: readonly [Item, ...Item[]]
  /** First approvers: the applicant's department, or the management department. */
  firstStep: RequestStep
  /** Roles of the management department that approve it; `ops` unless it says otherwise. */
  managers?: readonly Role[]
  /** Whether this member may submit it for themselves. */
  maySubmit: (actor: MemberActor) => boolean
  /** Company-wide roles that see all requests, besides the applicant, the approvers and their department's admins. */
  mayRead: readonly Role[]
  /** People who may never decide it, whatever their roles, besides the person whom it is about. */
  barredApprovers: (request: { applicantId: string }) => readonly string[]
  /**
   * Person whom it is about; null, or omitted: the applicant. They may not be a member yet. A request about another
   * person continues when its applicant leaves, unless it waits for them.
   */
  subjectId?: (payload: z.output<Payload>) => string | null
  /** Whether the applicant has to sign their policies before they submit. */
  requiresSignedPolicies: boolean
  /** How the values of items are masked for readers who are not concerned; without it they are shown. */
  masks?: Readonly<Record<string, ValueMask>>
  /** Clause of the policy that requires this, e.g. `3.3a`. */
  policyClause: string
  /** Returns the part of the payload that a decision depends on as one canonical string, which is hashed. */
  hashedContent: (payload: z.output<Payload>) => string
  /** Working hours within which it should be decided; see the working calendar. */
  decideWithinHours: number
  /** Whether a decision has an undo window; not where seconds count. */
  isUndoable: boolean
  /** Whether it can be returned to the applicant; the type then has a form for that. */
  isReturnable: boolean
  /** Phases inside a state, each with its next actor. */
  phases?: Readonly<Record<string, NextActor>>
  /** Valid input for tests and documents. */
  example: z.input<Payload>
}

export const defineRequestType = <Payload extends z.ZodMiniType, const Item extends string>(
  definition: RequestTypeDefinition<Payload, Item>,
) => definition
