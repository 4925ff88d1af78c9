import { DAY_MS, HOUR_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { findMember, type SimMember, isSameUserid } from './directory.ts'
import { refuse } from './errors.ts'
import type { GroupChat } from './group-state.ts'
import { shanghaiDay } from './limits.ts'
import { isMemberVisible } from './visibility.ts'
import type { SimulatorContext } from './simulator-context.ts'

const ROOT = 1
const NAME_MAX = 50

const containsUserid = (list: readonly string[], userid: string) => list.some((id) => isSameUserid(id, userid))

/** Requires that the app is visible to the whole company (doc 90244). A switch sets the error code. */
const requireRoot = (context: SimulatorContext): void => {
  const { app, switches } = context.state
  if (!app.visibleDepartments.includes(ROOT)) refuse(switches.groupsWithoutRootCode)
}

/** Finds a member who may be added: not deleted and in the visible range. A disabled member may be added. */
const findAddableMember = (context: SimulatorContext, userid: string): SimMember | null => {
  const member = findMember(context.state.directory, userid)
  return member && !member.hasLeft && isMemberVisible(context.state, 'agent', member) ? member : null
}

const distinct = (userids: readonly string[]): string[] => [
  ...new Map(userids.map((userid) => [userid.toLowerCase(), userid])).values(),
]

/** Returns the stored spelling of each userid. An unknown userid is refused or omitted, by the switch `unknownGroupMembers`. */
const resolveUserids = (context: SimulatorContext, userids: readonly string[], errcode: number): string[] =>
  distinct(userids).flatMap((userid) => {
    const member = findAddableMember(context, userid)
    if (member) return [member.userid]
    return context.state.switches.unknownGroupMembers === 'refused' ? refuse(errcode, userid) : []
  })

const spendCreation = (context: SimulatorContext): void => {
  const day = shanghaiDay(context.clock.nowMs())
  const { created } = context.state.groupUse
  const count = created.day === day ? created.count : 0
  if (count >= context.state.limits.groupsPerDay) refuse(45009)
  context.state.groupUse.created = { day, count: count + 1 }
}

const spendChange = (context: SimulatorContext): void => {
  const hour = Math.floor(context.clock.nowMs() / HOUR_MS)
  const { changed } = context.state.groupUse
  const count = changed.hour === hour ? changed.count : 0
  if (count >= context.state.limits.groupChangesPerHour) refuse(45009)
  context.state.groupUse.changed = { hour, count: count + 1 }
}

/** Cuts a name without an error (doc 90245). The documented unit is "utf8 characters"; we assume code points. */
const cutName = (name: string): string => [...name].slice(0, NAME_MAX).join('')

/** Requires two members besides the app, and at most the limit, which counts the app as a member (doc 90245). */
const requireSize = (context: SimulatorContext, count: number): void => {
  if (count < 2 || count > context.state.limits.groupMembers - 1) refuse(86006)
}

const requireGroup = (context: SimulatorContext, chatid: string | undefined): GroupChat => {
  if (chatid === undefined || chatid === '') return refuse(86201)
  const chat = context.state.groupChats[chatid]
  if (!chat) return refuse(86003)
  if (chat.creator !== 'app') return refuse(86008)
  if (chat.dissolved) return refuse(49008)
  return chat
}

export type NewGroup = {
  name?: string | undefined
  owner?: string | undefined
  userlist?: string[] | undefined
  chatid?: string | undefined
}

export const createGroup = (context: SimulatorContext, input: NewGroup): string => {
  requireRoot(context)
  const chatid =
    input.chatid ??
    context
      .newId('chat')
      .replace(/[^0-9a-zA-Z]/g, '')
      .slice(0, 32)
  if (chatid.length > 32) refuse(86205)
  if (!/^[0-9a-zA-Z]+$/.test(chatid)) refuse(86001)
  if (!input.userlist) refuse(86204)
  if (context.state.groupChats[chatid]) refuse(86215)
  const userlist = resolveUserids(context, input.userlist ?? [], 86007)
  requireSize(context, userlist.length)
  if (input.owner !== undefined && !containsUserid(userlist, input.owner)) refuse(86207)
  spendCreation(context)
  const owner = userlist.find((id) => input.owner !== undefined && isSameUserid(id, input.owner)) ?? userlist[0] ?? ''
  const name = cutName(input.name ?? '群聊')
  context.state.groupChats[chatid] = { chatid, name, owner, userlist, creator: 'app', dissolved: false, messages: [] }
  context.record({ effect: 'group.create', chatid, name, owner, userlist })
  context.changed('chat')
  return chatid
}

export type GroupChange = {
  chatid?: string | undefined
  name?: string | undefined
  owner?: string | undefined
  add_user_list?: string[] | undefined
  del_user_list?: string[] | undefined
}

export const updateGroup = (context: SimulatorContext, change: GroupChange): void => {
  requireRoot(context)
  const chat = requireGroup(context, change.chatid)
  const removed = change.del_user_list ?? []
  if (removed.some((userid) => !containsUserid(chat.userlist, userid))) refuse(86216)
  const added = resolveUserids(context, change.add_user_list ?? [], 86216).filter(
    (userid) => !containsUserid(chat.userlist, userid),
  )
  const userlist = [...chat.userlist.filter((userid) => !containsUserid(removed, userid)), ...added]
  const before = ownerOf(context, chat)
  // Removing the owner requires a new owner (doc 98913).
  if (containsUserid(removed, before) && change.owner === undefined) refuse(86005)
  const owner = change.owner === undefined ? before : userlist.find((id) => isSameUserid(id, change.owner ?? ''))
  if (owner === undefined) return refuse(86207)
  requireSize(context, userlist.length)
  spendChange(context)
  const name = change.name === undefined ? chat.name : cutName(change.name)
  const removedUserids = chat.userlist.filter((userid) => containsUserid(removed, userid))
  const from = { name: chat.name, owner: before }
  Object.assign(chat, { name, owner, userlist })
  context.record({
    effect: 'group.update',
    chatid: chat.chatid,
    from,
    name,
    owner,
    added,
    removed: removedUserids,
    by: 'app',
  })
  context.changed('chat')
}

/**
 * Returns the owner. If the owner was deleted, the switch `groupOwnerGone` decides: still the owner, or the first member who
 * is left.
 */
const ownerOf = ({ state }: SimulatorContext, { owner, userlist }: GroupChat): string => {
  if (state.switches.groupOwnerGone === 'stays' || findMember(state.directory, owner)) return owner
  return userlist.find((userid) => findMember(state.directory, userid)) ?? owner
}

/** Returns a group without members who were deleted from the directory. */
const groupView = (context: SimulatorContext, chat: GroupChat) => ({
  chatid: chat.chatid,
  name: chat.name,
  owner: ownerOf(context, chat),
  userlist: chat.userlist.filter((userid) => findMember(context.state.directory, userid)),
  chat_type: 0,
})

export const getGroup = (context: SimulatorContext, chatid: string | undefined) => {
  requireRoot(context)
  return groupView(context, requireGroup(context, chatid))
}

/** Counts a message to this member. False: it is dropped, without an error, above 200 a minute or 10,000 a day (doc 90248). */
const countDelivery = (context: SimulatorContext, userid: string): boolean => {
  const now = context.clock.nowMs()
  const { groupUse, limits } = context.state
  const recent = (groupUse.delivered[userid] ?? []).filter((at) => at > now - DAY_MS)
  groupUse.delivered[userid] = recent
  const inMinute = recent.filter((at) => at > now - MINUTE_MS).length
  if (inMinute < limits.groupMessagesPerMinute && recent.length < limits.groupMessagesPerDay) {
    recent.push(now)
    return true
  }
  groupUse.dropped[userid] = (groupUse.dropped[userid] ?? 0) + 1
  return false
}

/** Counts recipients (人次): at most 20,000 a minute for the company (doc 90248). */
const spendRecipients = (context: SimulatorContext, recipients: number): void => {
  const minute = Math.floor(context.clock.nowMs() / MINUTE_MS)
  const { sent } = context.state.groupUse
  const used = sent.minute === minute ? sent.recipients : 0
  if (used + recipients > context.state.limits.groupRecipientsPerMinute) refuse(45009)
  context.state.groupUse.sent = { minute, recipients: used + recipients }
}

export const sendGroupMessage = (
  context: SimulatorContext,
  chatid: string | undefined,
  msgtype: string,
  text: string,
): void => {
  requireRoot(context)
  const chat = requireGroup(context, chatid)
  if (text === '') refuse(44004)
  const present = groupView(context, chat).userlist
  spendRecipients(context, present.length)
  const delivered = present.filter((userid) => countDelivery(context, userid))
  chat.messages.push({ at: context.clock.nowMs(), msgtype, text, delivered })
  context.record({ effect: 'group.message', chatid: chat.chatid, msgtype, text, to: delivered })
  context.changed('chat')
}

/** Actions of members in their clients. WeCom sends no callback for them (doc 90244). */
export type GroupAction =
  | { act: 'leave'; chatid: string; userid: string }
  | { act: 'rename'; chatid: string; name: string }
  | { act: 'own'; chatid: string; userid: string }
  | { act: 'join'; chatid: string; userid: string }
  | { act: 'dissolve'; chatid: string }
  | { act: 'make'; chatid: string; name: string; owner: string; userlist: string[] }

export const applyGroupAction = (context: SimulatorContext, action: GroupAction): void => {
  const { groupChats } = context.state
  if (action.act === 'make') {
    const { chatid, name, owner, userlist } = action
    groupChats[chatid] = { chatid, name, owner, userlist, creator: 'member', dissolved: false, messages: [] }
    return context.changed('chat')
  }
  const chat = groupChats[action.chatid] ?? refuse(86003)
  const from = { name: chat.name, owner: chat.owner }
  const before = chat.userlist
  if (action.act === 'dissolve') {
    chat.dissolved = true
    context.record({ effect: 'group.dissolve', chatid: chat.chatid })
    return context.changed('chat')
  }
  if (action.act === 'rename') chat.name = cutName(action.name)
  if (action.act === 'join' && !containsUserid(before, action.userid)) chat.userlist = [...before, action.userid]
  if (action.act === 'own' && containsUserid(before, action.userid)) chat.owner = action.userid
  if (action.act === 'leave') {
    chat.userlist = before.filter((userid) => !isSameUserid(userid, action.userid))
    if (isSameUserid(chat.owner, action.userid)) chat.owner = chat.userlist[0] ?? ''
  }
  context.record({
    effect: 'group.update',
    chatid: chat.chatid,
    from,
    name: chat.name,
    owner: chat.owner,
    added: chat.userlist.filter((userid) => !containsUserid(before, userid)),
    removed: before.filter((userid) => !containsUserid(chat.userlist, userid)),
    by: 'member',
  })
  context.changed('chat')
}

/** Lists the groups of a member with the messages that they received, ordered by their newest message. */
export const groupsOf = (context: SimulatorContext, userid: string) =>
  Object.values(context.state.groupChats)
    .filter((chat) => !chat.dissolved && containsUserid(chat.userlist, userid))
    .map((chat) => ({
      ...groupView(context, chat),
      messages: chat.messages.filter(({ delivered }) => containsUserid(delivered, userid)),
    }))
    .toSorted((a, b) => (b.messages.at(-1)?.at ?? 0) - (a.messages.at(-1)?.at ?? 0))
