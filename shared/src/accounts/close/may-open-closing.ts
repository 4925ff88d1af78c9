import type { MemberActor } from '../../identity/actor.ts'

/** Returns whether this member may open closings. Apart from the other rules, so that the navigation does not load the flow. */
export const mayOpenClosing = (actor: Pick<MemberActor, 'roles'>): boolean =>
  actor.roles.some((role) => role === 'hr' || role === 'ops_lead')
