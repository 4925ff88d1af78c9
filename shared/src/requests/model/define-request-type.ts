import type * as z from 'zod/mini'
import type { MemberActor, Role } from '../../identity/actor.ts'
import type { NextActor, RequestStep } from './request-flow.ts'

/** What a kind of request must say about itself. Effects are the server's, forms and words the web's. */
export type RequestKindDefinition<Payload extends z.ZodMiniType = z.ZodMiniType, Item extends string = string> = {
  /** What the applicant asks for. Stored as JSON and parsed by this again on the way out. */
  payload: Payload
  /** What a decision answers, one by one; a kind that is agreed to as a whole has one. Names are shared by all kinds. */
  items: readonly [Item, ...Item[]]
  /** Who is asked first: the applicant's department, or the management department. */
  firstStep: RequestStep
  /** Who may submit it, for themselves. */
  maySubmit: (actor: MemberActor) => boolean
  /** Roles of the whole company that see all of them, beside the applicant, the approvers and their department's admins. */
  mayRead: readonly Role[]
  /** Who never decides it, whatever they hold. */
  barredApprovers: (request: { applicantId: string }) => readonly string[]
  /** Whether the applicant signs what they owe before they submit. */
  readFirst: boolean
  /** Clause of the policy that asks for this, e.g. `3.3a`. */
  clause: string
  /** The decision-relevant part of the payload in one canonical string; its hash binds a decision to what was seen. */
  seen: (payload: z.output<Payload>) => string
  /** Working hours within which it should be decided; see the working calendar. */
  decideWithinHours: number
  /** Whether a decision can be taken back for a minute. Never where every second counts. */
  isUndoable: boolean
  /** Whether it can be sent back to be mended: the kind then has a form for that. */
  isReturnable: boolean
  /** Its own places inside a state, and whose turn it is there. */
  phases?: Readonly<Record<string, NextActor>>
  /** Valid input for tests and documents. */
  example: z.input<Payload>
}

export const defineRequestType = <Payload extends z.ZodMiniType, const Item extends string>(
  definition: RequestKindDefinition<Payload, Item>,
) => definition
