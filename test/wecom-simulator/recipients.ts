import { findMember, membersIn, membersOf, subtreeOf, type SimMember } from './directory.ts'
import type { SimState } from './state.ts'
import { isSubscribed, visibleDepartmentIds } from './visibility.ts'

export type Addressees = { users: string[]; parties: string[]; tags: string[]; everyone: boolean }

export type ResolvedRecipients = {
  members: SimMember[]
  invalidUsers: string[]
  invalidParties: string[]
  invalidTags: string[]
}

/** Splits a list of message/send, such as `a|b`. The documentation's own samples have blanks around the bar. */
export const splitList = (list: string | undefined): string[] =>
  (list ?? '')
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Lists recipients: in the visible range and not disabled. Invalid userids are returned in lower case (doc 90236). */
export const resolveRecipients = (state: SimState, to: Addressees): ResolvedRecipients => {
  const recipients = new Map<string, SimMember>()
  const add = (member: SimMember | undefined): boolean => {
    if (!member || !isSubscribed(state, member)) return false
    recipients.set(member.userid.toLowerCase(), member)
    return true
  }
  if (to.everyone) {
    for (const member of membersOf(state.directory)) add(member)
    return { members: [...recipients.values()], invalidUsers: [], invalidParties: [], invalidTags: [] }
  }
  const invalidUsers = to.users
    .filter((userid) => !add(findMember(state.directory, userid)))
    .map((userid) => userid.toLowerCase())
  const visible = visibleDepartmentIds(state, 'agent')
  const addParty = (party: number): void => {
    for (const id of subtreeOf(state.directory, party)) {
      for (const member of membersIn(state.directory, id)) add(member)
    }
  }
  for (const party of to.parties.map(Number)) if (visible.has(party)) addParty(party)
  for (const { users, parties } of to.tags.flatMap((tagid) => state.tags[tagid] ?? [])) {
    for (const userid of users) add(findMember(state.directory, userid))
    for (const party of parties) if (visible.has(party)) addParty(party)
  }
  return {
    members: [...recipients.values()],
    invalidUsers,
    invalidParties: to.parties.filter((party) => !visible.has(Number(party))),
    invalidTags: to.tags.filter((tagid) => !state.tags[tagid]),
  }
}
