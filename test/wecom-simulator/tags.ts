import { findDepartment, findMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { ChangedBy } from './changed-by.ts'
import type { SimTag, TagNodes } from './tag-nodes.ts'
import type { TokenKind } from './token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from './visibility.ts'
import type { World } from './simulator-context.ts'

const mostTags = 3000
const mostNodes = 30_000
const nameLength = 32

const findTag = (world: World, tagid: number): SimTag => world.state.tags[String(tagid)] ?? refuse(40068)

/** The contacts secret may also write what an admin made; an app its own alone. */
const ownTag = (world: World, tagid: number, by: ChangedBy): SimTag => {
  const tag = findTag(world, tagid)
  const mayWrite = by === 'console' || tag.owner === by || (by === 'contacts' && tag.owner === 'console')
  return mayWrite ? tag : refuse(world.state.switches.foreignTagCode)
}

const checkName = (world: World, name: string, self?: SimTag): void => {
  if (name.trim() === '' || [...name].length > nameLength) refuse(40072)
  if (Object.values(world.state.tags).some((tag) => tag !== self && tag.name === name)) refuse(40071)
}

export const createTag = (world: World, tag: { name: string; tagid?: number | undefined }, by: ChangedBy): number => {
  const { tags } = world.state
  checkName(world, tag.name)
  const ids = Object.values(tags).map((one) => one.tagid)
  const tagid = tag.tagid ?? ids.reduce((most, id) => Math.max(most, id), 0) + 1
  if (tagid < 1 || ids.includes(tagid)) refuse(40068)
  if (ids.length >= mostTags) refuse(40068, 'too many tags')
  tags[String(tagid)] = { tagid, name: tag.name, owner: by, users: [], parties: [] }
  world.record({ effect: 'tag.create', tagid, name: tag.name, by })
  return tagid
}

export const renameTag = (world: World, tagid: number, name: string, by: ChangedBy): void => {
  const tag = ownTag(world, tagid, by)
  checkName(world, name, tag)
  if (tag.name !== name) world.record({ effect: 'tag.rename', tagid, from: tag.name, to: name, by })
  tag.name = name
}

export const deleteTag = (world: World, tagid: number, by: ChangedBy): void => {
  const tag = ownTag(world, tagid, by)
  Reflect.deleteProperty(world.state.tags, String(tagid))
  world.record({ effect: 'tag.delete', tagid, name: tag.name, by })
}

/** Any token may look at any tag, and sees in it whom it may see (doc 90213). */
export const tagView = (world: World, tagid: number, token: TokenKind) => {
  const tag = findTag(world, tagid)
  const visible = visibleDepartmentIds(world.state, token)
  const userlist = tag.users.flatMap((userid) => {
    const member = findMember(world.state.directory, userid)
    return member && isMemberVisible(world.state, token, member) ? [{ userid: member.userid, name: member.name }] : []
  })
  return { tagname: tag.name, userlist, partylist: tag.parties.filter((id) => visible.has(id)) }
}

type Named = { users: string[]; parties: number[] }
type Sorted = { good: TagNodes; invalidUsers: string[]; invalidParties: number[] }

const sorted = (world: World, named: Named, by: ChangedBy): Sorted => {
  const token = by === 'agent' ? 'agent' : 'contacts'
  const visible = visibleDepartmentIds(world.state, token)
  const result: Sorted = { good: { users: [], parties: [] }, invalidUsers: [], invalidParties: [] }
  for (const userid of new Set(named.users)) {
    const member = findMember(world.state.directory, userid)
    if (member && isMemberVisible(world.state, token, member)) result.good.users.push(member.userid)
    else result.invalidUsers.push(userid)
  }
  for (const id of new Set(named.parties)) {
    if (findDepartment(world.state.directory, id) && visible.has(id)) result.good.parties.push(id)
    else result.invalidParties.push(id)
  }
  return result
}

const nothing: TagNodes = { users: [], parties: [] }

export type Invalid = { invalidlist?: string; invalidparty?: number[] }

/** Puts nodes into a tag, or takes them out. The two invalid lists are there only when something failed (doc 90214). */
export const changeTagNodes = (
  world: World,
  change: { tagid: number; named: Named; kind: 'add' | 'remove' },
  by: ChangedBy,
): Invalid => {
  const tag = ownTag(world, change.tagid, by)
  const { good, invalidUsers, invalidParties } = sorted(world, change.named, by)
  const adds = change.kind === 'add'
  if (good.users.length + good.parties.length === 0) refuse(adds ? 40070 : 40031, 'all list invalid')
  const isNews = (has: boolean) => has !== adds
  const nodes = {
    users: good.users.filter((userid) => isNews(tag.users.includes(userid))),
    parties: good.parties.filter((id) => isNews(tag.parties.includes(id))),
  }
  if (adds && tag.users.length + tag.parties.length + nodes.users.length + nodes.parties.length > mostNodes)
    refuse(81003)
  tag.users = adds ? [...tag.users, ...nodes.users] : tag.users.filter((userid) => !nodes.users.includes(userid))
  tag.parties = adds ? [...tag.parties, ...nodes.parties] : tag.parties.filter((id) => !nodes.parties.includes(id))
  if (nodes.users.length + nodes.parties.length > 0) {
    const both = adds ? { added: nodes, removed: nothing } : { added: nothing, removed: nodes }
    world.record({ effect: 'tag.members', tagid: tag.tagid, ...both, by })
    if (by !== 'contacts') world.notify({ type: 'update_tag', tagid: tag.tagid, ...both })
  }
  return {
    ...(invalidUsers.length > 0 && { invalidlist: invalidUsers.join('|') }),
    ...(invalidParties.length > 0 && { invalidparty: invalidParties }),
  }
}
