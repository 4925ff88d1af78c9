import { membersOf, type SimMember } from './directory.ts'
import type { ChangedBy } from './changed-by.ts'
import { isMemberVisible, isSubscribed } from './visibility.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** Disabled, or moved out of the app's range: the app loses a subscriber (doc 90240). */
export const notifySubscription = (
  context: SimulatorContext,
  member: SimMember,
  wasSubscribed: boolean,
  by: ChangedBy,
): void => {
  const { switches } = context.state
  const subscribed = isSubscribed(context.state, member)
  if (subscribed === wasSubscribed) return
  const viaApi = by === 'contacts' && isMemberVisible(context.state, 'agent', member)
  if (!subscribed && (!viaApi || switches.unsubscribeOnApiDisable))
    context.notify({ type: 'unsubscribe', userid: member.userid })
  if (subscribed && switches.subscribeOnEnable) context.notify({ type: 'subscribe', userid: member.userid })
}

/** A change that moves many at once, as a new range or a moved department does: each is told for himself. */
export const notifySubscriptionsOf = (context: SimulatorContext, change: () => void): void => {
  const { state } = context
  const before = new Set<SimMember>()
  for (const member of membersOf(state.directory)) if (isSubscribed(state, member)) before.add(member)
  change()
  for (const member of membersOf(state.directory)) {
    const now = isSubscribed(state, member)
    if (now !== before.has(member)) context.notify({ type: now ? 'subscribe' : 'unsubscribe', userid: member.userid })
  }
}
