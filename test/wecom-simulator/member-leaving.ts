import { findMember } from './directory.ts'
import { refuse } from './errors.ts'
import { deleteMember } from './member-changes.ts'
import type { SimulatorContext } from './simulator-context.ts'
import { isSubscribed } from './visibility.ts'

/** Lets a member leave the company in their client. The record is deleted or gets status 5, by `leftMember` (doc 90196). */
export const leaveCompany = (context: SimulatorContext, userid: string): void => {
  if (context.state.switches.leftMember === 'gone') {
    deleteMember(context, userid, 'member')
    return
  }
  const member = findMember(context.state.directory, userid) ?? refuse(60111)
  const wasSubscribed = isSubscribed(context.state, member)
  member.hasLeft = true
  context.state.directory.version += 1
  context.record({ effect: 'member.leave', userid: member.userid })
  context.changed('member')
  if (wasSubscribed) context.notify({ type: 'unsubscribe', userid: member.userid })
}
