import { membersOf, type SimMember } from './directory.ts'
import type { ChangedBy } from './changed-by.ts'
import { isMemberVisible, isSubscribed } from './visibility.ts'
import type { SimulatorContext } from './simulator-context.ts'

/**
 * Notifies the app when a change subscribed or unsubscribed a member (doc 90240): they were enabled or disabled, or moved
 * into or out of the visible range.
 */
export const notifySubscription = (
  context: SimulatorContext,
  member: SimMember,
  wasSubscribed: boolean,
  by: ChangedBy,
): void => {
  const { switches } = context.state
  const isNowSubscribed = isSubscribed(context.state, member)
  if (isNowSubscribed === wasSubscribed) return
  const isByApi = by === 'contacts' && isMemberVisible(context.state, 'agent', member)
  if (!isNowSubscribed && (!isByApi || switches.unsubscribeOnApiDisable))
    context.notify({ type: 'unsubscribe', userid: member.userid })
  if (isNowSubscribed && switches.subscribeOnEnable) context.notify({ type: 'subscribe', userid: member.userid })
}

/**
 * Makes a change that may affect many members, such as a new visible range or a moved department, and notifies the app
 * of each subscription that changed.
 */
export const notifySubscriptionsOf = (context: SimulatorContext, change: () => void): void => {
  const { state } = context
  const before = new Set<SimMember>()
  for (const member of membersOf(state.directory)) if (isSubscribed(state, member)) before.add(member)
  change()
  for (const member of membersOf(state.directory)) {
    const isNowSubscribed = isSubscribed(state, member)
    if (isNowSubscribed !== before.has(member))
      context.notify({ type: isNowSubscribed ? 'subscribe' : 'unsubscribe', userid: member.userid })
  }
}
