import { findDepartment, findMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { ChangedBy } from './changed-by.ts'
import { notifySubscriptionsOf } from './subscription.ts'
import type { SimTag, TagNodes } from './tag-nodes.ts'
import type { TokenKind } from './token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from './visibility.ts'
import type { SimulatorContext } from './simulator-context.ts'

const MAX_TAGS = 3000
const MAX_NODES = 30_000
const MAX_NAME_LENGTH = 32

const findTag = (context: SimulatorContext, tagid: number): SimTag => context.state.tags[String(tagid)] ?? refuse(40068)

/** Returns a tag that the caller may write: the console all, a token its own, the contacts token also those of the console. */
const writableTag = (context: SimulatorContext, tagid: number, by: ChangedBy): SimTag => {
  const tag = findTag(context, tagid)
  const mayWrite = by === 'console' || tag.owner === by || (by === 'contacts' && tag.owner === 'console')
  return mayWrite ? tag : refuse(context.state.switches.foreignTagCode)
}

const checkName = (context: SimulatorContext, name: string, self?: SimTag): void => {
  if (name.trim() === '' || [...name].length > MAX_NAME_LENGTH) refuse(40072)
  if (Object.values(context.state.tags).some((tag) => tag !== self && tag.name === name)) refuse(40071)
}

export const createTag = (
  context: SimulatorContext,
  tag: { name: string; tagid?: number | undefined },
  by: ChangedBy,
): number => {
  const { tags } = context.state
  checkName(context, tag.name)
  const ids = Object.values(tags).map((tag) => tag.tagid)
  const tagid = tag.tagid ?? ids.reduce((max, id) => Math.max(max, id), 0) + 1
  if (tagid < 1 || ids.includes(tagid)) refuse(40068)
  if (ids.length >= MAX_TAGS) refuse(40068, 'too many tags')
  tags[String(tagid)] = { tagid, name: tag.name, owner: by, users: [], parties: [] }
  context.record({ effect: 'tag.create', tagid, name: tag.name, by })
  return tagid
}

export const renameTag = (context: SimulatorContext, tagid: number, name: string, by: ChangedBy): void => {
  const tag = writableTag(context, tagid, by)
  checkName(context, name, tag)
  if (tag.name !== name) context.record({ effect: 'tag.rename', tagid, from: tag.name, to: name, by })
  tag.name = name
}

export const deleteTag = (context: SimulatorContext, tagid: number, by: ChangedBy): void => {
  const tag = writableTag(context, tagid, by)
  Reflect.deleteProperty(context.state.tags, String(tagid))
  context.record({ effect: 'tag.delete', tagid, name: tag.name, by })
}

/** Returns a tag with the members and departments that the token may see; every token may read every tag (doc 90213). */
export const tagView = (context: SimulatorContext, tagid: number, token: TokenKind) => {
  const tag = findTag(context, tagid)
  const visible = visibleDepartmentIds(context.state, token)
  const userlist = tag.users.flatMap((userid) => {
    const member = findMember(context.state.directory, userid)
    return member && isMemberVisible(context.state, token, member) ? [{ userid: member.userid, name: member.name }] : []
  })
  return { tagname: tag.name, userlist, partylist: tag.parties.filter((id) => visible.has(id)) }
}

type CheckedNodes = { valid: TagNodes; invalidUsers: string[]; invalidParties: number[] }

const checkNodes = (context: SimulatorContext, named: TagNodes, by: ChangedBy): CheckedNodes => {
  const token = by === 'agent' ? 'agent' : 'contacts'
  const visible = visibleDepartmentIds(context.state, token)
  const result: CheckedNodes = { valid: { users: [], parties: [] }, invalidUsers: [], invalidParties: [] }
  for (const userid of new Set(named.users)) {
    const member = findMember(context.state.directory, userid)
    if (member && isMemberVisible(context.state, token, member)) result.valid.users.push(member.userid)
    else result.invalidUsers.push(userid)
  }
  for (const id of new Set(named.parties)) {
    if (findDepartment(context.state.directory, id) && visible.has(id)) result.valid.parties.push(id)
    else result.invalidParties.push(id)
  }
  return result
}

const noNodes: TagNodes = { users: [], parties: [] }

export type InvalidNodes = { invalidlist?: string; invalidparty?: number[] }

/** Adds nodes to a tag or removes them. The result contains only invalid lists that are not empty (doc 90214). */
export const changeTagNodes = (
  context: SimulatorContext,
  change: { tagid: number; named: TagNodes; kind: 'add' | 'remove' },
  by: ChangedBy,
): InvalidNodes => {
  const tag = writableTag(context, change.tagid, by)
  const { valid, invalidUsers, invalidParties } = checkNodes(context, change.named, by)
  const isAdding = change.kind === 'add'
  if (valid.users.length + valid.parties.length === 0) refuse(isAdding ? 40070 : 40031, 'all list invalid')
  const isChange = (isInTag: boolean) => isInTag !== isAdding
  const nodes = {
    users: valid.users.filter((userid) => isChange(tag.users.includes(userid))),
    parties: valid.parties.filter((id) => isChange(tag.parties.includes(id))),
  }
  if (isAdding && tag.users.length + tag.parties.length + nodes.users.length + nodes.parties.length > MAX_NODES)
    refuse(81003)
  const apply = () => {
    tag.users = isAdding ? [...tag.users, ...nodes.users] : tag.users.filter((userid) => !nodes.users.includes(userid))
    tag.parties = isAdding
      ? [...tag.parties, ...nodes.parties]
      : tag.parties.filter((id) => !nodes.parties.includes(id))
  }
  if (context.state.app.visibleTags.includes(tag.tagid)) notifySubscriptionsOf(context, apply)
  else apply()
  if (nodes.users.length + nodes.parties.length > 0) {
    const changes = isAdding ? { added: nodes, removed: noNodes } : { added: noNodes, removed: nodes }
    context.record({ effect: 'tag.members', tagid: tag.tagid, ...changes, by })
    if (by !== 'contacts') context.notify({ type: 'update_tag', tagid: tag.tagid, ...changes })
  }
  return {
    ...(invalidUsers.length > 0 && { invalidlist: invalidUsers.join('|') }),
    ...(invalidParties.length > 0 && { invalidparty: invalidParties }),
  }
}
