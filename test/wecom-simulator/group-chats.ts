import { findMember, type SimMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { GroupChat } from './group-state.ts'
import { shanghaiDay } from './limits.ts'
import { isMemberVisible } from './visibility.ts'
import type { SimulatorContext } from './simulator-context.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const ROOT = 1
const NAME_MAX = 50

const sameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
const has = (list: readonly string[], userid: string) => list.some((one) => sameId(one, userid))

/** The whole interface wants the app to be visible to the whole company (doc 90244). Which code says so is not documented. */
const requireRoot = (context: SimulatorContext): void => {
  const { app, switches } = context.state
  if (!app.visibleDepartments.includes(ROOT)) refuse(switches.groupsWithoutRootCode)
}

/** A disabled member may stay in a group; somebody who is gone, or out of range, may not come in. */
const admissible = (context: SimulatorContext, userid: string): SimMember | null => {
  const member = findMember(context.state.directory, userid)
  return member && isMemberVisible(context.state, 'agent', member) ? member : null
}

const distinct = (userids: readonly string[]): string[] => [
  ...new Map(userids.map((userid) => [userid.toLowerCase(), userid])).values(),
]

/** Known spelling of each; an unknown one is refused, or left out without a word. */
const takeIn = (context: SimulatorContext, userids: readonly string[], errcode: number): string[] =>
  distinct(userids).flatMap((userid) => {
    const member = admissible(context, userid)
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
  const hour = Math.floor(context.clock.nowMs() / hourMs)
  const { changed } = context.state.groupUse
  const count = changed.hour === hour ? changed.count : 0
  if (count >= context.state.limits.groupChangesPerHour) refuse(45009)
  context.state.groupUse.changed = { hour, count: count + 1 }
}

/** Cut without a word (doc 90245). The unit is said to be "utf8 signs"; a code point is our reading. */
const cutName = (name: string): string => [...name].slice(0, NAME_MAX).join('')

/** The app itself counts as a member (doc 90245). */
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

/** Effects of a chat stand under its id. */
export const createGroup = (context: SimulatorContext, asked: NewGroup): string => {
  requireRoot(context)
  const chatid =
    asked.chatid ??
    context
      .newId('chat')
      .replace(/[^0-9a-zA-Z]/g, '')
      .slice(0, 32)
  if (chatid.length > 32) refuse(86205)
  if (!/^[0-9a-zA-Z]+$/.test(chatid)) refuse(86001)
  if (!asked.userlist) refuse(86204)
  if (context.state.groupChats[chatid]) refuse(86215)
  const userlist = takeIn(context, asked.userlist ?? [], 86007)
  requireSize(context, userlist.length)
  if (asked.owner !== undefined && !has(userlist, asked.owner)) refuse(86207)
  spendCreation(context)
  const owner = userlist.find((one) => asked.owner !== undefined && sameId(one, asked.owner)) ?? userlist[0] ?? ''
  const name = cutName(asked.name ?? '群聊')
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
  if (removed.some((userid) => !has(chat.userlist, userid))) refuse(86216)
  const added = takeIn(context, change.add_user_list ?? [], 86216).filter((userid) => !has(chat.userlist, userid))
  const userlist = [...chat.userlist.filter((userid) => !has(removed, userid)), ...added]
  // The owner cannot be taken out without another in his place (doc 98913).
  if (has(removed, chat.owner) && change.owner === undefined) refuse(86005)
  const owner = change.owner === undefined ? chat.owner : userlist.find((one) => sameId(one, change.owner ?? ''))
  if (owner === undefined) return refuse(86207)
  requireSize(context, userlist.length)
  spendChange(context)
  const name = change.name === undefined ? chat.name : cutName(change.name)
  const gone = chat.userlist.filter((userid) => has(removed, userid))
  const from = { name: chat.name, owner: chat.owner }
  Object.assign(chat, { name, owner, userlist })
  context.record({ effect: 'group.update', chatid: chat.chatid, from, name, owner, added, removed: gone, by: 'app' })
  context.changed('chat')
}

/** Whoever left the company is in no list any more. */
const groupView = (context: SimulatorContext, chat: GroupChat) => ({
  chatid: chat.chatid,
  name: chat.name,
  owner: chat.owner,
  userlist: chat.userlist.filter((userid) => findMember(context.state.directory, userid)),
  chat_type: 0,
})

export const readGroup = (context: SimulatorContext, chatid: string | undefined) => {
  requireRoot(context)
  return groupView(context, requireGroup(context, chatid))
}

/** Above 200 a minute or 10,000 a day and member, a message is dropped without a word (doc 90248). */
const isDropped = (context: SimulatorContext, userid: string): boolean => {
  const now = context.clock.nowMs()
  const { groupUse, limits } = context.state
  const recent = (groupUse.delivered[userid] ?? []).filter((at) => at > now - dayMs)
  groupUse.delivered[userid] = recent
  const inMinute = recent.filter((at) => at > now - minuteMs).length
  if (inMinute < limits.groupMessagesPerMinute && recent.length < limits.groupMessagesPerDay) {
    recent.push(now)
    return false
  }
  groupUse.dropped[userid] = (groupUse.dropped[userid] ?? 0) + 1
  return true
}

/** 20,000 person-times a minute and company (doc 90248). */
const spendSpeech = (context: SimulatorContext, personTimes: number): void => {
  const minute = Math.floor(context.clock.nowMs() / minuteMs)
  const { spoken } = context.state.groupUse
  const used = spoken.minute === minute ? spoken.personTimes : 0
  if (used + personTimes > context.state.limits.groupPersonTimesPerMinute) refuse(45009)
  context.state.groupUse.spoken = { minute, personTimes: used + personTimes }
}

export const speakInGroup = (
  context: SimulatorContext,
  chatid: string | undefined,
  msgtype: string,
  text: string,
): void => {
  requireRoot(context)
  const chat = requireGroup(context, chatid)
  if (text === '') refuse(44004)
  const present = groupView(context, chat).userlist
  spendSpeech(context, present.length)
  const delivered = present.filter((userid) => !isDropped(context, userid))
  chat.messages.push({ at: context.clock.nowMs(), msgtype, text, delivered })
  context.record({ effect: 'group.message', chatid: chat.chatid, msgtype, text, to: delivered })
  context.changed('chat')
}

/** What people do in their clients. No callback tells the app (doc 90244). */
export type GroupAct =
  | { act: 'leave'; chatid: string; userid: string }
  | { act: 'rename'; chatid: string; name: string }
  | { act: 'own'; chatid: string; userid: string }
  | { act: 'join'; chatid: string; userid: string }
  | { act: 'dissolve'; chatid: string }
  | { act: 'make'; chatid: string; name: string; owner: string; userlist: string[] }

export const actInGroup = (context: SimulatorContext, given: GroupAct): void => {
  const { groupChats } = context.state
  if (given.act === 'make') {
    const { chatid, name, owner, userlist } = given
    groupChats[chatid] = { chatid, name, owner, userlist, creator: 'hand', dissolved: false, messages: [] }
    return context.changed('chat')
  }
  const chat = groupChats[given.chatid] ?? refuse(86003)
  const from = { name: chat.name, owner: chat.owner }
  const before = chat.userlist
  if (given.act === 'dissolve') {
    chat.dissolved = true
    context.record({ effect: 'group.dissolve', chatid: chat.chatid })
    return context.changed('chat')
  }
  if (given.act === 'rename') chat.name = cutName(given.name)
  if (given.act === 'join' && !has(before, given.userid)) chat.userlist = [...before, given.userid]
  if (given.act === 'own' && has(before, given.userid)) chat.owner = given.userid
  if (given.act === 'leave') {
    chat.userlist = before.filter((userid) => !sameId(userid, given.userid))
    if (sameId(chat.owner, given.userid)) chat.owner = chat.userlist[0] ?? ''
  }
  context.record({
    effect: 'group.update',
    chatid: chat.chatid,
    from,
    name: chat.name,
    owner: chat.owner,
    added: chat.userlist.filter((userid) => !has(before, userid)),
    removed: before.filter((userid) => !has(chat.userlist, userid)),
    by: 'member',
  })
  context.changed('chat')
}

/** The groups on one person's phone, the one that spoke last first. */
export const groupsOf = (context: SimulatorContext, userid: string) =>
  Object.values(context.state.groupChats)
    .filter((chat) => !chat.dissolved && has(chat.userlist, userid))
    .map((chat) => ({
      ...groupView(context, chat),
      messages: chat.messages.filter(({ delivered }) => has(delivered, userid)),
    }))
    .toSorted((a, b) => (b.messages.at(-1)?.at ?? 0) - (a.messages.at(-1)?.at ?? 0))
