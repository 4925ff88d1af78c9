import { findMember, membersOf, type SimMember } from './directory.ts'
import { WecomRefusal, refuse } from './errors.ts'
import type { ChangedBy } from './ledger.ts'
import { checkMemberFields } from './member-fields.ts'
import type { MemberUpdate } from './member-update.ts'
import { isMemberVisible, isSubscribed } from './visibility.ts'
import type { World } from './world.ts'

const genderOf = (value: string | number): '1' | '2' =>
  String(value) === '1' ? '1' : String(value) === '2' ? '2' : refuse(40035, 'gender')

/** New department order and leadership follow the departments; both have their length (60132). */
const seatsAfter = (member: SimMember, update: MemberUpdate): Partial<SimMember> => {
  if (!update.department) {
    const leads = update.is_leader_in_dept
    if (leads && leads.length !== member.department.length) refuse(60132)
    return leads ? { isLeaderInDept: leads } : {}
  }
  const department = update.department
  const before = (id: number): number => member.department.indexOf(id)
  return {
    department,
    order: update.order ?? department.map((id) => member.order[before(id)] ?? 0),
    isLeaderInDept: update.is_leader_in_dept ?? department.map((id) => member.isLeaderInDept[before(id)] ?? 0),
    ...(department.includes(member.mainDepartment) ? {} : { mainDepartment: department[0] ?? 1 }),
  }
}

/** Attributes the console does not know are ignored without a word (doc 100067). */
const knownAttributes = (world: World): Set<string> =>
  new Set([
    '工号',
    '人员类型',
    '办公地点',
    ...membersOf(world.state.directory).flatMap((member) => member.extattr.attrs.map((attr) => attr.name)),
  ])

const extattrAfter = (world: World, member: SimMember, update: MemberUpdate): Partial<SimMember> => {
  if (!update.extattr) return {}
  const known = knownAttributes(world)
  const attrs = new Map(member.extattr.attrs.map((attr) => [attr.name, attr]))
  for (const attr of update.extattr.attrs) {
    if (attr.type !== 0 && attr.type !== 1) throw new WecomRefusal(60150)
    if (!known.has(attr.name)) continue
    if (attr.type === 0 && attr.text)
      attrs.set(attr.name, { type: 0, name: attr.name, text: { value: attr.text.value } })
    if (attr.type === 1 && attr.web) {
      attrs.set(attr.name, { type: 1, name: attr.name, web: { url: attr.web.url, title: attr.web.title } })
    }
  }
  return { extattr: { attrs: [...attrs.values()] } }
}

const changesOf = (world: World, member: SimMember, update: MemberUpdate): Partial<SimMember> => {
  const plain: Partial<SimMember> = {
    ...(update.name === undefined ? {} : { name: update.name }),
    ...(update.alias === undefined ? {} : { alias: update.alias }),
    ...(update.email === undefined ? {} : { email: update.email }),
    ...(update.biz_mail === undefined ? {} : { bizMail: update.biz_mail }),
    ...(update.telephone === undefined ? {} : { telephone: update.telephone }),
    ...(update.position === undefined ? {} : { position: update.position }),
    ...(update.address === undefined ? {} : { address: update.address }),
    ...(update.external_position === undefined ? {} : { externalPosition: update.external_position }),
    ...(update.gender === undefined ? {} : { gender: genderOf(update.gender) }),
    ...(update.direct_leader === undefined ? {} : { directLeader: update.direct_leader }),
    ...(update.enable === undefined ? {} : { enable: update.enable }),
  }
  // Once activated, the number is the member's own: errcode 0, and nothing happens (doc 90197).
  const mobile = update.mobile !== undefined && !member.activated ? { mobile: update.mobile } : {}
  const main = update.main_department === undefined ? {} : { mainDepartment: update.main_department }
  return { ...plain, ...mobile, ...seatsAfter(member, update), ...main, ...extattrAfter(world, member, update) }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Applies an update; writes into the ledger exactly what became different. */
export const updateMember = (world: World, update: MemberUpdate, by: ChangedBy): void => {
  const { directory } = world.state
  const member = findMember(directory, update.userid) ?? refuse(60111)
  if (update.new_userid !== undefined && update.new_userid !== member.userid) refuse(301036)
  checkMemberFields(world, member, update)
  const wasSubscribed = isSubscribed(world.state, member)
  const changes = changesOf(world, member, update)
  const changed = (Object.keys(changes) as (keyof SimMember)[]).filter((key) => !same(member[key], changes[key]))
  const before = structuredClone(member)
  Object.assign(member, structuredClone(changes))
  directory.version += 1
  for (const field of changed) {
    if (field === 'enable')
      world.record({ effect: member.enable ? 'member.enable' : 'member.disable', userid: member.userid, by })
    else
      world.record({
        effect: 'member.update',
        userid: member.userid,
        field,
        from: before[field],
        to: member[field],
        by,
      })
  }
  if (changed.length > 0) world.changed('member')
  tellContacts(world, member, changed, by)
  tellApp(world, member, wasSubscribed, by)
}

/** Contacts-token changes are not echoed to it; in the reduced form only a new department is an event (doc 90970). */
const tellContacts = (world: World, member: SimMember, changed: (keyof SimMember)[], by: ChangedBy): void => {
  if (by === 'contacts' || !changed.includes('department')) return
  world.notify({ type: 'update_user', userid: member.userid, department: member.department })
}

/** Disabled, or moved out of the app's range: the app loses a subscriber (doc 90240). */
const tellApp = (world: World, member: SimMember, wasSubscribed: boolean, by: ChangedBy): void => {
  const { switches } = world.state
  const subscribed = isSubscribed(world.state, member)
  if (subscribed === wasSubscribed) return
  const viaApi = by === 'contacts' && isMemberVisible(world.state, 'agent', member)
  if (!subscribed && (!viaApi || switches.unsubscribeOnApiDisable))
    world.notify({ type: 'unsubscribe', userid: member.userid })
  if (subscribed && switches.subscribeOnEnable) world.notify({ type: 'subscribe', userid: member.userid })
}

export const deleteMember = (world: World, userid: string, by: ChangedBy): void => {
  const { directory, switches } = world.state
  const member = findMember(directory, userid) ?? refuse(60111)
  const wasSubscribed = isSubscribed(world.state, member)
  Reflect.deleteProperty(directory.members, userid.toLowerCase())
  directory.version += 1
  world.record({ effect: 'member.delete', userid: member.userid, by })
  world.changed('member')
  if (by !== 'contacts') world.notify({ type: 'delete_user', userid: member.userid })
  if (wasSubscribed && (by !== 'contacts' || switches.unsubscribeOnApiDisable)) {
    world.notify({ type: 'unsubscribe', userid: member.userid })
  }
}
