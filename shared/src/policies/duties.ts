import type { MemberActor } from '../identity/actor.ts'
import { holdsRole } from '../identity/role-rules.ts'

/** Whose duty a clause describes. A clause without a holder binds everybody. */
export const dutyHolders = ['management', 'department_admin'] as const
export type DutyHolder = (typeof dutyHolders)[number]

/** Duties by clause id. */
export type Duties = Readonly<Record<string, DutyHolder>>

/** Returns whose duties the actor has. */
export const heldDuties = (actor: MemberActor): DutyHolder[] =>
  dutyHolders.filter((holder) => (holder === 'management' ? holdsRole(actor, 'ops') : actor.adminOf.length > 0))

/** Returns the holder of a clause's duty; null if the clause concerns the reader, who holds the duties `held`. */
export function othersDuty(duties: Duties, clauseId: string, held: readonly DutyHolder[]): DutyHolder | null {
  const holder = duties[clauseId]
  return holder === undefined || held.includes(holder) ? null : holder
}
