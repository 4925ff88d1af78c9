import { findMember, type SimMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { ChangedBy } from './changed-by.ts'
import { checkMemberFields } from './member-fields.ts'
import { changesOf } from './member-merge.ts'
import type { MemberUpdate } from './member-update.ts'
import { notifySubscription } from './subscription.ts'
import { createMissingDepartments } from './unsorted-department.ts'
import { isSubscribed } from './visibility.ts'
import type { World } from './simulator-context.ts'

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Applies an update; writes into the ledger exactly what became different. */
export const updateMember = (world: World, update: MemberUpdate, by: ChangedBy): void => {
  const { directory, switches } = world.state
  const member = findMember(directory, update.userid) ?? refuse(60111)
  if (update.new_userid !== undefined && update.new_userid !== member.userid) refuse(301036)
  const createsDepartments = switches.unknownDepartmentOnUpdate === 'created'
  checkMemberFields(world, member, update, { knownDepartmentsOnly: !createsDepartments })
  if (createsDepartments) createMissingDepartments(world, update.department ?? [], by)
  const wasSubscribed = isSubscribed(world.state, member)
  const changes = changesOf(world, member, update, by)
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
  notifySubscription(world, member, wasSubscribed, by)
}

/** Contacts-token changes are not echoed to it; in the reduced form only a new department is an event (doc 90970). */
const tellContacts = (world: World, member: SimMember, changed: (keyof SimMember)[], by: ChangedBy): void => {
  if (by === 'contacts' || !changed.includes('department')) return
  world.notify({ type: 'update_user', userid: member.userid, department: member.department })
}

export const deleteMember = (world: World, userid: string, by: ChangedBy): void => {
  const { directory, switches, corp } = world.state
  const member = findMember(directory, userid) ?? refuse(60111)
  if (corp.creator !== null && member.userid === corp.creator) refuse(301005)
  const wasSubscribed = isSubscribed(world.state, member)
  Reflect.deleteProperty(directory.members, userid.toLowerCase())
  directory.version += 1
  for (const tag of Object.values(world.state.tags)) {
    tag.users = tag.users.filter((one) => one !== member.userid)
  }
  world.record({ effect: 'member.delete', userid: member.userid, by })
  world.changed('member')
  if (by !== 'contacts') world.notify({ type: 'delete_user', userid: member.userid })
  if (wasSubscribed && (by !== 'contacts' || switches.unsubscribeOnApiDisable)) {
    world.notify({ type: 'unsubscribe', userid: member.userid })
  }
}
