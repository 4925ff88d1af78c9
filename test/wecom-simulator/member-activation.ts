import { findMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { SimulatorContext } from './simulator-context.ts'
import { isSubscribed } from './visibility.ts'

/**
 * Signs the member in for the first time with their number or address (doc 90196): status 4 becomes 1. The app gets
 * `subscribe` (doc 90240), the contacts receiver no event.
 */
export const activateMember = (context: SimulatorContext, userid: string): void => {
  const member = findMember(context.state.directory, userid) ?? refuse(60111)
  if (member.activated) return
  member.activated = true
  context.state.directory.version += 1
  context.record({ effect: 'member.activate', userid: member.userid })
  context.changed('member')
  if (isSubscribed(context.state, member)) context.notify({ type: 'subscribe', userid: member.userid })
}
