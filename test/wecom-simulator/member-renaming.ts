import { isSameUserid, type SimMember } from './directory.ts'
import { refuse } from './errors.ts'
import { checkNewUserid } from './member-create.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** Refuses a new userid unless WeCom generated the present one, which may be changed once (301036, doc 90197). */
export const checkRenaming = (context: SimulatorContext, member: SimMember, userid: string): void => {
  if (member.hasGeneratedUserid !== true) refuse(301036)
  // A userid that differs only in case is found as the member's own, and is not taken.
  if (!isSameUserid(userid, member.userid)) checkNewUserid(context, userid)
}

/**
 * Gives a member another userid, also in the visible range, tags, groups, consents, messages and codes. No member has the old
 * userid afterwards.
 */
export const renameMember = ({ state }: SimulatorContext, member: SimMember, userid: string): void => {
  const before = member.userid
  const renamed = (id: string): string => (isSameUserid(id, before) ? userid : id)
  const renamedKeys = <Value>(record: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [renamed(id), value]))
  Reflect.deleteProperty(state.directory.members, before.toLowerCase())
  state.directory.members[userid.toLowerCase()] = member
  member.userid = userid
  member.hasGeneratedUserid = false
  state.directory.version += 1
  state.app.visibleMembers = state.app.visibleMembers.map(renamed)
  for (const tag of Object.values(state.tags)) tag.users = tag.users.map(renamed)
  for (const chat of Object.values(state.groupChats)) {
    chat.userlist = chat.userlist.map(renamed)
    chat.owner = renamed(chat.owner)
  }
  state.consents = renamedKeys(state.consents)
  for (const code of Object.values(state.codes)) if (code.userid !== null) code.userid = renamed(code.userid)
  for (const message of state.messages) {
    message.to = message.to.map(renamed)
    message.cards = renamedKeys(message.cards)
  }
}
